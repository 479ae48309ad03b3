#ifndef LUARIG_ENGINE_SOURCE_PATHS_H_
#define LUARIG_ENGINE_SOURCE_PATHS_H_

#include <string>
#include <string_view>
#include <vector>

namespace luarig {

// The names between the slashes, without empty ones and `.`: "/a//./b" has a and b.
std::vector<std::string_view> PathNames(std::string_view path);

// Without `.`, `//` and names that `..` takes back: "a/./b/../c" is "a/c". Links are not asked.
std::string NormalPath(std::string_view path);

// `path` as seen from `folder`: itself if it begins with a slash; normal either way.
std::string JoinPath(std::string_view folder, std::string_view path);

// All in front of the last name: "a/b" for "a/b/c.lua", "/" for "/c.lua", "" for "c.lua".
std::string_view FolderOf(std::string_view path);

// The last name.
std::string_view FileNameOf(std::string_view path);

// From the last point of the last name on: ".lua". "" for none, and for a name that begins with its
// only one.
std::string_view ExtensionOf(std::string_view path);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SOURCE_PATHS_H_
