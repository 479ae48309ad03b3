#ifndef LUARIG_ENGINE_TESTING_KEYS_CHECK_H_
#define LUARIG_ENGINE_TESTING_KEYS_CHECK_H_

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/clock.h"
#include "engine/engine.h"
#include "engine/testing/step.h"

namespace luarig {

// An engine that values in fixture notation are read into, to be compared with what a scene holds.
class Scratch {
 public:
  explicit Scratch(const Target& target)
      : clock_(0), engine_(EngineOptions{.target = &target, .clock = &clock_}) {}

  // Reads one value; null (and a reason) if it is none. Valid until the next one is read.
  const Entry* Read(const JsonTape& tape, size_t value, int64_t now_ms, std::string& problem);

 private:
  ManualClock clock_;
  Engine engine_;
};

// "keys": {"k": value, "gone": null}, and "only_keys": the same and no others.
std::unique_ptr<Check> MakeKeysCheck(std::string_view name, const JsonTape& tape, size_t value,
                                     Scratch& scratch, std::vector<NotationError>& errors);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_KEYS_CHECK_H_
