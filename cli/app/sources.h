#ifndef LUARIG_CLI_APP_SOURCES_H_
#define LUARIG_CLI_APP_SOURCES_H_

#include <string>
#include <string_view>
#include <vector>

#include "cli/app/aliases.h"
#include "cli/app/subcommand.h"
#include "engine/base/diagnostic.h"
#include "engine/source/includes.h"

namespace luarig {

// A script or library as a server gets it, and the files that it was put together from.
struct SourceText {
  std::string name;  // what the person calls it: a path, "-e", "<stdin>"
  std::string text;
  std::vector<SourceFile> files;  // empty if it is one, `name`
  SourceMap map;

  // The place in a file that a line of the text has; column and length are kept.
  SourcePlace Located(SourcePlace place) const;

  // True if the text begins as a library does.
  bool IsLibrary() const { return text.starts_with("#!lua name="); }

  // What stands in one of the files, or in the text itself.
  std::string_view TextOf(std::string_view file) const;
};

// A script put together with the files on disk that it includes; nothing is drawn. Throws
// UsageError if the aliases cannot be read.
AssembledSource AssembleFromDisk(SourceFile root, const AliasFlags& aliases = {});

// Puts a script together with the files that it includes, seen from the folder of `name`. If some
// cannot be included, draws why on `console.err` (`one_line`: a line each) and throws UsageError.
SourceText AssembleText(std::string name, std::string text, const Console& console, bool one_line,
                        const AliasFlags& aliases = {});

// The same for a file. Throws UsageError as well if it cannot be read.
SourceText LoadSource(const std::string& path, const Console& console, bool one_line,
                      const AliasFlags& aliases = {});

// The same for a file, or for standard input, "<stdin>", if it is called "-".
SourceText LoadSourceOrInput(const std::string& path, const Console& console, bool one_line,
                             const AliasFlags& aliases = {});

}  // namespace luarig

#endif  // LUARIG_CLI_APP_SOURCES_H_
