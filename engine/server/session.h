#ifndef LUARIG_ENGINE_SERVER_SESSION_H_
#define LUARIG_ENGINE_SERVER_SESSION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/reply/reply.h"
#include "engine/server/acl.h"
#include "engine/server/client_tracking.h"
#include "engine/server/propagation.h"
#include "engine/server/transaction.h"

namespace luarig {

class ReplySink;
class Session;
struct Command;
struct ServerState;
struct Wait;

// What is known of the script that a session's commands come from; the checks read it.
struct ScriptRun {
  bool has_flags = false;  // it has a shebang, or is a function: flags were declared, maybe none
  bool no_writes = false;  // declared with that flag
  bool by_ro_command = false;  // run by EVAL_RO, FCALL_RO, ...
  bool read_only = false;      // either of the two
  bool allow_oom = false;
  bool allow_stale = false;
  bool allow_cross_slot = false;
  bool no_cluster = false;
  bool over_memory_at_start = false;  // memory is sampled once, when the script starts
  bool wrote = false;                 // it has run a write command
  uint64_t writes = 0;                // how many changes it has made
  std::vector<std::string> written;   // the first keys that it changed, while there are observers
  int slot = -1;                      // the slot of the keys it has used so far; -1: none yet
  std::string_view refused_by;        // the check that refused a call last (checks.h); "" if none
  SourcePlace place;  // of the call that runs; only kept while there are observers or faults
  const Session* caller = nullptr;  // whose EVAL or FCALL it is
  // Who gets what its commands are propagated as: redis.set_repl.
  Recipients propagates_to = kAllRecipients;
};

// What a session listens to. PubSub has the same the other way round and keeps both.
struct Subscriptions {
  std::set<std::string, std::less<>> channels;
  std::set<std::string, std::less<>> patterns;
  std::set<std::string, std::less<>> shard_channels;

  // As the replies to SUBSCRIBE and PSUBSCRIBE count: shard channels are counted by themselves.
  size_t count() const { return channels.size() + patterns.size(); }
  // In RESP2 a subscriber may only run the commands of that mode.
  bool any() const { return count() + shard_channels.size() != 0; }
};

// CLIENT REPLY: which replies are written. Messages are sent in any mode.
enum class ReplyMode : uint8_t { kOn, kOff, kSkipNext, kSkip };

// SCRIPT DEBUG: what the next EVAL is to be.
struct DebugMode {
  bool on = false;
  bool in_place = false;  // on the keyspace itself, not on a copy; only NO takes it back

  bool operator==(const DebugMode&) const = default;
};

// What CLIENT LIST shows of a connection, and only its owner knows. What is not filled in reads as
// that of a client without a connection.
struct ClientFacts {
  std::string address = "?:0";        // "127.0.0.1:4711", "/run/redis.sock:0"
  std::string local_address = "?:0";  // the same of the server's end
  int fd = -1;
  bool unix_socket = false;
  size_t query_buffer = 0;       // bytes read and not yet run
  size_t query_buffer_free = 0;  // room behind them
  size_t reply_buffer = 0;       // size of the fixed buffer of replies
  size_t reply_buffer_peak = 0;
  size_t output_bytes = 0;  // waiting in the fixed buffer
  size_t output_blocks = 0;
  size_t output_memory = 0;
  uint64_t bytes_in = 0;
  uint64_t bytes_out = 0;
};

// When the connection ends: after the reply that is being written, or at once.
enum class Closing : uint8_t { kNo, kAfterReply, kNow };

// Who owns the connection of a session.
class SessionOwner {
 public:
  virtual ~SessionOwner() = default;

  // Something has happened to the session from outside: a message or a late reply stands in its
  // outbox, it waits no longer, or it is to be closed. May be called while a command of any session
  // runs, so it only takes note.
  virtual void HasNews() = 0;
};

// One caller: a connection, a tool, or the script that runs (which has a session of its own, so
// that its SELECT and setresp end with it).
//
// A client's session is known to its server from construction to destruction, which also ends what
// it waits for, watches and listens to. It must not outlive the server's state.
class Session {
 public:
  // `session_id` 0 is the script's, which is no client.
  Session(ServerState& server_state, uint64_t session_id);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  bool is_client() const { return id != 0; }
  bool waiting() const { return wait != nullptr; }
  // True if a command that finds nothing may wait for it.
  bool may_wait() const { return outbox != nullptr && script == nullptr && !transaction.running; }

  void LogIn(User& as) {
    user = &as;
    authenticated = true;
  }
  // As a new connection: logged in if the default user lets everybody in.
  void LogInByDefault();
  // True if no command need be looked at for what its user may do.
  bool unrestricted() const { return authenticated && user->unrestricted; }

  // Sends a message that is no reply: at once, or (Quirk::kPushesAfterReply) after the reply of the
  // command of this session that runs. Without an outbox it is dropped.
  void Send(const Reply& message);
  // Sends what was held back. Call when the reply of a command is complete.
  void SendHeldBack();

  void TellOwner() {
    if (owner != nullptr) owner->HasNews();
  }
  // Has the connection end, and its owner know of it.
  void Close(Closing how) {
    closing = how;
    TellOwner();
  }

  // Ends all that the server does for this client, which it then no longer knows: what CLIENT KILL
  // leaves of one until its owner destroys it.
  void Leave();

  ServerState& server;
  uint64_t id;
  User* user = nullptr;  // never null; the default user's while nobody is logged in
  int database = 0;
  int resp = 2;
  Closing closing = Closing::kNo;
  ReplyMode reply_mode = ReplyMode::kOn;

  bool authenticated = false;        // logged in
  bool running = false;              // a command of this session is being run
  bool touch = true;                 // off: CLIENT NO-TOUCH
  bool no_evict = false;             // CLIENT NO-EVICT
  bool monitoring = false;           // MONITOR
  bool reads_from_replicas = false;  // READONLY
  bool handles_redirects = false;    // CLIENT CAPA redirect
  DebugMode debugging;

  // Where messages and the replies of commands that waited go; the owner of the connection sets it.
  // Null: nothing can be sent but replies, so no command waits and nothing arrives.
  ReplySink* outbox = nullptr;
  SessionOwner* owner = nullptr;  // may be null
  ScriptRun* script = nullptr;    // null unless this is a script's session

  std::string name;          // CLIENT SETNAME
  std::string library_name;  // CLIENT SETINFO
  std::string library_version;

  ClientFacts facts;
  int64_t created = 0;  // microseconds of the data clock
  int64_t last_interaction = 0;
  const Command* last_command = nullptr;  // null: none, or one that nobody knows
  uint64_t commands = 0;
  std::unique_ptr<ClientTracking> tracking;  // null: CLIENT TRACKING is off; Tracking sets it

  Transaction transaction;
  Subscriptions subscriptions;
  std::unique_ptr<Wait> wait;  // what the session waits for; Waiters sets and ends it

 private:
  std::vector<Reply> held_back_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_SESSION_H_
