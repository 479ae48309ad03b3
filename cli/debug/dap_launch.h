#ifndef LUARIG_CLI_DEBUG_DAP_LAUNCH_H_
#define LUARIG_CLI_DEBUG_DAP_LAUNCH_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app/engine_flags.h"

namespace luarig {

// What a launch asks for. Paths are absolute.
struct DapLaunch {
  std::string program;                  // a script, or the library that has `function`
  std::optional<std::string> function;  // nothing: the program is a script
  std::vector<std::string> keys;
  std::vector<std::string> args;
  std::string cwd;  // what paths are relative to
  bool read_only = false;
  bool stop_on_entry = false;
  bool stop_at_end = false;
  bool no_debug = false;  // runs without stopping
  EngineFlags flags;      // with the program as last library, if it is one
};

// What an editor asks for that looks at a server. Paths are absolute.
struct DapAttach {
  std::string cwd;
  std::vector<std::string> sources;   // files of the scripts and libraries that clients send
  bool others_are_told_busy = false;  // else they wait while code stands still
};

// Reads the arguments of a launch request, over the flags that the adapter was started with.
// Throws dap::Refusal: a property that nobody knows ("did you mean"), one of another type, and what
// does not go together.
DapLaunch ReadLaunch(std::string_view json, const EngineFlags& flags);

// The same for an attach request.
DapAttach ReadAttach(std::string_view json);

// The properties that mean something here, and what their values are: "boolean", "string",
// "integer", "list of strings", "string or list of strings", "string or integer". The manifest in
// editors/vscode must say the same.
struct LaunchProperty {
  std::string name;
  std::string type;
};
std::vector<LaunchProperty> LaunchProperties();
std::vector<LaunchProperty> AttachProperties();

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_DAP_LAUNCH_H_
