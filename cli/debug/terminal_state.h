#ifndef LUARIG_CLI_DEBUG_TERMINAL_STATE_H_
#define LUARIG_CLI_DEBUG_TERMINAL_STATE_H_

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app/subcommand.h"
#include "cli/debug/debug_rig.h"

namespace luarig {

// An expression that is shown at each stop.
struct Display {
  int id = 0;
  std::string code;
};

// A search in the past that is under way.
struct Search {
  std::string nothing;  // what is said if there is none
  Moment from;
  bool from_end = false;
};

// What the commands of the terminal work on.
struct TerminalState {
  explicit TerminalState(Console& terminal) : console(terminal) {}

  std::ostream& out() const { return console.out; }
  Debugger& debugger() const { return rig->debugger(); }
  CodeFiles& files() const { return rig->files(); }

  // The place that is looked at: of the selected frame, or at the end the last one.
  FilePlace Here() const;

  Console console;  // colours where lines of it are shown, on `out`
  DebugRig* rig = nullptr;
  bool ended = false;  // the run is over
  bool left = false;   // the person does not want to see the rest
  Stop stop;
  FilePlace last_place;
  size_t frame = 0;                  // that is looked at
  size_t most_bytes = 1000;          // of a value that is shown
  std::string moved;                 // the last move in words: "step over"
  int repeats = 0;                   // how often the last move is to be made again
  Resume move;                       // the last one
  std::optional<Search> search;      // that the last move began
  std::optional<FilePlace> listing;  // where `list` goes on
  std::vector<Display> displays;
  int last_display = 0;
};

// A line that a person names: LINE of the file that is looked at, FILE:LINE, or the name of a
// function, which is the line that it begins in. Throws UsageError.
FilePlace ReadPlace(const TerminalState& state, std::string_view text);

// The line that a function begins in; nothing if no text has one of that name.
std::optional<FilePlace> PlaceOfFunction(const CodeFiles& files, std::string_view name);

// The names of all functions that any text has, each once, sorted.
std::vector<std::string> FunctionNames(const CodeFiles& files);

// `text` cut to the length that `maxlen` allows.
std::string Cut(const TerminalState& state, std::string_view text);

// A key as a person gives it: a name, or an expression that begins with KEYS[ and is evaluated.
std::string ReadKey(TerminalState& state, std::string_view text);

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_TERMINAL_STATE_H_
