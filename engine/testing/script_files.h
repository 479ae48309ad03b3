#ifndef LUARIG_ENGINE_TESTING_SCRIPT_FILES_H_
#define LUARIG_ENGINE_TESTING_SCRIPT_FILES_H_

#include <map>
#include <string>
#include <string_view>

#include "engine/base/diagnostic.h"
#include "engine/engine.h"
#include "engine/testing/setting.h"

namespace luarig {

// Knows which files the scripts and libraries of an engine came from, so that what it says of
// "@user_script" and "@user_function" can be said of them.
class ScriptFiles {
 public:
  // A library that was just loaded from a file, a script that may run. Files must outlive this.
  void AddLibrary(const std::string& name, const TestFile& file);
  void AddScript(const TestFile& file);

  // The file of a library by its name, or of a script by its text; null if it has none.
  const TestFile* FileOf(ScriptKind kind, std::string_view name, std::string_view text) const;
  // The place in a file that a line has; none if there is no file.
  SourcePlace PlaceIn(ScriptKind kind, std::string_view name, std::string_view text,
                      int line) const;

  // Names the files of a diagnostic, or of a place, about the script or function that runs.
  void Name(Diagnostic& diagnostic, const ScriptSource& running) const;
  void Name(SourcePlace& place, const ScriptSource& running) const;

 private:
  std::map<std::string, const TestFile*, std::less<>> libraries_;     // by name
  std::map<std::string_view, const TestFile*, std::less<>> scripts_;  // by their texts
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_SCRIPT_FILES_H_
