#include "engine/testing/element_variants.h"

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/fixture/json_document.h"

namespace luarig {
namespace {

constexpr std::string_view kDigits = "0123456789";

bool IsText(std::string_view bytes) {
  const bool plain = std::ranges::none_of(bytes, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t';
  });
  return plain && IsValidUtf8(bytes);
}

bool NamesId(std::string_view name) { return ToLower(name).ends_with("id"); }

bool IsWhole(const JsonTape::Token& token) {
  return token.kind == JsonKind::kNumber &&
         token.text.find_first_not_of("-0123456789") == std::string_view::npos;
}

// Digits of any length plus a number; leading zeros stay as long as they fit.
std::string Plus(std::string_view digits, uint64_t more) {
  std::string sum(digits);
  for (size_t i = sum.size(); i-- > 0 && more > 0;) {
    more += static_cast<uint64_t>(sum[i] - '0');
    sum[i] = static_cast<char>('0' + more % 10);
    more /= 10;
  }
  return more > 0 ? StrCat(more, sum) : sum;
}

// Looks for the value of JSON that changes.
class Chooser {
 public:
  explicit Chooser(const JsonTape& tape) : tape_(tape) {}

  // The token, or 0 (which is the whole, and never chosen) if there is none.
  size_t Choose() {
    Visit(0, false);
    return id_ != 0 ? id_ : whole_ != 0 ? whole_ : text_;
  }

 private:
  void Visit(size_t value, bool named_id) {
    const JsonTape::Token& token = tape_.at(value);
    const bool text = token.kind == JsonKind::kString;
    const bool whole = IsWhole(token);
    if (named_id && id_ == 0 && (text || whole)) id_ = value;
    if (whole && whole_ == 0) whole_ = value;
    if (text && text_ == 0) text_ = value;
    if (token.kind == JsonKind::kArray)
      tape_.ForValues(value, [&](size_t element, size_t) { Visit(element, false); });
    if (token.kind == JsonKind::kObject) {
      tape_.ForMembers(
          value, [&](size_t key, size_t member) { Visit(member, NamesId(tape_.at(key).text)); });
    }
  }

  const JsonTape& tape_;
  size_t id_ = 0;
  size_t whole_ = 0;
  size_t text_ = 0;
};

}  // namespace

ElementVariants::ElementVariants(std::string pattern) : pattern_(std::move(pattern)) {
  if (!IsText(pattern_)) {
    any_ = false;
    return;
  }
  if (!TakeJson()) TakeText(0, pattern_.size());
}

// False if it is no JSON array or object.
bool ElementVariants::TakeJson() {
  const size_t first = pattern_.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || (pattern_[first] != '{' && pattern_[first] != '['))
    return false;
  const JsonDocument document(pattern_, "");
  if (document.error()) return false;
  const JsonTape& tape = document.tape();
  const size_t chosen = Chooser(tape).Choose();
  if (chosen == 0) {
    any_ = false;
    return true;
  }
  const bool text = tape.at(chosen).kind == JsonKind::kString;
  const size_t begin = tape.BeginOf(chosen) + (text ? 1 : 0);
  const size_t end = tape.EndOf(chosen) - (text ? 1 : 0);
  const bool escapes = pattern_.find('\\', begin) < end;
  TakeText(escapes ? end : begin, end);  // the digits of "\u0041" are none
  return true;
}

void ElementVariants::TakeText(size_t begin, size_t end) {
  begin_ = end_ = end;
  const std::string_view text = std::string_view(pattern_).substr(begin, end - begin);
  const size_t last = text.find_last_of(kDigits);
  if (last == std::string_view::npos) return;
  const size_t before = text.substr(0, last).find_last_not_of(kDigits);
  digits_ = true;
  begin_ = begin + (before == std::string_view::npos ? 0 : before + 1);
  end_ = begin + last + 1;
}

std::string ElementVariants::At(uint64_t number) const {
  if (!any_) return pattern_;
  const std::string_view whole = pattern_;
  const std::string_view rest = whole.substr(end_);
  if (!digits_) return StrCat(whole.substr(0, end_), ":", number + 1, rest);
  return StrCat(whole.substr(0, begin_), Plus(whole.substr(begin_, end_ - begin_), number), rest);
}

}  // namespace luarig
