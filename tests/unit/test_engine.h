#ifndef LUARIG_TESTS_UNIT_TEST_ENGINE_H_
#define LUARIG_TESTS_UNIT_TEST_ENGINE_H_

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "engine/base/bytes.h"
#include "engine/engine.h"

namespace luarig {

// How doctest shows a reply that is not the expected one; it looks for this very name.
// NOLINTNEXTLINE(readability-identifier-naming)
inline doctest::String toString(const Reply& reply) {
  std::string text = StrCat("Reply{kind ", static_cast<int>(reply.kind), ", ", reply.integer, ", ",
                            Quote(reply.text));
  for (const Reply& element : reply.elements) text += StrCat(", ", toString(element).c_str());
  return (text + "}").c_str();
}

}  // namespace luarig

namespace luarig::test {

inline Reply Int(int64_t n) { return {.kind = Reply::Kind::kInteger, .integer = n}; }
inline Reply Bulk(std::string_view s) {
  return {.kind = Reply::Kind::kBulk, .text = std::string(s)};
}
inline Reply Status(std::string_view s) {
  return {.kind = Reply::Kind::kStatus, .text = std::string(s)};
}
inline Reply Ok() { return Status("OK"); }
inline Reply Nil() { return {}; }
inline Reply Error(std::string_view s) {
  return {.kind = Reply::Kind::kError, .text = std::string(s)};
}
inline Reply Array(std::vector<Reply> elements) {
  return {.kind = Reply::Kind::kArray, .elements = std::move(elements)};
}

// An engine to poke at, with a clock that stands still: Run("SET k 'a value'") splits as redis-cli
// does.
class TestEngine {
 public:
  explicit TestEngine(std::string_view target = "redis-7.0")
      : engine({.target = FindTarget(target), .clock = &clock}) {}

  Reply Run(std::string_view command) {
    return engine.Run(engine.default_session(), *SplitWords(command));
  }
  Reply Run(std::initializer_list<std::string_view> words) {
    return engine.Run(engine.default_session(), words);
  }
  // EVAL without keys.
  Reply Eval(std::string_view script) { return Run({"EVAL", script, "0"}); }

  ManualClock clock{1'700'000'000'000'000};
  Engine engine;
};

}  // namespace luarig::test

#endif  // LUARIG_TESTS_UNIT_TEST_ENGINE_H_
