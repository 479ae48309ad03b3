#include "engine/source/paths.h"

#include <algorithm>

#include "engine/base/bytes.h"

namespace luarig {

std::vector<std::string_view> PathNames(std::string_view path) {
  std::vector<std::string_view> names;
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('/'));
    if (!name.empty() && name != ".") names.push_back(name);
    path.remove_prefix(std::min(name.size() + 1, path.size()));
  }
  return names;
}

std::string NormalPath(std::string_view path) {
  const bool absolute = path.starts_with('/');
  std::vector<std::string_view> kept;
  for (const std::string_view name : PathNames(path)) {
    const bool up = name == "..";
    if (up && !kept.empty() && kept.back() != "..") {
      kept.pop_back();
    } else if (!up || !absolute) {
      kept.push_back(name);
    }
  }
  std::string out = absolute ? "/" : "";
  for (size_t i = 0; i < kept.size(); ++i) out += StrCat(i == 0 ? "" : "/", kept[i]);
  return out;
}

std::string JoinPath(std::string_view folder, std::string_view path) {
  if (folder.empty() || path.starts_with('/')) return NormalPath(path);
  return NormalPath(StrCat(folder, "/", path));
}

std::string_view FolderOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return "";
  return slash == 0 ? path.substr(0, 1) : path.substr(0, slash);
}

std::string_view FileNameOf(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view ExtensionOf(std::string_view path) {
  const std::string_view name = FileNameOf(path);
  const size_t point = name.rfind('.');
  if (point == std::string_view::npos || point == 0) return "";
  return name.substr(point);
}

}  // namespace luarig
