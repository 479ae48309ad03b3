#include "engine/source/include_line.h"

#include <algorithm>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/source/paths.h"

namespace luarig {
namespace {

constexpr std::string_view kWord = "@include";
constexpr std::string_view kExtension = ".lua";

// Blanks and tabs.
std::string_view Stripped(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

// The name in `folder` that `name` was meant to be; "" for none.
std::string NearestName(SourceReader& reader, const std::string& folder, std::string_view name,
                        bool wants_folder) {
  const bool short_name = !wants_folder && ExtensionOf(name).empty();
  std::vector<std::string> names;
  for (FolderEntry& entry : reader.List(folder)) {
    if (entry.is_folder != wants_folder) continue;
    if (!wants_folder && ExtensionOf(entry.name) != kExtension) continue;
    if (short_name) entry.name.resize(entry.name.size() - kExtension.size());
    names.push_back(std::move(entry.name));
  }
  std::ranges::sort(names);
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  return std::string(ClosestWord(name, candidates));
}

bool HasFolder(SourceReader& reader, const std::string& folder, std::string_view name) {
  return std::ranges::any_of(reader.List(folder), [&](const FolderEntry& entry) {
    return entry.is_folder && entry.name == name;
  });
}

}  // namespace

std::optional<IncludeLine> ReadIncludeLine(std::string_view line) {
  const size_t dashes = std::min(line.find_first_not_of('-'), line.size());
  if (dashes != 2 && dashes != 3) return std::nullopt;
  std::string_view rest = Stripped(line.substr(dashes));
  if (!rest.starts_with(kWord)) return std::nullopt;
  rest.remove_prefix(kWord.size());
  const std::string_view quoted = Stripped(rest);
  if (quoted.size() == rest.size() || quoted.empty()) return std::nullopt;
  const char quote = quoted.front();
  if (quote != '"' && quote != '\'') return std::nullopt;
  const size_t end = quoted.find_last_not_of("; \t\r\n");
  if (end < 2 || quoted[end] != quote) return std::nullopt;
  return IncludeLine{.path = quoted.substr(1, end - 1),
                     .column = static_cast<int>(quoted.data() - line.data()) + 2};
}

std::string NearestPath(SourceReader& reader, std::string_view folder, std::string_view path) {
  const std::vector<std::string_view> names = PathNames(path);
  std::string here = path.starts_with('/') ? "/" : std::string(folder);
  std::string out = path.starts_with('/') ? "/" : "";
  bool replaced = false;
  for (size_t i = 0; i < names.size(); ++i) {
    const bool last = i + 1 == names.size();
    std::string name(names[i]);
    if (!replaced && (last || (name != ".." && !HasFolder(reader, here, name)))) {
      name = NearestName(reader, here, name, !last);
      replaced = true;
    }
    if (name.empty()) return "";
    here = JoinPath(here, name);
    out += StrCat(i == 0 ? "" : "/", name);
  }
  return replaced && out != path ? out : "";
}

}  // namespace luarig
