// Commands that show source and the functions that run.

#include <algorithm>

#include "cli/app/output.h"
#include "cli/debug/terminal_commands.h"
#include "cli/debug/words.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr int kEachSide = 5;

int LinesOf(const CodeFiles::File& file) {
  const auto ends = static_cast<int>(std::ranges::count(file.text, '\n'));
  return ends + (file.text.empty() || file.text.ends_with('\n') ? 0 : 1);
}

bool HasBreakpoint(const TerminalState& state, FilePlace place) {
  const auto& all = state.debugger().breakpoints().all();
  return std::ranges::any_of(all, [&](const Breakpoint& one) {
    return one.kind == BreakKind::kLine && one.place == place && one.enabled;
  });
}

// "-> 6   return n", "  #7   ...": the form of the server's debugger.
void ShowLine(const TerminalState& state, FilePlace place) {
  const bool is_here = !state.ended && place == state.Here();
  const bool has_break = HasBreakpoint(state, place);
  std::string number = std::to_string(place.line);
  if (number.size() < 3) number.resize(3, ' ');
  const std::string text = StrCat(number, " ", state.files().LineText(place));
  std::string line = is_here ? Styled(state.console, Style::kPlace, "->") : "  ";
  line += has_break ? Styled(state.console, Style::kError, "#") : " ";
  line += is_here ? Styled(state.console, Style::kStrong, text) : text;
  while (line.ends_with(' ')) line.pop_back();
  state.out() << line << '\n';
}

void ShowLines(const TerminalState& state, size_t file, int first, int last) {
  const int lines = LinesOf(state.files().files().at(file));
  for (int line = std::max(first, 1); line <= std::min(last, lines); ++line)
    ShowLine(state, {.file = file, .line = line});
}

void NoteChange(const TerminalState& state, size_t file) {
  if (!state.rig->ChangedOnDisk(file)) return;
  state.out() << "note: " << state.files().files().at(file).name
              << " has changed on disk since it was loaded; this is the text that runs\n";
}

void ListOn(TerminalState& state, FilePlace middle, int each_side) {
  const int lines = LinesOf(state.files().files().at(middle.file));
  if (middle.line - each_side > lines) throw UsageError("the file ends here");
  NoteChange(state, middle.file);
  ShowLines(state, middle.file, middle.line - each_side, middle.line + each_side);
  state.listing = FilePlace{.file = middle.file, .line = middle.line + 2 * each_side + 1};
}

void ShowFrame(const TerminalState& state, size_t index) {
  const DebugFrame& frame = state.debugger().frames()[index];
  const bool is_here = index == state.frame;
  std::string line = is_here ? Styled(state.console, Style::kPlace, "->") : "  ";
  line += StrCat(" ", index, " ", frame.function);
  if (frame.coroutine != 0) line += StrCat(" (coroutine ", frame.coroutine, ")");
  if (frame.line != 0) {
    const FilePlace place{.file = frame.file, .line = frame.line};
    line +=
        StrCat(" at ", state.files().Label(place), ": ", Trimmed(state.files().LineText(place)));
  }
  state.out() << line << '\n';
}

// Looks at another frame: one that has lines of Lua, so those of C are passed by.
void LookAt(TerminalState& state, int64_t index, int64_t direction) {
  const auto& frames = state.debugger().frames();
  const auto count = static_cast<int64_t>(frames.size());
  while (index >= 0 && index < count && frames[static_cast<size_t>(index)].line == 0 &&
         direction != 0) {
    index += direction;
  }
  if (index < 0) throw UsageError("this is the innermost function");
  if (index >= count) throw UsageError("this is the outermost function");
  state.frame = static_cast<size_t>(index);
  state.listing.reset();
  ShowFrame(state, state.frame);
  if (frames[state.frame].line != 0) ShowSource(state, state.Here(), 2);
}

int64_t ReadCount(std::string_view rest) {
  return rest.empty() ? 1 : ReadNumber(rest, 1, "how far");
}

}  // namespace

void ShowSource(const TerminalState& state, FilePlace around, int each_side) {
  ShowLines(state, around.file, around.line - each_side, around.line + each_side);
}

void DoList(TerminalState& state, std::string_view rest) {
  if (rest.empty()) return ListOn(state, state.listing.value_or(state.Here()), kEachSide);
  const std::string where = TakeWord(rest);
  const FilePlace middle = ReadPlace(state, where);
  ListOn(state, middle, rest.empty() ? kEachSide : ReadNumber(rest, 0, "how many lines"));
}

void DoWhole(TerminalState& state, std::string_view /*rest*/) {
  const size_t file = state.Here().file;
  NoteChange(state, file);
  ShowLines(state, file, 1, LinesOf(state.files().files().at(file)));
}

void DoTrace(TerminalState& state, std::string_view /*rest*/) {
  for (size_t i = 0; i < state.debugger().frames().size(); ++i) ShowFrame(state, i);
}

void DoUp(TerminalState& state, std::string_view rest) {
  LookAt(state, static_cast<int64_t>(state.frame) + ReadCount(rest), 1);
}

void DoDown(TerminalState& state, std::string_view rest) {
  LookAt(state, static_cast<int64_t>(state.frame) - ReadCount(rest), -1);
}

void DoFrame(TerminalState& state, std::string_view rest) {
  const int64_t index =
      rest.empty() ? static_cast<int64_t>(state.frame) : ReadNumber(rest, 0, "a frame");
  if (index >= static_cast<int64_t>(state.debugger().frames().size()))
    throw UsageError(StrCat("no frame ", index, "; trace lists them"));
  LookAt(state, index, 0);
}

}  // namespace luarig
