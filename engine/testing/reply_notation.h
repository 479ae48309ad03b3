#ifndef LUARIG_ENGINE_TESTING_REPLY_NOTATION_H_
#define LUARIG_ENGINE_TESTING_REPLY_NOTATION_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/fixture/json_tape.h"
#include "engine/fixture/notation.h"
#include "engine/reply/reply.h"

// Replies as JSON suites write them (docs/tests.md): "text", 3, null, true, [..], and where the
// kind must be said {"status": "OK"}, {"error": ..}, {"double": 1.5}, {"map": [[k, v]]}, {"set":
// [..]},
// {"verbatim": .., "format": ..}, {"big_number": ..}, {"$b64": ..}; with matchers in any place.

namespace luarig {

// A reply so that it matches itself.
std::string ReplyNotation(const Reply& reply, const JsonLayout& layout = {});

// Where what is expected and what came differ.
struct Mismatch {
  size_t at = 0;       // the value that is expected
  std::string inside;  // where in the whole: "[2].name"; "" for all of it
  std::string reason;  // "expected an integer" and the like; "" where the values say it
};

// Nothing if `reply` is what the value expects. REQUIRES: CheckReplyNotation() found nothing.
std::optional<Mismatch> MatchReply(const JsonTape& tape, size_t expected, const Reply& reply);

// The same for JSON against JSON, as differences and logs are: members in any order, numbers and
// texts alike by their bytes, matchers in any place of `expected`; arrays named "set" in any order.
std::optional<Mismatch> MatchJson(const JsonTape& tape, size_t expected, const JsonTape& actual,
                                  size_t value);

// And for a text: a string, a number, {"$b64": ..} or a matcher.
std::optional<Mismatch> MatchText(const JsonTape& tape, size_t expected, std::string_view text);

// What is wrong with an expected reply, and where; nothing if it can be matched.
struct NotationError {
  size_t at = 0;
  std::string message;
  std::string help;
};
std::optional<NotationError> CheckReplyNotation(const JsonTape& tape, size_t expected);

// True if there is a matcher in it.
bool HasMatcher(const JsonTape& tape, size_t expected);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_REPLY_NOTATION_H_
