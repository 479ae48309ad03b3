#ifndef LUARIG_CLI_SERVE_SERVER_H_
#define LUARIG_CLI_SERVE_SERVER_H_

#include <map>
#include <memory>
#include <vector>

#include "cli/serve/companion.h"
#include "cli/serve/connection.h"
#include "cli/serve/debug_sessions.h"
#include "cli/serve/poller.h"
#include "cli/serve/socket.h"
#include "engine/engine.h"

namespace luarig {

// Serves an engine to RESP clients, in one thread. A turn of its loop reads what has come, runs it,
// writes what is to go, and costs what there is to do, not how many are connected. While a script
// runs past busy-reply-threshold the engine calls back, and one such turn is made for all the
// others, so that they are answered BUSY and SCRIPT KILL arrives.
class Server final : public Interrupt {
 public:
  Server(Engine& engine, std::vector<Socket> listeners);
  ~Server() override;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Looks after `companion` as well from now on; it must outlive the server. Before Run().
  void Accompany(Companion& companion);

  // While a script stands still: waits a moment for something to come to the companion, or to
  // clients, who are then told that the server is busy. False if the server is to end.
  bool WaitWhileScriptStands(bool serve_others);

  // Until SIGTERM, SIGINT or SHUTDOWN.
  void Run();

  void WhileScriptRuns(bool busy) override;

  DebugSessions& debug_sessions() { return debug_sessions_; }

 private:
  using Connections = std::map<int, std::unique_ptr<Connection>>;

  void Turn(int timeout_ms);
  void TurnCompanion();
  void ServeOthers(int timeout_ms);
  void Accept(const Socket& listener);
  void Refuse(const Socket& client);
  void ReadFrom(const std::vector<Poller::Ready>& ready);
  void ExecuteAll();
  void EndIdle();
  void WriteAll();
  void Sweep();
  bool stopping() const;
  int TimeToNextTurn() const;
  Connection* ConnectionOf(const Session& session) const;
  void CloseAllBut(const Connection& kept);

  Engine& engine_;
  std::vector<Socket> listeners_;
  Socket spare_;  // its place is lent to a client that comes when there is no file left
  Poller poller_;
  Connections connections_;
  std::vector<Connection*> active_;  // those with something to run, write or end; each once
  int64_t looked_for_idle_ = 0;
  Companion* companion_ = nullptr;
  std::vector<int> companion_descriptors_;  // that the poller knows
  DebugSessions debug_sessions_;
};

}  // namespace luarig

#endif  // LUARIG_CLI_SERVE_SERVER_H_
