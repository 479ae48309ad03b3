#ifndef LUARIG_CLI_SERVE_DEBUG_SESSIONS_H_
#define LUARIG_CLI_SERVE_DEBUG_SESSIONS_H_

#include <functional>
#include <memory>
#include <vector>

#include <sys/types.h>

#include "cli/serve/connection.h"
#include "engine/debug/ldb.h"
#include "engine/engine.h"
#include "engine/server/script_debugging.h"

namespace luarig {

// SCRIPT DEBUG of a server's clients, as `redis-cli --ldb` uses it. SYNC holds up the server while
// the script stands still. YES forks: the child has a copy of the data and that one connection,
// serves the session and ends; the parent goes on with all others.
class DebugSessions final : public ScriptDebugging {
 public:
  struct Host {
    // The connection of a session; null if it has none.
    std::function<Connection*(const Session&)> connection_of;
    // In a child: closes all sockets but that of this connection, which are the parent's.
    std::function<void(const Connection&)> keep_only;
    // The process is to end.
    std::function<bool()> stopping;
  };

  DebugSessions(Engine& engine, Host host);
  // Ends children that are still there.
  ~DebugSessions() override;
  DebugSessions(const DebugSessions&) = delete;
  DebugSessions& operator=(const DebugSessions&) = delete;

  bool HasUnsentReplies(const Session& session) const override;
  Result<Where> Begin(Session& session, std::string_view script) override;
  void End(Session& session) override;

  // A session goes on in this process: nobody else is to be served.
  bool active() const { return ldb_ != nullptr || child_ != nullptr; }
  // Call once a command has ended. In a child whose session is over it sends what is left, and ends
  // the process.
  void LeaveIfChild();
  // Takes leave of children that have ended.
  void Reap();

  // Called in a child once it is one, before anything runs: what the parent writes it must not.
  std::function<void()> in_child;

 private:
  class Client;

  void BecomeChild(Connection& connection);

  Engine& engine_;
  Host host_;
  std::vector<pid_t> children_;
  Connection* child_ = nullptr;  // this process is a child, for that connection
  std::unique_ptr<Client> client_;
  std::unique_ptr<Ldb> ldb_;  // of the session that goes on here
};

}  // namespace luarig

#endif  // LUARIG_CLI_SERVE_DEBUG_SESSIONS_H_
