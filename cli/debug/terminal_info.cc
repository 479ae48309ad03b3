// Commands that tell of the debugger itself.

#include <algorithm>
#include <iterator>

#include "cli/debug/terminal_commands.h"
#include "cli/debug/words.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

void ShowMoment(TerminalState& state, std::string_view /*rest*/) {
  const Moment now = state.debugger().now();
  state.out() << "moment " << now.line;
  if (now.command > 0) state.out() << '.' << now.command;
  state.out() << ": " << now.line << (now.line == 1 ? " line has" : " lines have") << " run";
  if (now.command > 0)
    state.out() << ", and " << now.command << (now.command == 1 ? " command" : " commands")
                << " since";
  state.out() << '\n';
}

void ShowArguments(TerminalState& state, std::string_view /*rest*/) {
  if (state.debugger().Variables(state.frame, Scope::kArguments).empty())
    state.out() << "(no arguments here)\n";
  ShowVariables(state, Scope::kArguments);
}

void ShowUpvalues(TerminalState& state, std::string_view /*rest*/) {
  if (state.debugger().Variables(state.frame, Scope::kUpvalues).empty())
    state.out() << "(no upvalues here)\n";
  ShowVariables(state, Scope::kUpvalues);
}

void ShowFiles(TerminalState& state, std::string_view /*rest*/) {
  const auto& files = state.files().files();
  for (size_t i = 0; i < files.size(); ++i) {
    state.out() << files[i].name << ", " << files[i].lines.size()
                << (files[i].lines.size() == 1 ? " line with code" : " lines with code")
                << (files[i].on_disk ? "" : ", no file on disk")
                << (state.rig->ChangedOnDisk(i) ? ", changed on disk since it was loaded" : "")
                << '\n';
  }
}

void ShowFunctions(TerminalState& state, std::string_view /*rest*/) {
  for (const std::string& name : FunctionNames(state.files())) {
    const auto place = PlaceOfFunction(state.files(), name);
    state.out() << name << " at " << state.files().Label(*place) << '\n';
  }
}

void ShowDisplayList(TerminalState& state, std::string_view /*rest*/) { DoDisplay(state, ""); }

constexpr InfoSubject kSubjects[] = {
    {"args", "KEYS and ARGV, or what ... stands for", true, ShowArguments},
    {"break", "breakpoints and log points", false, ListBreakpoints},
    {"display", "what is shown at each stop", false, ShowDisplayList},
    {"files", "the files that may run", false, ShowFiles},
    {"frame", "the function that is looked at", true, DoFrame},
    {"functions", "the functions that have names", false, ShowFunctions},
    {"keys", "the keys that were used so far", false, DoKeys},
    {"locals", "the locals of the function", true, DoLocals},
    {"moment", "how far the run has come", false, ShowMoment},
    {"upvalues", "the locals of the functions around it", true, ShowUpvalues},
};

constexpr size_t kNameWidth = 14;

void ShowRow(const TerminalState& state, std::string_view name, std::string_view summary) {
  std::string column(name);
  if (column.size() < kNameWidth) column.resize(kNameWidth, ' ');
  state.out() << "  " << column << summary << '\n';
}

void ShowHelpOf(const TerminalState& state, const TerminalCommand& command) {
  state.out() << command.name << (command.words.empty() ? "" : " ") << command.words << '\n';
  if (!command.other_names.empty()) state.out() << "also: " << command.other_names << '\n';
  state.out() << command.summary << ".\n" << command.more;
  if (command.name != "info") return;
  for (const InfoSubject& subject : kSubjects) ShowRow(state, subject.name, subject.summary);
}

}  // namespace

std::span<const InfoSubject> InfoSubjects() { return kSubjects; }

void DoHelp(TerminalState& state, std::string_view rest) {
  if (!rest.empty()) return ShowHelpOf(state, FindTerminalCommand(rest));
  for (const TerminalCommand& command : TerminalCommands()) {
    const std::string_view letters = command.other_names.substr(0, command.other_names.find(' '));
    ShowRow(state, letters.empty() ? std::string(command.name) : StrCat(command.name, " ", letters),
            command.summary);
  }
  state.out() << "An empty line repeats the last move. A beginning that only one command has is "
                 "enough.\n`help COMMAND` tells more.\n";
}

void DoInfo(TerminalState& state, std::string_view rest) {
  if (rest.empty()) return ShowHelpOf(state, FindTerminalCommand("info"));
  const std::string word = TakeWord(rest);
  const InfoSubject* found = nullptr;
  for (const InfoSubject& subject : kSubjects) {
    if (found == nullptr && subject.name.starts_with(word)) found = &subject;
  }
  if (found == nullptr) {
    std::vector<std::string> names;
    for (const InfoSubject& subject : kSubjects) names.emplace_back(subject.name);
    const std::string meant = DidYouMeanOneOf(word, names);
    throw UsageError(
        StrCat("no info ", Quote(word),
               meant.empty() ? "; help info lists what there is" : StrCat("; ", meant)));
  }
  if (found->needs_code && state.ended) throw UsageError("the run is over: no code stands here");
  found->look(state, rest);
}

}  // namespace luarig
