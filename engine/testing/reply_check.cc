#include <algorithm>
#include <utility>
#include <vector>

#include <re2/re2.h>

#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/testing/reply_notation.h"
#include "engine/testing/reply_words.h"

namespace luarig {

namespace {

using reply_words::FirstKey;
using reply_words::FirstName;
using reply_words::IsObject;
using reply_words::kMatchers;
using reply_words::kTypedForms;
using reply_words::kTypes;

std::optional<NotationError> Wrong(size_t at, std::string message, std::string help = "") {
  return NotationError{.at = at, .message = std::move(message), .help = std::move(help)};
}

bool IsPlain(const JsonTape& tape, size_t value) {
  const JsonKind kind = tape.at(value).kind;
  return kind == JsonKind::kString || kind == JsonKind::kNumber;
}

std::optional<NotationError> CheckElements(const JsonTape& tape, size_t array) {
  if (tape.at(array).kind != JsonKind::kArray) return Wrong(array, "an array belongs here");
  std::optional<NotationError> error;
  tape.ForValues(array, [&](size_t value, size_t) {
    if (!error) error = CheckReplyNotation(tape, value);
  });
  return error;
}

std::optional<NotationError> CheckMap(const JsonTape& tape, size_t map) {
  std::optional<NotationError> error;
  if (IsObject(tape, map)) {
    tape.ForMembers(map, [&](size_t, size_t value) {
      if (!error) error = CheckReplyNotation(tape, value);
    });
    return error;
  }
  if (tape.at(map).kind != JsonKind::kArray) return Wrong(map, "pairs or an object belong here");
  tape.ForValues(map, [&](size_t pair, size_t) {
    if (error) return;
    const bool two = tape.at(pair).kind == JsonKind::kArray && tape.at(pair).count == 2;
    error = two ? CheckElements(tape, pair) : Wrong(pair, "a pair [key, value] belongs here");
  });
  return error;
}

std::optional<NotationError> CheckTypeName(const JsonTape& tape, size_t value) {
  std::vector<std::string_view> names{"string"};
  for (const auto& [name, kind] : kTypes) names.push_back(name);
  if (std::ranges::find(names, tape.at(value).text) != names.end()) return std::nullopt;
  return Wrong(value, StrCat("there is no type ", Quote(tape.at(value).text)),
               DidYouMean(tape.at(value).text, names));
}

std::optional<NotationError> CheckMatcher(const JsonTape& tape, size_t object) {
  const std::string_view name = FirstName(tape, object);
  const size_t value = FirstKey(object) + 1;
  if (std::ranges::find(kMatchers, name) == std::end(kMatchers)) {
    return Wrong(FirstKey(object), StrCat("there is no matcher ", Quote(name)),
                 DidYouMean(name, kMatchers));
  }
  if (tape.at(object).count != 1) return Wrong(object, "a matcher stands alone in its object");
  if (name == "$unordered") return CheckElements(tape, value);
  if (name == "$type") return CheckTypeName(tape, value);
  if (name == "$regex") {
    const RE2 regex(std::string(tape.at(value).text), RE2::Quiet);
    if (tape.at(value).kind != JsonKind::kString || !regex.ok())
      return Wrong(value, StrCat("this is no regular expression: ", regex.error()));
  }
  if (name == "$approx") {
    const bool pair = tape.at(value).kind == JsonKind::kArray && tape.at(value).count == 2 &&
                      tape.at(value + 1).kind == JsonKind::kNumber &&
                      tape.at(value + 2).kind == JsonKind::kNumber;
    if (!pair) return Wrong(value, "[number, how far it may be off] belongs here");
  }
  if (name == "$b64" && !DecodeBase64(tape.at(value).text))
    return Wrong(value, "this is no base64");
  return std::nullopt;
}

std::optional<NotationError> CheckTyped(const JsonTape& tape, size_t object) {
  const std::string_view name = FirstName(tape, object);
  const size_t value = FirstKey(object) + 1;
  if (name == "map") return CheckMap(tape, value);
  if (name == "set") return CheckElements(tape, value);
  if (IsPlain(tape, value)) return std::nullopt;
  if (IsObject(tape, value) && FirstName(tape, value).starts_with('$'))
    return CheckMatcher(tape, value);
  return Wrong(value, "a text belongs here");
}

}  // namespace

std::optional<NotationError> CheckReplyNotation(const JsonTape& tape, size_t expected) {
  if (tape.at(expected).kind == JsonKind::kArray) return CheckElements(tape, expected);
  if (!IsObject(tape, expected)) return std::nullopt;
  const std::string_view name = FirstName(tape, expected);
  if (name.starts_with('$')) return CheckMatcher(tape, expected);
  if (std::ranges::find(kTypedForms, name) != std::end(kTypedForms))
    return CheckTyped(tape, expected);
  if (name.empty()) return Wrong(expected, "an empty object is no reply", "write {\"map\": {}}");
  const std::string meant = DidYouMean(name, kTypedForms);
  return Wrong(FirstKey(expected), StrCat(Quote(name), " is no kind of reply"),
               meant.empty()
                   ? "a map is written {\"map\": {..}}, a text that is JSON {\"$json\": ..}"
                   : meant);
}

bool HasMatcher(const JsonTape& tape, size_t expected) {
  const size_t end = tape.at(expected).next;
  for (size_t i = expected; i < end; ++i) {
    const JsonTape::Token& token = tape.at(i);
    if (token.kind == JsonKind::kKey && token.text != "$b64" &&
        std::ranges::find(kMatchers, token.text) != std::end(kMatchers)) {
      return true;
    }
  }
  return false;
}

}  // namespace luarig
