#ifndef LUARIG_ENGINE_DEBUG_CODE_FILES_H_
#define LUARIG_ENGINE_DEBUG_CODE_FILES_H_

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/server/script_runtime.h"
#include "engine/source/includes.h"

namespace luarig {

// A line of a file, as a person knows it. Files are numbered by CodeFiles.
struct FilePlace {
  size_t file = 0;
  int line = 0;  // from 1; 0: none

  // NOLINTNEXTLINE(modernize-use-nullptr): it takes the comparison with 0 for one of pointers
  auto operator<=>(const FilePlace&) const = default;
};

// The texts that may run, and the files that they were put together from. A script that nobody
// added becomes a file of its own when it runs, "script 5b9fa1" or "library NAME".
class CodeFiles {
 public:
  struct File {
    std::string name;
    std::string text;
    bool on_disk = false;    // `name` is the path of a file; otherwise only this text is known
    std::vector<int> lines;  // those that have code, in any text, sorted
  };
  // A text that a server gets.
  struct Text {
    ScriptKind kind = ScriptKind::kScript;  // kFunction is a library as kLibrary is
    std::string text;
    std::vector<size_t> files;  // numbers of the files that `map` numbers from 0
    SourceMap map;
    std::vector<int> lines;               // that have code, sorted
    std::vector<CodeFunction> functions;  // with lines of this text
  };

  explicit CodeFiles(ScriptRuntime& runtime) : runtime_(runtime) {}

  // A text is known from now on; returns its number. `files` as AssembledSource has them; empty if
  // the text is one file, `name`. Twice the same changes nothing.
  size_t Add(ScriptKind kind, const std::string& name, const std::string& text,
             const std::vector<SourceFile>& files, const SourceMap& map, bool on_disk);

  // The number of the text that runs; adds it if it is not known.
  size_t TextOf(const ScriptSource& source);

  const std::vector<File>& files() const { return files_; }
  const std::vector<Text>& texts() const { return texts_; }

  // Where a line of a text stands.
  FilePlace PlaceOf(size_t text, int line) const;
  // The line of a text that stands there; 0 if none does.
  int LineOf(size_t text, FilePlace place) const;

  // The file of that name: the name itself, or the only one that ends in "/" and it.
  std::optional<size_t> Find(std::string_view name) const;

  // The first line from there on that has code; nothing if none has.
  std::optional<int> NextCodeLine(FilePlace place) const;

  // "stock.lua:12".
  std::string Label(FilePlace place) const;
  // The line's text; "" if there is none.
  std::string_view LineText(FilePlace place) const;

 private:
  size_t AddFile(const SourceFile& file, bool on_disk);

  ScriptRuntime& runtime_;
  std::vector<File> files_;
  std::vector<Text> texts_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_CODE_FILES_H_
