#include "engine/testing/script_files.h"

namespace luarig {

void ScriptFiles::AddLibrary(const std::string& name, const TestFile& file) {
  libraries_[name] = &file;
}

void ScriptFiles::AddScript(const TestFile& file) { scripts_[file.text] = &file; }

const TestFile* ScriptFiles::FileOf(ScriptKind kind, std::string_view name,
                                    std::string_view text) const {
  if (kind == ScriptKind::kScript) {
    const auto found = scripts_.find(text);
    return found == scripts_.end() ? nullptr : found->second;
  }
  const auto found = libraries_.find(name);
  return found == libraries_.end() ? nullptr : found->second;
}

SourcePlace ScriptFiles::PlaceIn(ScriptKind kind, std::string_view name, std::string_view text,
                                 int line) const {
  const TestFile* file = FileOf(kind, name, text);
  SourcePlace place;
  place.line = line;
  return file == nullptr ? SourcePlace() : file->Located(place);
}

void ScriptFiles::Name(SourcePlace& place, const ScriptSource& running) const {
  if (place.file == "@user_function") {
    const auto found = libraries_.find(running.library);
    if (found != libraries_.end()) place = found->second->Located(place);
  } else if (place.file == "@user_script") {
    const auto found = scripts_.find(running.text);
    if (found != scripts_.end()) place = found->second->Located(place);
  }
}

void ScriptFiles::Name(Diagnostic& diagnostic, const ScriptSource& running) const {
  Name(diagnostic.where, running);
  for (TraceFrame& frame : diagnostic.traceback) Name(frame.place, running);
}

}  // namespace luarig
