#ifndef LUARIG_CLI_APP_LINE_EDITOR_H_
#define LUARIG_CLI_APP_LINE_EDITOR_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app/subcommand.h"

namespace luarig {

// What could stand where a line is being typed: each of the words instead of all from `begin` on.
struct Completion {
  size_t begin = 0;
  std::vector<std::string> words;
};

// Lines from a person, with editing and a history that outlives the process
// ($XDG_STATE_HOME/luarig/history, or ~/.local/state); or plain lines, without prompt, where the
// input is no terminal.
class LineEditor {
 public:
  struct Options {
    std::string prompt;
    std::string history = "history";  // the name of the history's file
    // Asked with the line up to the cursor when Tab is hit; null: Tab is a character.
    std::function<Completion(std::string_view before)> complete;
  };

  LineEditor(Console& console, Options options);
  ~LineEditor();
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  // The next line without its end; nothing at the end of input (Ctrl-D). Where Ctrl-C does not end
  // the process, it clears the line.
  std::optional<std::string> Read();

 private:
  struct Terminal;

  Console& console_;
  std::unique_ptr<Terminal> terminal_;  // null if the input is none
};

}  // namespace luarig

#endif  // LUARIG_CLI_APP_LINE_EDITOR_H_
