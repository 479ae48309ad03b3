#include "cli/debug/terminal.h"

#include <atomic>
#include <csignal>
#include <ostream>
#include <utility>

#include "cli/app/files.h"
#include "cli/app/output.h"
#include "cli/debug/terminal_commands.h"
#include "cli/debug/terminal_complete.h"
#include "cli/debug/words.h"
#include "engine/base/bytes.h"
#include "engine/reply/text.h"

namespace luarig {
namespace {

constexpr const char* kPrompt = "(luarig) ";

// For the signal handler: what runs code now, if anything does, and how often Ctrl-C was hit since
// it began to.
std::atomic<Debugger*> running = nullptr;
volatile std::sig_atomic_t interrupts = 0;
// A prompt that knows how to clear its line stands there; and Ctrl-C was hit since its last
// command.
volatile std::sig_atomic_t at_prompt = 0;
volatile std::sig_atomic_t cancelled = 0;

bool TakeInterrupt() {
  constexpr int kLast = 3;
  Debugger* debugger = running;
  if (debugger == nullptr) {
    cancelled = 1;
    return at_prompt != 0;
  }
  interrupts = interrupts + 1;
  if (interrupts >= kLast) return false;  // it does not come to its next line
  debugger->Pause();
  return true;
}

void CodeRuns(Debugger& debugger) {
  interrupts = 0;
  running = &debugger;
}

// While it lives, code stands still.
class StandsStill {
 public:
  StandsStill(Debugger& debugger, bool has_prompt) : debugger_(debugger) {
    running = nullptr;
    at_prompt = has_prompt ? 1 : 0;
  }
  ~StandsStill() {
    at_prompt = 0;
    CodeRuns(debugger_);
  }
  StandsStill(const StandsStill&) = delete;
  StandsStill& operator=(const StandsStill&) = delete;

 private:
  Debugger& debugger_;
};

}  // namespace

Terminal::Terminal(Console& console)
    : state_(console),
      editor_(console, {.prompt = kPrompt,
                        .history = "debug-history",
                        .complete = [this](std::string_view before) { return Complete(before); }}) {
  state_.console.color = console.color && console.out_is_terminal;
}

Terminal::~Terminal() {
  DivertInterrupts(nullptr);
  running = nullptr;
}

void Terminal::Attach(DebugRig& rig) {
  state_.rig = &rig;
  CodeRuns(rig.debugger());
  DivertInterrupts(TakeInterrupt);
}

Completion Terminal::Complete(std::string_view before) {
  return CompleteTerminalLine(state_, before);
}

// --- Stops ---------------------------------------------------------------------------------------

// True if this is not yet the stop that was asked for: `state_.move` is to be made.
bool Terminal::GoesOn(const Stop& stop) {
  if (state_.search && stop.reason == StopReason::kStart) {
    const Search search = *std::exchange(state_.search, std::nullopt);
    state_.out() << search.nothing << '\n';
    if (search.from_end) return false;
    state_.moved = "back where the search began";
    state_.move = {.move = Move::kGoTo, .moment = search.from};
    return true;
  }
  state_.search.reset();
  if (state_.repeats > 0 && stop.reason == StopReason::kStep) {
    --state_.repeats;
    return true;
  }
  state_.repeats = 0;
  return false;
}

Resume Terminal::OnStop(const Stop& stop) {
  const StandsStill standing(state_.debugger(), state_.console.in_is_terminal);
  if (state_.left) return {.move = Move::kAbort};
  stopped_once_ = true;
  state_.ended = false;
  state_.stop = stop;
  state_.last_place = stop.place;
  state_.frame = 0;
  state_.listing.reset();
  if (GoesOn(stop)) return state_.move;
  ShowStop(state_);
  return Prompt();
}

Resume Terminal::OnEnd(const Reply& reply) {
  const StandsStill standing(state_.debugger(), state_.console.in_is_terminal);
  if (state_.left) return {};
  state_.ended = true;
  state_.listing.reset();
  if (!stopped_once_) return {};  // there was nothing to look at
  state_.out() << "* The run is over, its reply is\n" << FormatReply(reply) << '\n';
  shown_ = true;
  Resume resume = Prompt();
  shown_ = resume.move == Move::kContinue;
  return resume;
}

void Terminal::ShowReply(const Reply& reply) {
  if (shown_ || state_.left) return;
  state_.out() << FormatReply(reply) << '\n' << std::flush;
}

bool Terminal::ShowsLog(LogLevel level) {
  return level >= LeastLogLevel(state_.rig->rig().engine().state());
}

bool Terminal::Cancels() { return cancelled != 0; }

void Terminal::OnOutput(OutputKind kind, std::string_view text, FilePlace place) {
  switch (kind) {
    case OutputKind::kLog:
      state_.out() << "<log> ";
      break;
    case OutputKind::kDebug:
      state_.out() << "<debug> " << state_.files().Label(place) << ": ";
      break;
    case OutputKind::kPoint:
      state_.out() << '<' << state_.files().Label(place) << "> ";
      break;
    case OutputKind::kNote:
      state_.out() << "note: ";
      break;
  }
  state_.out() << Cut(state_, text) << '\n' << std::flush;
}

// --- The prompt ----------------------------------------------------------------------------------

Resume Terminal::Prompt() {
  for (;;) {
    state_.out().flush();
    const auto line = editor_.Read();
    if (!line) return GiveUp();
    if (!state_.console.in_is_terminal) state_.out() << Trimmed(StrCat(kPrompt, *line)) << '\n';
    cancelled = 0;
    try {
      if (auto resume = RunLine(*line)) {
        state_.out().flush();
        return *std::move(resume);
      }
    } catch (const UsageError& error) {
      state_.out() << Styled(state_.console, Style::kError, error.what()) << '\n';
    }
  }
}

std::optional<Resume> Terminal::RunLine(std::string_view line) {
  line = Trimmed(line);
  if (line.starts_with('#')) return std::nullopt;
  const std::string again = last_movement_;
  if (line.empty()) line = again;
  if (line.empty()) return std::nullopt;
  std::string_view rest = line;
  const size_t end = std::min(line.find_first_of(" \t"), line.size());
  const TerminalCommand& command = FindTerminalCommand(line.substr(0, end));
  rest = Trimmed(line.substr(end));
  if (state_.ended && command.needs_code) {
    throw UsageError(
        "the run is over and no code stands here: back, rcontinue, who and restart go on from the "
        "end, quit leaves");
  }
  if (command.look != nullptr) {
    command.look(state_, rest);
    return std::nullopt;
  }
  Resume resume = command.move(state_, rest);
  last_movement_ = line;
  return resume;
}

// The end of the input: nobody is there to say how it goes on.
Resume Terminal::GiveUp() {
  if (!state_.ended)
    state_.out() << "The input has ended: the run is cut short here\n" << std::flush;
  return DoQuit(state_, "");
}

}  // namespace luarig
