#ifndef LUARIG_ENGINE_TESTING_REPLY_WORDS_H_
#define LUARIG_ENGINE_TESTING_REPLY_WORDS_H_

#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "engine/fixture/json_tape.h"
#include "engine/reply/reply.h"

// The words of the notation of replies (reply_notation.h), for those that check and match it.

namespace luarig::reply_words {

using Kind = Reply::Kind;

inline constexpr std::string_view kMatchers[] = {"$any",    "$type", "$regex", "$unordered",
                                                 "$approx", "$json", "$b64",   "$length"};
inline constexpr std::string_view kTypedForms[] = {"status", "bulk", "error",      "double",
                                                   "map",    "set",  "big_number", "verbatim"};
inline constexpr std::pair<std::string_view, Kind> kTypes[] = {
    {"null", Kind::kNull},         {"integer", Kind::kInteger},
    {"double", Kind::kDouble},     {"boolean", Kind::kBool},
    {"bulk", Kind::kBulk},         {"status", Kind::kStatus},
    {"error", Kind::kError},       {"big_number", Kind::kBigNumber},
    {"verbatim", Kind::kVerbatim}, {"array", Kind::kArray},
    {"map", Kind::kMap},           {"set", Kind::kSet}};

// The first member of an object: its key, and its value behind it.
inline size_t FirstKey(size_t object) { return object + 1; }

inline bool IsObject(const JsonTape& tape, size_t value) {
  return tape.at(value).kind == JsonKind::kObject;
}

inline std::string_view FirstName(const JsonTape& tape, size_t object) {
  return tape.at(object).count == 0 ? std::string_view() : tape.at(FirstKey(object)).text;
}

inline std::optional<double> NumberIn(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace luarig::reply_words

#endif  // LUARIG_ENGINE_TESTING_REPLY_WORDS_H_
