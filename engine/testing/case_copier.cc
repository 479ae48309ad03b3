#include "engine/testing/case_copier.h"

#include "engine/fixture/json_document.h"
#include "engine/testing/arguments.h"

namespace luarig {

void CaseCopier::CopyTest(size_t test) {
  to_.Begin(false, from_.at(test).span);
  from_.ForMembers(test, [&](size_t key, size_t member) {
    if (from_.at(key).text == "cases") return;
    CopyText(key);
    Copy(member);
  });
  to_.End({from_.at(test).span.from, from_.at(test).close});
}

void CaseCopier::Copy(size_t value) {
  const JsonTape::Token& token = from_.at(value);
  switch (token.kind) {
    case JsonKind::kObject:
      to_.Begin(false, token.span);
      from_.ForMembers(value, [&](size_t key, size_t member) {
        CopyText(key);
        Copy(member);
      });
      return to_.End({token.span.from, token.close});
    case JsonKind::kArray:
      to_.Begin(true, token.span);
      from_.ForValues(value, [&](size_t element, size_t) { Copy(element); });
      return to_.End({token.span.from, token.close});
    case JsonKind::kString:
    case JsonKind::kKey:
      return CopyText(value);
    case JsonKind::kNumber:
    case JsonKind::kWord:
      return to_.AddCopy(from_, value);
  }
}

// False if nothing is known by that name.
bool CaseCopier::CopyWhole(std::string_view name, const JsonTape::Token& token) {
  if (const auto found = values_.values.find(name); found != values_.values.end()) {
    to_.AddCopy(from_, found->second);
    return true;
  }
  const auto number = values_.numbers.find(name);
  if (number == values_.numbers.end()) return false;
  std::string digits = number->second;
  to_.AddText(JsonKind::kNumber, digits, token.span);
  return true;
}

std::optional<std::string> CaseCopier::TextOf(std::string_view name) const {
  if (const auto number = values_.numbers.find(name); number != values_.numbers.end())
    return number->second;
  const auto found = values_.values.find(name);
  if (found == values_.values.end()) return std::nullopt;
  const JsonTape::Token& with = from_.at(found->second);
  if (with.kind != JsonKind::kObject && with.kind != JsonKind::kArray)
    return std::string(with.text);
  std::string json;
  AppendCompact(json, from_, found->second);
  return json;
}

void CaseCopier::CopyText(size_t value) {
  const JsonTape::Token& token = from_.at(value);
  const std::string_view text = token.text;
  if (text.find("${") == std::string_view::npos) return to_.AddCopy(from_, value);
  const bool whole =
      token.kind == JsonKind::kString && text.starts_with("${") && text.ends_with('}');
  if (whole && CopyWhole(text.substr(2, text.size() - 3), token)) return;
  std::string changed = WithNames(text, [&](std::string_view name) { return TextOf(name); });
  to_.AddText(token.kind, changed, token.span);
}

}  // namespace luarig
