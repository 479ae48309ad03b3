#ifndef LUARIG_ENGINE_TESTING_LUA_PROBLEM_H_
#define LUARIG_ENGINE_TESTING_LUA_PROBLEM_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/diagnostic.h"
#include "engine/testing/results.h"

namespace luarig {

// Why code of a suite in Lua did not come to its end.
struct LuaProblem {
  enum class Kind : uint8_t {
    kError,    // it raised something
    kAssert,   // an assertion did not hold
    kFaults,   // a fault of a sweep breaks what is promised; `message` says which
    kSkip,     // the test does not want to be run further; `message` says why
    kStopped,  // it was ended from outside
    kSyntax,   // it could not be compiled
  };
  Kind kind = Kind::kError;
  SourcePlace where;  // in the suite's own file if that was running; line 0 if nobody knows
  std::string message;
  std::string expected;
  std::string got;
  size_t script_error = 0;  // what the scene told of an inner script, counted from 1; 0: nothing
};

TestFailure FailureOf(LuaProblem problem);
Diagnostic DiagnosticOf(LuaProblem problem);

// Where `word` stands in `text` as a word of its own, from `from` on; npos if nowhere.
size_t FindWord(std::string_view text, size_t from, std::string_view word);

// Where `word` stands as a word of its own in `text`, from `line` on, the nearest first; the start
// of `line` if it does not.
SourcePlace PlaceOfWord(std::string_view text, const std::string& file, int line,
                        std::string_view word);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_LUA_PROBLEM_H_
