#include "cli/app/project_values.h"

#include <utility>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

using Kind = FileFlag::Kind;
using Seen = std::function<std::string(std::string_view path)>;

bool IsWhole(const JsonTape::Token& token) {
  return token.kind == JsonKind::kNumber &&
         token.text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool IsBoolean(const JsonTape::Token& token) {
  return token.kind == JsonKind::kWord && token.text != "null";
}

bool Fits(const FileFlag& flag, const JsonTape::Token& token) {
  if (flag.kind == Kind::kSwitch) return IsBoolean(token);
  if (flag.kind == Kind::kNumber) return IsWhole(token);
  return token.kind == JsonKind::kString || (token.kind == JsonKind::kNumber && !flag.is_path());
}

std::string Typed(const FileFlag& flag, std::string_view text, const Seen& seen) {
  if (!flag.is_path()) return std::string(text);
  if (flag.value.find('=') == std::string::npos) return seen(text);
  const size_t equals = text.find('=');  // FORMAT=FILE
  if (equals == std::string_view::npos) return std::string(text);
  return StrCat(text.substr(0, equals + 1), seen(text.substr(equals + 1)));
}

}  // namespace

std::string_view WantedBy(const FileFlag& flag) {
  switch (flag.kind) {
    case Kind::kSwitch:
      return "true or false belongs here";
    case Kind::kNumber:
      return "a whole number belongs here";
    case Kind::kTexts:
      return flag.is_path() ? "a path, or a list of paths, belongs here"
                            : "a text, or a list of texts, belongs here";
    case Kind::kText:
      break;
  }
  if (flag.takes_list) return "a text, or a list of texts, belongs here";
  return flag.is_path() ? "a path belongs here" : "a text or a number belongs here";
}

std::optional<std::vector<std::string>> ValuesFor(const FileFlag& flag, const JsonTape& tape,
                                                  size_t value, const Seen& seen) {
  std::vector<std::string> values;
  bool fits = true;
  const auto add = [&](size_t at) {
    fits = fits && Fits(flag, tape.at(at));
    if (fits) values.push_back(Typed(flag, tape.at(at).text, seen));
  };
  const bool is_list = tape.at(value).kind == JsonKind::kArray;
  if (is_list && flag.kind != Kind::kTexts && !flag.takes_list) return std::nullopt;
  if (is_list) {
    tape.ForValues(value, [&](size_t element, size_t) { add(element); });
  } else {
    add(value);
  }
  if (!fits) return std::nullopt;
  if (!flag.takes_list || values.empty()) return values;
  std::string list;
  for (const std::string& one : values) list += StrCat(list.empty() ? "" : ",", one);
  return std::vector{std::move(list)};
}

}  // namespace luarig
