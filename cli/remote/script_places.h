#ifndef LUARIG_CLI_REMOTE_SCRIPT_PLACES_H_
#define LUARIG_CLI_REMOTE_SCRIPT_PLACES_H_

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/remote/server.h"
#include "engine/base/diagnostic.h"
#include "engine/testing/setting.h"

namespace luarig {

// The diagnostic of an error reply by its text alone: where a script failed ("ERR user_script:3:
// boom script: 1f2e..., on @user_script:3."), or could not be compiled. Without a place if it names
// none.
Diagnostic DiagnoseScriptReply(std::string_view reply);

// Knows which files scripts and libraries came from, so that the places in a server's error replies
// are places in them.
class ScriptPlaces {
 public:
  void NoteScript(const TestFile& script);
  void NoteLibrary(const std::string& name, const TestFile& file) { libraries_[name] = file; }
  void ForgetLibraries() { libraries_.clear(); }

  // The error of a command that ran a script or a function, or loaded one. Nothing for others.
  std::optional<Diagnostic> Diagnose(std::span<const std::string> words, const Reply& reply,
                                     RemoteServer& server) const;
  // The error of a library that was not loaded.
  static Diagnostic DiagnoseLibrary(const TestFile& library, std::string_view reply);

 private:
  const TestFile* SourceOf(std::span<const std::string> words, std::string_view verb,
                           RemoteServer& server) const;

  std::map<std::string, TestFile> scripts_;    // by SHA-1
  std::map<std::string, TestFile> libraries_;  // by the library's name
};

}  // namespace luarig

#endif  // LUARIG_CLI_REMOTE_SCRIPT_PLACES_H_
