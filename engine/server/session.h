#ifndef LUARIG_ENGINE_SERVER_SESSION_H_
#define LUARIG_ENGINE_SERVER_SESSION_H_

#include <cstdint>
#include <string>

#include "engine/base/diagnostic.h"

namespace luarig {

struct ServerState;

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
  int slot = -1;                      // the slot of the keys it has used so far; -1: none yet
  SourcePlace place;                  // of the call that runs; only kept while there are observers
};

// One caller: a connection, a tool, or the script that runs (which has a session of its own, so
// that its SELECT and setresp end with it).
class Session {
 public:
  Session(ServerState& server_state, uint64_t session_id) : server(server_state), id(session_id) {}
  ~Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  ServerState& server;
  uint64_t id;
  int database = 0;
  int resp = 2;
  std::string name;             // CLIENT SETNAME
  ScriptRun* script = nullptr;  // null unless this is a script's session
  bool touch = true;            // off: CLIENT NO-TOUCH
  std::string library_name;     // CLIENT SETINFO
  std::string library_version;
  bool closing = false;  // QUIT: the connection ends after the reply
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_SESSION_H_
