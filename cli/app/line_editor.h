#ifndef LUARIG_CLI_APP_LINE_EDITOR_H_
#define LUARIG_CLI_APP_LINE_EDITOR_H_

#include <memory>
#include <optional>
#include <string>

#include "cli/app/subcommand.h"

namespace luarig {

// Lines from a person, with editing and a history that outlives the process
// ($XDG_STATE_HOME/luarig/history, or ~/.local/state); or plain lines, without prompt, where the
// input is no terminal.
class LineEditor {
 public:
  LineEditor(Console& console, std::string prompt);
  ~LineEditor();
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  // The next line without its end; nothing at the end of input (Ctrl-D).
  std::optional<std::string> Read();

 private:
  struct Terminal;

  Console& console_;
  std::unique_ptr<Terminal> terminal_;  // null if the input is none
};

}  // namespace luarig

#endif  // LUARIG_CLI_APP_LINE_EDITOR_H_
