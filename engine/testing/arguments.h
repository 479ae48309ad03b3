#ifndef LUARIG_ENGINE_TESTING_ARGUMENTS_H_
#define LUARIG_ENGINE_TESTING_ARGUMENTS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/fixture/json_tape.h"
#include "engine/testing/reply_notation.h"

namespace luarig {

// Values that earlier steps captured, by name.
using Captures = std::map<std::string, std::string, std::less<>>;

// The bytes of an argument: "text", 3.10 as it is written, {"$b64": ".."}, {"$json": value},
// {"$msgpack": value}, {"$repeat": ["text", times]}; `${name}` in a text is what was captured.
// REQUIRES: CheckArgument() found nothing; it is no {"$times": ..}.
std::string ArgumentBytes(const JsonTape& tape, size_t value, const Captures& captures);

// The same for what may be several: {"$times": [value, n]} are n arguments, `${i}` in the value is
// 1 to n.
void AppendArguments(std::vector<std::string>& words, const JsonTape& tape, size_t value,
                     const Captures& captures);

// True for {"$times": ..}. REQUIRES: CheckArgument() found nothing.
bool IsSeveral(const JsonTape& tape, size_t value);

// What is wrong with an argument; nothing if it is one.
std::optional<NotationError> CheckArgument(const JsonTape& tape, size_t value);

// JSON as MessagePack, as cmsgpack.pack would write it: whole numbers as integers, other numbers as
// float where that is exact.
void AppendMsgpack(std::string& out, const JsonTape& tape, size_t value);

// `text` with each ${name} that `value_of` knows replaced; $${ is a plain ${.
template <typename ValueOf>
std::string WithNames(std::string_view text, const ValueOf& value_of) {
  std::string out;
  size_t from = 0;
  while (true) {
    const size_t open = text.find("${", from);
    const size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) return out.append(text.substr(from));
    if (open > from && text[open - 1] == '$') {
      out.append(text.substr(from, open - 1 - from)).append("${");
      from = open + 2;
      continue;
    }
    out.append(text.substr(from, open - from));
    const std::string_view name = text.substr(open + 2, close - open - 2);
    if (const std::optional<std::string> value = value_of(name)) {
      out.append(*value);
    } else {
      out.append(text.substr(open, close + 1 - open));
    }
    from = close + 1;
  }
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_ARGUMENTS_H_
