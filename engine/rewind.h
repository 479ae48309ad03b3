#ifndef LUARIG_ENGINE_REWIND_H_
#define LUARIG_ENGINE_REWIND_H_

#include <cstdint>
#include <vector>

#include "engine/engine.h"

namespace luarig {

// Takes an engine back to where it stood, any number of times, at the cost of what was done since:
// keys, scripts and libraries with all that Lua keeps, random numbers, the figures that INFO
// counts. Tests start so from a fixture that is loaded once.
//
// Some things it cannot take back: configuration, users, what SLOWLOG and OBJECT IDLETIME saw, ...
// Commands that change or show such things stain the engine; a clean start then takes a new one.
class Rewind {
 public:
  // From here on Back() leads here. `engine` must outlive this, and have no clients but its own.
  explicit Rewind(Engine& engine);
  ~Rewind();
  Rewind(const Rewind&) = delete;
  Rewind& operator=(const Rewind&) = delete;

  // A command that has run since the last Back() and changes or shows what cannot be taken back;
  // null if there is none.
  const Command* stain() const;
  bool stained() const { return stain() != nullptr; }

  // REQUIRES: !stained(); the sessions that came since are gone; nothing runs. The data clock is
  // the caller's to set.
  void Back();

 private:
  Engine& engine_;
  std::vector<const Command*> staining_;
  Journal::Mark mark_;
  Random random_;
  Conditions conditions_;
  uint64_t changes_;
  uint64_t next_session_id_;
  uint64_t peak_memory_;
  bool was_over_memory_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_REWIND_H_
