#ifndef LUARIG_ENGINE_ENGINE_H_
#define LUARIG_ENGINE_ENGINE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.h"
#include "engine/base/process.h"
#include "engine/base/target.h"
#include "engine/dispatch/observer.h"
#include "engine/reply/reply.h"
#include "engine/server/server_state.h"
#include "engine/server/session.h"
#include "engine/store/journal.h"

namespace luarig {

class CommandTable;

// Everything an engine takes from outside. The engine itself opens no file and reads no clock.
struct EngineOptions {
  const Target* target = &DefaultTarget();
  DataClock* clock = nullptr;      // required; must outlive the engine
  Stopwatch* stopwatch = nullptr;  // null: durations read 0
  bool times_calls = true;     // off: those of what scripts call do too, which saves looks at it
  Process* process = nullptr;  // for INFO; null: its figures read 0
  Interrupt* interrupt = nullptr;  // told while scripts run (which takes a stopwatch)
  uint64_t seed = 1;               // of SPOP, RANDOMKEY and the like
  int databases = 16;
};

// A Redis-like server in a value: keyspaces, commands and the scripting runtime. Many can live in
// one process; each is single-threaded and deterministic.
//
//   ManualClock clock(0);
//   Engine engine({.clock = &clock});
//   Reply reply = engine.Run(engine.default_session(), {"SET", "k", "v"});
class Engine {
 public:
  explicit Engine(const EngineOptions& options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Runs one command and writes exactly one reply; what goes wrong becomes an error reply. Only a
  // session with an outbox may wait instead (BLPOP, CLIENT PAUSE): nothing is written then, and the
  // reply comes on the outbox. REQUIRES: argv is not empty; the session does not wait. Bytes are
  // copied where they are kept.
  void Execute(Session& session, std::span<const std::string_view> argv, ReplySink& reply);

  // The same with the reply as a value, in the session's protocol; null if there was none.
  Reply Run(Session& session, std::span<const std::string> argv);
  Reply Run(Session& session, std::initializer_list<std::string_view> argv);

  // A session of its own: database 0, RESP2. It must not outlive the engine.
  std::unique_ptr<Session> NewSession();
  // One that is always there.
  Session& default_session();

  // When RunTimers should be called next, in microseconds of the data clock, for those that wait;
  // nothing if no time matters.
  std::optional<int64_t> NextDeadline() const;
  // Ends waits and pauses whose time has come, and removes keys that have expired.
  void RunTimers();

  ServerState& state();
  const CommandTable& commands() const;

  // Observers are told of every command, line, error and log message until removed; none costs
  // nothing.
  void AddObserver(Observer& observer);
  void RemoveObserver(Observer& observer);

  // Marks the present state of all keyspaces. RollBack returns to it any number of times, at the
  // cost of what changed since; Release keeps the changes and forgets the mark. Checkpoints nest.
  Journal::Mark Checkpoint(Journal::Keep keep = Journal::Keep::kChanges);
  void RollBack(Journal::Mark mark);
  void Release(Journal::Mark mark);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_ENGINE_H_
