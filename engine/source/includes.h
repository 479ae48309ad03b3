#ifndef LUARIG_ENGINE_SOURCE_INCLUDES_H_
#define LUARIG_ENGINE_SOURCE_INCLUDES_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/source/source_map.h"
#include "engine/source/source_reader.h"

namespace luarig {

// A file that a person wrote, and how to get to it.
struct SourceFile {
  std::string name;
  std::string text;
};

struct IncludeOptions {
  // What `<name>/x` begins with stands under "name", the folder of `~/x` under "~".
  std::map<std::string, std::string> aliases;
};

// One text from several files, as a server gets it.
struct AssembledSource {
  std::string text;
  SourceMap map;
  std::vector<SourceFile> files;   // as the map numbers them: the root first, each once
  std::vector<Diagnostic> errors;  // at most kMostIncludeErrors; the text is not whole then

  bool ok() const { return errors.empty(); }
};

inline constexpr size_t kMostIncludeErrors = 20;

// Puts files in place of the lines that include them, as BullMQ's script loader does:
//
//   --- @include "lib/money"
//
// Two dashes or three at the start of the line, the path in quotes of either kind, nothing behind
// it but blanks and semicolons; any other line is Lua. Paths are relative to the including file,
// `.lua` may be left out, and docs/includes.md has the rest. Each file comes once, where it is
// first asked for, with what it includes in its own places; later lines that ask for it vanish.
//
// `root` is known by its name as a path, whether or not that is a file. Without an include its text
// comes out as it is.
AssembledSource AssembleSource(SourceFile root, SourceReader& reader,
                               const IncludeOptions& options = {});

}  // namespace luarig

#endif  // LUARIG_ENGINE_SOURCE_INCLUDES_H_
