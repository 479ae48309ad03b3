#include "engine/testing/arguments.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/fixture/json_document.h"
#include "engine/testing/case_copier.h"

namespace luarig {
namespace {

constexpr std::string_view kForms[] = {"$b64", "$json", "$msgpack", "$repeat", "$times"};
constexpr size_t kMostRepeated = size_t{512} * 1024 * 1024;
constexpr size_t kMostTimes = 10'000'000;

template <typename T>
void AppendBigEndian(std::string& out, T value) {
  for (int shift = (static_cast<int>(sizeof(T)) - 1) * 8; shift >= 0; shift -= 8)
    out += static_cast<char>(static_cast<uint64_t>(value) >> shift & 0xff);
}

// A header of MessagePack: the small form, or the first of the larger ones that holds `size`.
struct Header {
  uint8_t small;
  size_t small_limit;
  uint8_t by_8_bits;  // 0: there is none
  uint8_t by_16_bits;
  uint8_t by_32_bits;
};
constexpr Header kText = {0xa0, 32, 0xd9, 0xda, 0xdb};
constexpr Header kArray = {0x90, 16, 0, 0xdc, 0xdd};
constexpr Header kMap = {0x80, 16, 0, 0xde, 0xdf};

void AppendHeader(std::string& out, const Header& header, size_t size) {
  if (size < header.small_limit) {
    out += static_cast<char>(header.small | size);
  } else if (header.by_8_bits != 0 && size <= 0xff) {
    out += static_cast<char>(header.by_8_bits);
    out += static_cast<char>(size);
  } else if (size <= 0xffff) {
    out += static_cast<char>(header.by_16_bits);
    AppendBigEndian(out, static_cast<uint16_t>(size));
  } else {
    out += static_cast<char>(header.by_32_bits);
    AppendBigEndian(out, static_cast<uint32_t>(size));
  }
}

void AppendWhole(std::string& out, int64_t n) {
  const auto tagged = [&](int tag, auto value) {
    out += static_cast<char>(tag);
    AppendBigEndian(out, value);
  };
  if (n >= 0) {
    if (n <= 127) return out.push_back(static_cast<char>(n));
    if (n <= 0xff) return tagged(0xcc, static_cast<uint8_t>(n));
    if (n <= 0xffff) return tagged(0xcd, static_cast<uint16_t>(n));
    if (n <= 0xffffffffLL) return tagged(0xce, static_cast<uint32_t>(n));
    return tagged(0xcf, static_cast<uint64_t>(n));
  }
  if (n >= -32) return out.push_back(static_cast<char>(n));
  if (n >= INT8_MIN) return tagged(0xd0, static_cast<uint8_t>(n));
  if (n >= INT16_MIN) return tagged(0xd1, static_cast<uint16_t>(n));
  if (n >= INT32_MIN) return tagged(0xd2, static_cast<uint32_t>(n));
  tagged(0xd3, static_cast<uint64_t>(n));
}

void AppendPackedNumber(std::string& out, std::string_view digits) {
  int64_t whole = 0;
  const char* end = digits.data() + digits.size();
  if (const auto read = std::from_chars(digits.data(), end, whole);
      read.ec == std::errc() && read.ptr == end) {
    return AppendWhole(out, whole);
  }
  double number = 0;
  std::from_chars(digits.data(), end, number);
  const auto narrow = static_cast<float>(number);
  if (static_cast<double>(narrow) == number) {
    out += static_cast<char>(0xca);
    AppendBigEndian(out, std::bit_cast<uint32_t>(narrow));
  } else {
    out += static_cast<char>(0xcb);
    AppendBigEndian(out, std::bit_cast<uint64_t>(number));
  }
}

size_t Times(const JsonTape& tape, size_t pair) {
  const std::string_view digits = tape.at(tape.at(pair + 1).next).text;
  size_t times = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), times);
  return read.ec == std::errc() && read.ptr == digits.data() + digits.size() ? times : SIZE_MAX;
}

std::optional<NotationError> Wrong(size_t at, std::string message, std::string help = "") {
  return NotationError{.at = at, .message = std::move(message), .help = std::move(help)};
}

// One of those that {"$times": ..} stands for.
std::string NumberedArgument(const JsonTape& tape, size_t value, size_t number,
                             const Captures& captures) {
  const CaseValues values{.values = {}, .numbers = {{"i", std::to_string(number)}}};
  JsonTape numbered(tape.source());
  CaseCopier(tape, values, numbered).Copy(value);
  return ArgumentBytes(numbered, 0, captures);
}

std::optional<NotationError> CheckRepeat(const JsonTape& tape, size_t pair) {
  constexpr const char* kShape = "[text, how many times] belongs here";
  if (tape.at(pair).kind != JsonKind::kArray || tape.at(pair).count != 2)
    return Wrong(pair, kShape);
  if (IsSeveral(tape, pair + 1)) return Wrong(pair + 1, "what is repeated is one argument");
  if (auto error = CheckArgument(tape, pair + 1)) return error;
  const size_t times = Times(tape, pair);
  const size_t size = ArgumentBytes(tape, pair + 1, {}).size();
  if (times == SIZE_MAX) return Wrong(tape.at(pair + 1).next, kShape);
  if (size > 0 && times > kMostRepeated / size)
    return Wrong(pair, "this is more than 512 MB, which no server takes");
  return std::nullopt;
}

std::optional<NotationError> CheckTimes(const JsonTape& tape, size_t pair) {
  constexpr const char* kShape = "[argument, how many of it] belongs here";
  if (tape.at(pair).kind != JsonKind::kArray || tape.at(pair).count != 2)
    return Wrong(pair, kShape, R"({"$times": ["job:${i}", 1000]})");
  if (IsSeveral(tape, pair + 1)) return Wrong(pair + 1, "this is several arguments already");
  if (auto error = CheckArgument(tape, pair + 1)) return error;
  const size_t times = Times(tape, pair);
  if (times == SIZE_MAX) return Wrong(tape.at(pair + 1).next, kShape);
  if (times > kMostTimes)
    return Wrong(tape.at(pair + 1).next, "a command takes at most 10,000,000 arguments here");
  const size_t size = NumberedArgument(tape, pair + 1, times, {}).size();
  if (size > 0 && times > kMostRepeated / size)
    return Wrong(pair, "this is more than 512 MB, which is more than a test should send");
  return std::nullopt;
}

}  // namespace

void AppendMsgpack(std::string& out, const JsonTape& tape, size_t value) {
  const JsonTape::Token& token = tape.at(value);
  switch (token.kind) {
    case JsonKind::kObject:
      AppendHeader(out, kMap, token.count);
      tape.ForMembers(value, [&](size_t key, size_t member) {
        AppendMsgpack(out, tape, key);
        AppendMsgpack(out, tape, member);
      });
      break;
    case JsonKind::kArray:
      AppendHeader(out, kArray, token.count);
      tape.ForValues(value, [&](size_t element, size_t) { AppendMsgpack(out, tape, element); });
      break;
    case JsonKind::kNumber:
      AppendPackedNumber(out, token.text);
      break;
    case JsonKind::kWord:
      out += static_cast<char>(token.text == "null" ? 0xc0 : token.text == "true" ? 0xc3 : 0xc2);
      break;
    case JsonKind::kString:
    case JsonKind::kKey:
      AppendHeader(out, kText, token.text.size());
      out += token.text;
      break;
  }
}

std::string ArgumentBytes(const JsonTape& tape, size_t value, const Captures& captures) {
  const JsonTape::Token& token = tape.at(value);
  if (token.kind != JsonKind::kObject) {
    if (captures.empty()) return std::string(token.text);
    return WithNames(token.text, [&](std::string_view name) -> std::optional<std::string> {
      const auto found = captures.find(name);
      return found == captures.end() ? std::nullopt : std::optional(found->second);
    });
  }
  const std::string_view form = tape.at(value + 1).text;
  const size_t inner = value + 2;
  std::string out;
  if (form == "$b64") return DecodeBase64(tape.at(inner).text).value_or("");
  if (form == "$json") {
    AppendCompact(out, tape, inner);
  } else if (form == "$msgpack") {
    AppendMsgpack(out, tape, inner);
  } else {
    const std::string once = ArgumentBytes(tape, inner + 1, captures);
    const size_t times = Times(tape, inner);
    out.reserve(once.size() * times);
    for (size_t i = 0; i < times; ++i) out += once;
  }
  return out;
}

bool IsSeveral(const JsonTape& tape, size_t value) {
  return tape.at(value).kind == JsonKind::kObject && tape.at(value).count > 0 &&
         tape.at(value + 1).text == "$times";
}

void AppendArguments(std::vector<std::string>& words, const JsonTape& tape, size_t value,
                     const Captures& captures) {
  if (!IsSeveral(tape, value)) return words.push_back(ArgumentBytes(tape, value, captures));
  const size_t pair = value + 2;
  const size_t times = Times(tape, pair);
  words.reserve(words.size() + times);
  for (size_t i = 1; i <= times; ++i)
    words.push_back(NumberedArgument(tape, pair + 1, i, captures));
}

std::optional<NotationError> CheckArgument(const JsonTape& tape, size_t value) {
  const JsonTape::Token& token = tape.at(value);
  switch (token.kind) {
    case JsonKind::kString:
    case JsonKind::kNumber:
    case JsonKind::kKey:
      return std::nullopt;
    case JsonKind::kWord:
      return Wrong(value, StrCat("an argument is bytes, and ", token.text, " is none"),
                   "write the bytes that your application sends");
    case JsonKind::kArray:
      return Wrong(value, "an argument is bytes, and this is an array",
                   "write {\"$json\": [..]} or {\"$msgpack\": [..]}");
    case JsonKind::kObject:
      break;
  }
  const std::string_view form = token.count == 0 ? "" : tape.at(value + 1).text;
  if (token.count != 1 || std::ranges::find(kForms, form) == std::end(kForms)) {
    const std::string meant = DidYouMean(form, kForms);
    return Wrong(value, "an argument is bytes, and this is an object",
                 meant.empty() ? "write {\"$json\": {..}} or {\"$msgpack\": {..}}" : meant);
  }
  if (form == "$b64" && !DecodeBase64(tape.at(value + 2).text))
    return Wrong(value + 2, "this is no base64");
  if (form == "$repeat") return CheckRepeat(tape, value + 2);
  if (form == "$times") return CheckTimes(tape, value + 2);
  return std::nullopt;
}

}  // namespace luarig
