#ifndef LUARIG_CLI_DEBUG_TERMINAL_COMMANDS_H_
#define LUARIG_CLI_DEBUG_TERMINAL_COMMANDS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/debug/terminal_state.h"

namespace luarig {

// A row of the terminal's help.
struct TerminalCommand {
  std::string_view name;
  std::string_view other_names;  // "s", or several with blanks between
  std::string_view words;        // what may follow
  std::string_view summary;
  std::string_view more;  // further lines of `help NAME`
  bool needs_code;        // is refused at the end of the run

  // What it does, one of the two: a move lets the code go on. `rest` has no blanks around it. Both
  // throw UsageError for what cannot be.
  void (*look)(TerminalState& state, std::string_view rest);
  Resume (*move)(TerminalState& state, std::string_view rest);
};

std::span<const TerminalCommand> TerminalCommands();

// The command of that name, other name, or with the only name that begins so. Throws UsageError
// that names those that were meant.
const TerminalCommand& FindTerminalCommand(std::string_view word);

// What can be asked of `info`.
struct InfoSubject {
  std::string_view name;
  std::string_view summary;
  bool needs_code;
  void (*look)(TerminalState& state, std::string_view rest);
};
std::span<const InfoSubject> InfoSubjects();

// --- What the rows do: terminal_moves.cc ---------------------------------------------------------

Resume DoStep(TerminalState& state, std::string_view rest);
Resume DoNext(TerminalState& state, std::string_view rest);
Resume DoContinue(TerminalState& state, std::string_view rest);
Resume DoFinish(TerminalState& state, std::string_view rest);
Resume DoUntil(TerminalState& state, std::string_view rest);
Resume DoBack(TerminalState& state, std::string_view rest);
Resume DoBackOver(TerminalState& state, std::string_view rest);
Resume DoBackOut(TerminalState& state, std::string_view rest);
Resume DoReverseContinue(TerminalState& state, std::string_view rest);
Resume DoWho(TerminalState& state, std::string_view rest);
Resume DoWhy(TerminalState& state, std::string_view rest);
Resume DoGoTo(TerminalState& state, std::string_view rest);
Resume DoRestart(TerminalState& state, std::string_view rest);
Resume DoAbort(TerminalState& state, std::string_view rest);
Resume DoQuit(TerminalState& state, std::string_view rest);

// --- terminal_breaks.cc --------------------------------------------------------------------------

void DoBreak(TerminalState& state, std::string_view rest);
void DoBreakOnce(TerminalState& state, std::string_view rest);
void DoLog(TerminalState& state, std::string_view rest);
void DoWatch(TerminalState& state, std::string_view rest);
void DoWatchReads(TerminalState& state, std::string_view rest);
void DoWatchUses(TerminalState& state, std::string_view rest);
void DoDelete(TerminalState& state, std::string_view rest);
void DoEnable(TerminalState& state, std::string_view rest);
void DoDisable(TerminalState& state, std::string_view rest);
void DoIgnore(TerminalState& state, std::string_view rest);
void DoCondition(TerminalState& state, std::string_view rest);
void ListBreakpoints(TerminalState& state, std::string_view rest);

// --- terminal_source.cc --------------------------------------------------------------------------

void DoList(TerminalState& state, std::string_view rest);
void DoWhole(TerminalState& state, std::string_view rest);
void DoTrace(TerminalState& state, std::string_view rest);
void DoUp(TerminalState& state, std::string_view rest);
void DoDown(TerminalState& state, std::string_view rest);
void DoFrame(TerminalState& state, std::string_view rest);
// The lines around a place, so many to each side.
void ShowSource(const TerminalState& state, FilePlace around, int each_side);

// --- terminal_values.cc --------------------------------------------------------------------------

void DoPrint(TerminalState& state, std::string_view rest);
void DoLocals(TerminalState& state, std::string_view rest);
void DoEval(TerminalState& state, std::string_view rest);
void DoSet(TerminalState& state, std::string_view rest);
void DoDisplay(TerminalState& state, std::string_view rest);
void DoUndisplay(TerminalState& state, std::string_view rest);
void DoMaxLen(TerminalState& state, std::string_view rest);
void ShowVariables(TerminalState& state, Scope scope);
void ShowDisplays(TerminalState& state);

// --- terminal_keys.cc ----------------------------------------------------------------------------

void DoRedis(TerminalState& state, std::string_view rest);
void DoKeys(TerminalState& state, std::string_view rest);
void DoDiff(TerminalState& state, std::string_view rest);
// What keys hold, a line each.
void ShowKeys(const TerminalState& state, std::span<const std::string> keys);
// How these keys differ from what they were at the start, a line each.
std::string DifferencesOf(const TerminalState& state, std::span<const std::string> keys);

// --- terminal_stop.cc ----------------------------------------------------------------------------

// Where the code has stopped and why, what that has to do with keys and locals, the lines around,
// and what is displayed at each stop.
void ShowStop(TerminalState& state);

// --- terminal_info.cc ----------------------------------------------------------------------------

void DoHelp(TerminalState& state, std::string_view rest);
void DoInfo(TerminalState& state, std::string_view rest);

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_TERMINAL_COMMANDS_H_
