#ifndef LUARIG_CLI_DEBUG_TERMINAL_H_
#define LUARIG_CLI_DEBUG_TERMINAL_H_

#include <string>
#include <string_view>

#include "cli/app/line_editor.h"
#include "cli/app/subcommand.h"
#include "cli/debug/debug_rig.h"
#include "cli/debug/terminal_state.h"

namespace luarig {

// The debugger's front end for a person: a prompt at each stop and at the end of the run. Commands
// come from the console's `in`; where that is no terminal they are shown behind the prompt, so that
// the output reads as a session does. Ctrl-C pauses code that runs; at the prompt it clears the
// line.
class Terminal final : public DebugFrontEnd {
 public:
  // One at a time: Ctrl-C belongs to the process. `console` must outlive it.
  explicit Terminal(Console& console);
  ~Terminal() override;
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // What the commands are about. Before anything runs; `rig` must live until nothing does.
  void Attach(DebugRig& rig);

  // The person left while code stood still: the run was cut short.
  bool left() const { return state_.left; }

  // Shows the reply of the run, unless it was shown at its end.
  void ShowReply(const Reply& reply);

  Resume OnStop(const Stop& stop) override;
  Resume OnEnd(const Reply& reply) override;
  void OnOutput(OutputKind kind, std::string_view text, FilePlace place) override;
  bool ShowsLog(LogLevel level) override;
  bool Cancels() override;

 private:
  Resume Prompt();
  std::optional<Resume> RunLine(std::string_view line);
  Resume GiveUp();
  bool GoesOn(const Stop& stop);
  Completion Complete(std::string_view before);

  TerminalState state_;
  LineEditor editor_;
  std::string last_movement_;  // the line that an empty one repeats
  bool stopped_once_ = false;
  bool shown_ = false;  // the reply was
};

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_TERMINAL_H_
