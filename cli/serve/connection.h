#ifndef LUARIG_CLI_SERVE_CONNECTION_H_
#define LUARIG_CLI_SERVE_CONNECTION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cli/serve/companion.h"
#include "cli/serve/socket.h"
#include "engine/engine.h"
#include "engine/reply/resp_reader.h"
#include "engine/reply/resp_sink.h"

namespace luarig {

// One client: its socket, what it has sent and not been answered, what it has not taken yet.
class Connection final : public SessionOwner {
 public:
  // It joins `active` whenever there is something to do for it. `companion` may be null.
  Connection(Socket socket, Engine& engine, std::vector<Connection*>& active, Companion* companion);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() override { session_->owner = nullptr; }

  int fd() const { return socket_.fd(); }
  Session& session() { return *session_; }

  // Takes what has arrived, a bounded piece of it.
  void Read();
  // Runs the commands that have arrived whole, until the session waits, the connection ends or too
  // much output stands unread. Not while one of its commands runs.
  void Execute();
  // Sends what the socket takes, and ends a client that lets more stand than
  // client-output-buffer-limit allows.
  void Write();
  // Tells the peer that this is the end, if it is to end at once; it may not be destroyed yet.
  void HangUp();
  // Another process has it now, with what was not sent yet: it is done with, but not hung up on.
  void Abandon();
  // Ends a client that was idle for longer than the directive timeout allows; false if it was not.
  bool EndIfIdle();

  void HasNews() override {
    if (!listed) active_.push_back(this);
    listed = true;
  }

  // True if Execute() may find something to do.
  bool has_input() const { return has_input_; }
  bool has_output() const { return !out_.empty(); }
  // Execute() would find something to do and may do it.
  bool runnable() const { return has_input_ && !session_->waiting() && out_.empty(); }
  // Its command is running now: it may not be destroyed.
  bool executing() const { return executing_; }
  // To be destroyed: the peer has gone, or everything was said.
  bool finished() const;

  bool listed = false;       // it is among the active ones
  bool wants_write = false;  // what the poller was last told

 private:
  size_t unsent() const { return out_.size() - sent_; }
  void CheckUnread();
  void CheckUnsent();

  Socket socket_;
  Engine& engine_;
  std::vector<Connection*>& active_;
  Companion* companion_;
  std::string out_;
  size_t sent_ = 0;         // bytes of out_ that have gone
  int64_t over_since_ = 0;  // when unsent() came over the soft limit, in microseconds; 0: it is not
  RespSink sink_;
  std::unique_ptr<Session> session_;
  CommandReader reader_;
  bool has_input_ = false;
  bool executing_ = false;
  bool gone_ = false;
};

}  // namespace luarig

#endif  // LUARIG_CLI_SERVE_CONNECTION_H_
