#ifndef LUARIG_ENGINE_SOURCE_PATH_GLOB_H_
#define LUARIG_ENGINE_SOURCE_PATH_GLOB_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/source/source_reader.h"

namespace luarig {

// True if the path names files by a pattern: it has a `*`, a `?` or a class in brackets.
bool IsPathPattern(std::string_view path);

// The files, seen from `folder`, whose path matches, each as it would be opened, sorted by bytes.
// `*`, `?` and `[a-z]` stand for parts of one name, `**` for any number of folders; names that
// begin with a point match as all others do. Fails only where more folders would have to be looked
// at than any collection of scripts has.
Result<std::vector<std::string>> FindFiles(SourceReader& reader, std::string_view folder,
                                           std::string_view pattern);

}  // namespace luarig

#endif  // LUARIG_ENGINE_SOURCE_PATH_GLOB_H_
