#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include <re2/re2.h>

#include "engine/base/bytes.h"
#include "engine/fixture/json_document.h"
#include "engine/testing/reply_notation.h"
#include "engine/testing/reply_words.h"

namespace luarig {

namespace {

using reply_words::FirstKey;
using reply_words::FirstName;
using reply_words::IsObject;
using reply_words::Kind;
using reply_words::kMatchers;
using reply_words::kTypes;
using reply_words::NumberIn;

std::string_view TypeName(Kind kind) {
  if (kind == Kind::kNullArray) kind = Kind::kNull;
  if (kind == Kind::kPush) kind = Kind::kArray;
  return std::ranges::find(kTypes, kind, &std::pair<std::string_view, Kind>::second)->first;
}

bool IsText(Kind kind) {
  return kind == Kind::kBulk || kind == Kind::kStatus || kind == Kind::kVerbatim ||
         kind == Kind::kError || kind == Kind::kBigNumber || kind == Kind::kDouble;
}

std::string TextOf(const JsonTape& tape, size_t value) {
  if (!IsObject(tape, value)) return std::string(tape.at(value).text);
  return DecodeBase64(tape.at(FirstKey(value) + 1).text).value_or("");
}

std::optional<Mismatch> Differs(size_t at, std::string reason = "") {
  return Mismatch{.at = at, .inside = "", .reason = std::move(reason)};
}

std::optional<Mismatch> Within(const std::string& step, std::optional<Mismatch> mismatch) {
  if (mismatch) mismatch->inside = StrCat(step, mismatch->inside);
  return mismatch;
}

std::string Index(size_t i) { return StrCat("[", i, "]"); }

// Any order: each expected value takes a reply that no other has taken. Backtracking is not needed
// unless matchers overlap, so a plain augmenting search does.
template <typename Fits>
bool PairUp(size_t count, const Fits& fits) {
  std::vector<size_t> taken_by(count, count);
  const auto place = [&](auto&& self, size_t expected, std::vector<bool>& seen) -> bool {
    for (size_t i = 0; i < count; ++i) {
      if (seen[i] || !fits(expected, i)) continue;
      seen[i] = true;
      if (taken_by[i] == count || self(self, taken_by[i], seen)) {
        taken_by[i] = expected;
        return true;
      }
    }
    return false;
  };
  for (size_t expected = 0; expected < count; ++expected) {
    std::vector<bool> seen(count);
    if (!place(place, expected, seen)) return false;
  }
  return true;
}

std::vector<size_t> ValuesOf(const JsonTape& tape, size_t array) {
  std::vector<size_t> values;
  tape.ForValues(array, [&](size_t value, size_t) { values.push_back(value); });
  return values;
}

std::optional<Mismatch> MatchInOrder(const JsonTape& tape, size_t array,
                                     std::span<const Reply> elements) {
  const std::vector<size_t> values = ValuesOf(tape, array);
  for (size_t i = 0; i < std::min(values.size(), elements.size()); ++i) {
    if (auto mismatch = MatchReply(tape, values[i], elements[i]))
      return Within(Index(i), std::move(mismatch));
  }
  if (values.size() == elements.size()) return std::nullopt;
  return Differs(array, StrCat("expected ", values.size(), " elements, got ", elements.size()));
}

std::optional<Mismatch> MatchUnordered(const JsonTape& tape, size_t array,
                                       std::span<const Reply> elements) {
  const std::vector<size_t> values = ValuesOf(tape, array);
  if (values.size() != elements.size())
    return Differs(array, StrCat("expected ", values.size(), " elements, got ", elements.size()));
  const auto fits = [&](size_t expected, size_t i) {
    return !MatchReply(tape, values[expected], elements[i]);
  };
  if (PairUp(values.size(), fits)) return std::nullopt;
  return Differs(array, "not the same elements, whatever their order");
}

// Says so if nothing but the order of the elements is wrong.
std::optional<Mismatch> ExplainOrder(const JsonTape& tape, size_t array, const Reply& reply,
                                     std::optional<Mismatch> mismatch) {
  constexpr size_t kMost = 1000;
  const size_t count = reply.elements.size();
  if (!mismatch || count < 2 || count > kMost || MatchUnordered(tape, array, reply.elements))
    return mismatch;
  return Differs(array, "the same in another order; {\"$unordered\": [..]} takes any");
}

// {"map": [[k, v], ...]} or {"map": {"k": v}}, in any order.
std::optional<Mismatch> MatchMap(const JsonTape& tape, size_t map, const Reply& reply) {
  std::vector<std::pair<size_t, size_t>> pairs;
  if (IsObject(tape, map)) {
    tape.ForMembers(map, [&](size_t key, size_t value) { pairs.emplace_back(key, value); });
  } else {
    tape.ForValues(
        map, [&](size_t pair, size_t) { pairs.emplace_back(pair + 1, tape.at(pair + 1).next); });
  }
  const size_t count = reply.elements.size() / 2;
  if (pairs.size() != count)
    return Differs(map, StrCat("expected ", pairs.size(), " pairs, got ", count));
  for (const auto& [key, value] : pairs) {
    size_t i = 0;
    while (i < count && MatchReply(tape, key, reply.elements[2 * i])) ++i;
    if (i == count) return Differs(key, "there is no such key");
    if (auto mismatch = MatchReply(tape, value, reply.elements[2 * i + 1]))
      return Within(StrCat(".", tape.at(key).text), std::move(mismatch));
  }
  return std::nullopt;
}

bool MatchesType(std::string_view type, Kind kind) {
  if (type == "string") return kind == Kind::kBulk || kind == Kind::kStatus;
  return TypeName(kind) == type;
}

std::optional<double> NumberOf(const Reply& reply) {
  if (reply.kind == Kind::kInteger) return static_cast<double>(reply.integer);
  return IsText(reply.kind) ? NumberIn(reply.text) : std::nullopt;
}

bool IsNear(const JsonTape& tape, size_t pair, double number) {
  const double wanted = NumberIn(tape.at(pair + 1).text).value_or(0);
  const double apart = NumberIn(tape.at(pair + 2).text).value_or(0);
  return std::abs(wanted - number) <= apart;
}

std::optional<Mismatch> MatchMatcher(const JsonTape& tape, size_t object, const Reply& reply) {
  const std::string_view name = FirstName(tape, object);
  const size_t value = FirstKey(object) + 1;
  if (name == "$any") return std::nullopt;
  if (name == "$type") {
    if (MatchesType(tape.at(value).text, reply.kind)) return std::nullopt;
    return Differs(object, StrCat("it is of type ", TypeName(reply.kind)));
  }
  if (name == "$unordered") {
    if (reply.kind == Kind::kArray || reply.kind == Kind::kSet)
      return MatchUnordered(tape, value, reply.elements);
    return Differs(object, "it has no elements");
  }
  if (name == "$length") {
    const size_t length = IsText(reply.kind) ? reply.text.size() : reply.elements.size();
    if (tape.at(value).text == std::to_string(length)) return std::nullopt;
    return Differs(object, StrCat("its length is ", length));
  }
  if (name == "$approx") {
    const auto number = NumberOf(reply);
    if (!number) return Differs(object, "it is no number");
    if (IsNear(tape, value, *number)) return std::nullopt;
    return Differs(object);
  }
  if (!IsText(reply.kind)) return Differs(object, "it is no text");
  return MatchText(tape, object, reply.text);
}

std::optional<Mismatch> MatchTyped(const JsonTape& tape, size_t object, const Reply& reply) {
  const std::string_view name = FirstName(tape, object);
  const size_t value = FirstKey(object) + 1;
  if (!MatchesType(name, reply.kind))
    return Differs(object, StrCat("it is of type ", TypeName(reply.kind)));
  if (name == "map") return MatchMap(tape, value, reply);
  if (name == "set") return MatchUnordered(tape, value, reply.elements);
  if (name == "double") {
    const auto wanted = NumberIn(tape.at(value).text);
    if (wanted && wanted == NumberIn(reply.text)) return std::nullopt;
    return tape.at(value).text == reply.text ? std::nullopt : Differs(object);
  }
  const size_t format = MemberOf(tape, object, "format");
  if (format != 0 && tape.at(format).text != reply.format)
    return Differs(format, StrCat("its format is ", reply.format));
  return MatchText(tape, value, reply.text);
}

std::optional<Mismatch> MatchWord(const JsonTape& tape, size_t expected, const Reply& reply) {
  const std::string_view word = tape.at(expected).text;
  if (word == "null") {
    const bool null = reply.kind == Kind::kNull || reply.kind == Kind::kNullArray;
    return null ? std::nullopt : Differs(expected);
  }
  const bool same = reply.kind == Kind::kBool && (reply.integer != 0) == (word == "true");
  return same ? std::nullopt : Differs(expected);
}

std::optional<Mismatch> MatchNumber(const JsonTape& tape, size_t expected, const Reply& reply) {
  const std::string_view digits = tape.at(expected).text;
  if (reply.kind == Kind::kInteger) {
    if (digits == std::to_string(reply.integer)) return std::nullopt;
    return Differs(expected);
  }
  if (reply.kind == Kind::kDouble && NumberIn(digits) == NumberIn(reply.text)) return std::nullopt;
  if (reply.kind == Kind::kBulk && reply.text == digits)
    return Differs(expected, StrCat("it is the text ", Quote(digits), ", not an integer"));
  return Differs(expected);
}

std::optional<Mismatch> MatchString(const JsonTape& tape, size_t expected, const Reply& reply) {
  const std::string_view text = tape.at(expected).text;
  const bool string =
      reply.kind == Kind::kBulk || reply.kind == Kind::kStatus || reply.kind == Kind::kVerbatim;
  if (string && reply.text == text) return std::nullopt;
  if (reply.kind == Kind::kInteger && text == std::to_string(reply.integer))
    return Differs(expected, StrCat("it is the integer ", text, ", not a text"));
  return Differs(expected);
}

// --- JSON against JSON ---

std::optional<Mismatch> MatchMembers(const JsonTape& tape, size_t expected, const JsonTape& actual,
                                     size_t value) {
  std::optional<Mismatch> mismatch;
  tape.ForMembers(expected, [&](size_t key, size_t wanted) {
    if (mismatch) return;
    const size_t found = MemberOf(actual, value, tape.at(key).text);
    mismatch =
        found == 0 ? Differs(key, "it is not there") : MatchJson(tape, wanted, actual, found);
    mismatch = Within(StrCat(".", tape.at(key).text), std::move(mismatch));
  });
  if (mismatch) return mismatch;
  actual.ForMembers(value, [&](size_t key, size_t) {
    if (!mismatch && MemberOf(tape, expected, actual.at(key).text) == 0)
      mismatch = Differs(expected, StrCat("there is ", Quote(actual.at(key).text), " as well"));
  });
  return mismatch;
}

std::optional<Mismatch> MatchArrays(const JsonTape& tape, size_t expected, const JsonTape& actual,
                                    size_t value, bool ordered) {
  const std::vector<size_t> wanted = ValuesOf(tape, expected);
  const std::vector<size_t> got = ValuesOf(actual, value);
  if (wanted.size() != got.size()) {
    return Differs(expected, StrCat("expected ", wanted.size(), " elements, got ", got.size()));
  }
  if (!ordered) {
    const auto fits = [&](size_t a, size_t b) {
      return !MatchJson(tape, wanted[a], actual, got[b]);
    };
    return PairUp(wanted.size(), fits) ? std::nullopt : Differs(expected);
  }
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (auto mismatch = MatchJson(tape, wanted[i], actual, got[i]))
      return Within(Index(i), std::move(mismatch));
  }
  return std::nullopt;
}

// True for an array whose order means nothing: "set": [..], and "added", "removed" of one.
bool IsSetMember(const JsonTape& tape, size_t value) {
  return value > 0 && tape.at(value - 1).kind == JsonKind::kKey && tape.at(value - 1).text == "set";
}

}  // namespace

std::optional<Mismatch> MatchText(const JsonTape& tape, size_t expected, std::string_view text) {
  if (!IsObject(tape, expected)) {
    return tape.at(expected).text == text ? std::nullopt : Differs(expected);
  }
  const std::string_view name = FirstName(tape, expected);
  const size_t value = FirstKey(expected) + 1;
  if (name == "$any") return std::nullopt;
  if (name == "$b64") return TextOf(tape, expected) == text ? std::nullopt : Differs(expected);
  if (name == "$regex") {
    const RE2 regex(std::string(tape.at(value).text), RE2::Quiet);
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), regex)
               ? std::nullopt
               : Differs(expected, "it does not match");
  }
  if (name == "$json") {
    const JsonDocument document(text, "");
    if (document.error()) return Differs(expected, "it is not JSON");
    return MatchJson(tape, value, document.tape(), 0);
  }
  if (name == "$length") {
    if (tape.at(value).text == std::to_string(text.size())) return std::nullopt;
    return Differs(expected, StrCat("its length is ", text.size()));
  }
  if (name == "$approx") {
    const auto number = NumberIn(text);
    return number && IsNear(tape, value, *number) ? std::nullopt : Differs(expected);
  }
  return Differs(expected);
}

std::optional<Mismatch> MatchJson(const JsonTape& tape, size_t expected, const JsonTape& actual,
                                  size_t value) {
  const JsonTape::Token& wanted = tape.at(expected);
  const JsonTape::Token& got = actual.at(value);
  const std::string_view name = IsObject(tape, expected) ? FirstName(tape, expected) : "";
  if (name == "$any") return std::nullopt;
  const bool matcher = std::ranges::find(kMatchers, name) != std::end(kMatchers);
  if (name == "$unordered" && got.kind == JsonKind::kArray)
    return MatchArrays(tape, FirstKey(expected) + 1, actual, value, false);
  const bool scalar = got.kind == JsonKind::kString || got.kind == JsonKind::kNumber;
  if (matcher && name != "$b64") {
    return scalar ? MatchText(tape, expected, got.text) : Differs(expected);
  }
  if (wanted.kind == JsonKind::kObject && got.kind == JsonKind::kObject)
    return MatchMembers(tape, expected, actual, value);
  if (wanted.kind == JsonKind::kArray && got.kind == JsonKind::kArray)
    return MatchArrays(tape, expected, actual, value, !IsSetMember(tape, expected));
  const bool plain = wanted.kind == JsonKind::kString || wanted.kind == JsonKind::kNumber;
  const bool same_kind = wanted.kind == got.kind || (plain && scalar);
  return same_kind && wanted.text == got.text ? std::nullopt : Differs(expected);
}

std::optional<Mismatch> MatchReply(const JsonTape& tape, size_t expected, const Reply& reply) {
  switch (tape.at(expected).kind) {
    case JsonKind::kObject:
      return FirstName(tape, expected).starts_with('$') ? MatchMatcher(tape, expected, reply)
                                                        : MatchTyped(tape, expected, reply);
    case JsonKind::kArray:
      if (reply.kind != Kind::kArray && reply.kind != Kind::kPush) return Differs(expected);
      return ExplainOrder(tape, expected, reply, MatchInOrder(tape, expected, reply.elements));
    case JsonKind::kWord:
      return MatchWord(tape, expected, reply);
    case JsonKind::kNumber:
      return MatchNumber(tape, expected, reply);
    case JsonKind::kString:
    case JsonKind::kKey:
      break;
  }
  return MatchString(tape, expected, reply);
}

}  // namespace luarig
