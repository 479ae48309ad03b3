#include "engine/script/script_flags.h"

#include <algorithm>
#include <vector>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr std::string_view kFlagsOption = "flags=";

// Splits "a,b," into a, b and "": the server sees an unknown flag without a name there.
std::vector<std::string_view> SplitAtCommas(std::string_view list) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t comma = list.find(',');
    parts.push_back(list.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace

std::optional<ScriptFlag> FindScriptFlag(std::string_view name, bool ignore_case) {
  for (size_t i = 0; i < kScriptFlagNames.size(); ++i) {
    const bool same =
        ignore_case ? EqualsIgnoreCase(kScriptFlagNames[i], name) : kScriptFlagNames[i] == name;
    if (same) return static_cast<ScriptFlag>(i);
  }
  return std::nullopt;
}

Result<ScriptHeader> ReadScriptHeader(std::string_view script) {
  ScriptHeader header;
  header.body = script;
  if (!script.starts_with("#!")) return header;
  header.present = true;

  const size_t end = script.find('\n');
  if (end == std::string_view::npos) return Failure{"ERR Invalid script shebang"};
  header.body = script.substr(end);

  const auto words = SplitWords(script.substr(0, end));
  if (!words || words->empty()) return Failure{"ERR Invalid engine in script shebang"};
  if (words->front() != "#!lua") {
    return Failure{StrCat("ERR Unexpected engine in script shebang: ", words->front())};
  }
  for (size_t i = 1; i < words->size(); ++i) {
    const std::string_view word = (*words)[i];
    if (!word.starts_with(kFlagsOption)) {
      return Failure{StrCat("ERR Unknown lua shebang option: ", word)};
    }
    const std::string_view list = word.substr(kFlagsOption.size());
    if (list.empty()) continue;
    for (const std::string_view name : SplitAtCommas(list)) {
      const auto flag = FindScriptFlag(name, false);
      if (!flag) return Failure{StrCat("ERR Unexpected flag in script shebang: ", name)};
      header.flags |= *flag;
    }
  }
  return header;
}

Result<LibraryHeader> ReadLibraryHeader(std::string_view code) {
  constexpr std::string_view kNameOption = "name=";
  if (!code.starts_with("#!")) return Failure{"ERR Missing library metadata"};
  const size_t end = code.find('\n');
  if (end == std::string_view::npos) return Failure{"ERR Invalid library metadata"};
  const auto words = SplitWords(code.substr(0, end));
  if (!words || words->empty()) return Failure{"ERR Invalid library metadata"};

  LibraryHeader header;
  header.engine = words->front().substr(2);
  header.body = code.substr(end);
  bool named = false;
  for (size_t i = 1; i < words->size(); ++i) {
    const std::string_view word = (*words)[i];
    const bool is_name = word.size() >= kNameOption.size() &&
                         EqualsIgnoreCase(word.substr(0, kNameOption.size()), kNameOption);
    if (!is_name) return Failure{StrCat("ERR Invalid metadata value given: ", word)};
    if (named) return Failure{"ERR Invalid metadata value, name argument was given multiple times"};
    named = true;
    header.name = word.substr(kNameOption.size());
  }
  if (!named) return Failure{"ERR Library name was not given"};
  return header;
}

bool IsFunctionName(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

}  // namespace luarig
