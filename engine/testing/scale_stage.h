#ifndef LUARIG_ENGINE_TESTING_SCALE_STAGE_H_
#define LUARIG_ENGINE_TESTING_SCALE_STAGE_H_

#include <cstdint>
#include <span>
#include <string>

#include "engine/reply/reply.h"

namespace luarig {

// A scene in which data can be made larger and smaller. Scenes are asked for it by a cast, because
// a server behind a connection has none: instructions cannot be counted there.
class ScaleStage {
 public:
  virtual ~ScaleStage() = default;

  // Runs a command in a database, whatever conditions, limits and users say, and unseen by those
  // who watch the test.
  virtual Reply Prepare(int database, std::span<const std::string> words) = 0;

  // By the stopwatch, since Scene::Begin() or SceneMemory::GoBack(), whichever came last; and how
  // much of it one size may take. 0 if nothing is limited.
  virtual int64_t ElapsedMicros() = 0;
  virtual int64_t TimeLimitMicros() const = 0;

  bool TimeIsOver() { return TimeLimitMicros() > 0 && ElapsedMicros() > TimeLimitMicros(); }
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_SCALE_STAGE_H_
