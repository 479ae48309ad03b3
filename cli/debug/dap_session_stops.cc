// How code stops and goes on.

#include <algorithm>
#include <utility>

#include "cli/debug/dap_session.h"
#include "engine/base/bytes.h"
#include "engine/reply/text.h"

namespace luarig {
namespace {

std::string CommandText(const std::vector<std::string>& words) {
  constexpr size_t kLongest = 120;
  std::string text;
  for (const std::string& word : words) {
    const bool plain = !word.empty() && word.find_first_of(" \"'\\\n\t") == std::string::npos;
    text += StrCat(text.empty() ? "" : " ", plain && IsValidUtf8(word) ? word : Quote(word));
    if (text.size() > kLongest) return StrCat(text.substr(0, kLongest), "...");
  }
  return text;
}

// Of the first breakpoint that was met.
BreakKind KindOf(Debugger& debugger, const Stop& stop) {
  for (const int id : stop.breakpoints) {
    if (const Breakpoint* breakpoint = debugger.breakpoints().get(id)) return breakpoint->kind;
  }
  return BreakKind::kLine;
}

bool IsUncaught(Debugger& debugger, const Stop& stop) {
  return std::ranges::any_of(stop.breakpoints, [&](int id) {
    const Breakpoint* breakpoint = debugger.breakpoints().get(id);
    return breakpoint != nullptr && breakpoint->kind == BreakKind::kUncaught;
  });
}

dap::StoppedEvent AtBreakpoint(BreakKind kind, const Stop& stop) {
  switch (kind) {
    case BreakKind::kFunction:
      return {.reason = "function breakpoint", .description = "Paused where the function starts"};
    case BreakKind::kCommand:
      return {.reason = "function breakpoint",
              .description = StrCat("Paused before ", CommandText(stop.command))};
    case BreakKind::kLocal:
      return {.reason = "data breakpoint", .description = "Paused: a local variable has changed"};
    default:
      return {.reason = "breakpoint", .description = ""};
  }
}

dap::StoppedEvent EventOf(Debugger& debugger, const Stop& stop) {
  switch (stop.reason) {
    case StopReason::kEntry:
      return {.reason = "entry"};
    case StopReason::kStep:
      return {.reason = "step"};
    case StopReason::kBreakpoint:
      return AtBreakpoint(KindOf(debugger, stop), stop);
    case StopReason::kKey:
      return {.reason = "data breakpoint",
              .description = StrCat("Paused after ", CommandText(stop.command))};
    case StopReason::kError:
      return {.reason = "exception", .description = "Paused on an error", .text = stop.text};
    case StopReason::kCalled:
      return {.reason = "breakpoint", .description = "Paused by redis.breakpoint()"};
    case StopReason::kPause:
      return {.reason = "pause"};
    case StopReason::kGoTo:
      return {.reason = "goto"};
    case StopReason::kStart:
      return {.reason = "entry", .description = "Paused at the start: nothing is before it"};
  }
  return {.reason = "step"};
}

}  // namespace

Resume DapSession::OnStop(const Stop& stop) {
  stop_ = stop;
  if (ending() && program_->attached()) return {};
  if (ending()) return {.move = Move::kAbort};
  if (program_->launch().no_debug) return {};
  TellStop(stop);
  return WaitForMove(kStopped);
}

void DapSession::TellStop(const Stop& stop) {
  dap::StoppedEvent event = EventOf(program_->debugger(), stop);
  if (std::exchange(went_to_, false) && stop.reason != StopReason::kError) event.reason = "goto";
  event.hit_breakpoint_ids = breakpoints_.IdsOf(stop.breakpoints);
  Tell(event);
}

Resume DapSession::OnEnd(const Reply& reply) {
  if (ending() || program_->attached()) return {};
  Tell(dap::OutputEvent{.category = reply.is_error() ? "stderr" : "stdout",
                        .output = StrCat(FormatReply(reply), "\n")});
  if (!program_->launch().stop_at_end || program_->launch().no_debug) return {};
  Tell(dap::StoppedEvent{.reason = "end", .description = "Paused at the end of the run"});
  return WaitForMove(kEnded);
}

Resume DapSession::WaitForMove(Phase phase) {
  phase_ = phase;
  resume_.reset();
  while (!resume_) {
    if (const auto incoming = NextWhileStopped()) {
      Take(*incoming);
    } else {
      leaving_ = true;
      EndRun();
    }
  }
  values_->Forget();
  phase_ = kRunning;
  return *std::exchange(resume_, std::nullopt);
}

// Nothing if the client is gone, or the server is to end.
std::optional<dap::Incoming> DapSession::NextWhileStopped() {
  if (!program_->attached()) return Next(DapChannel::Wait::kYes);
  for (;;) {
    auto incoming = Next(DapChannel::Wait::kNo);
    if (incoming || channel_.over()) return incoming;
    // What loads a library is no script that a server knows of: others would find it idle.
    const bool runs_script = program_->engine().state().scripts->running();
    if (!host_->wait(runs_script && program_->others_are_told_busy())) return std::nullopt;
  }
}

void DapSession::GoOn(Resume resume) { resume_ = std::move(resume); }

void DapSession::WhileScriptRuns(bool /*busy*/) {
  if (phase_ != kRunning) return;
  while (const auto incoming = Next(DapChannel::Wait::kNo)) Take(*incoming);
  if (!channel_.over()) return;
  leaving_ = true;
  EndRun();
}

// Code that is evaluated goes on for long: the person may want it to end.
bool DapSession::Cancels() {
  Collect(DapChannel::Wait::kNo);
  if (channel_.over()) return true;
  return std::ranges::any_of(waiting_, [&](const dap::Incoming& incoming) {
    if (!incoming.request) return false;
    const std::string& command = incoming.request->command;
    if (command == "pause" || command == "terminate" || command == "disconnect") return true;
    if (command != "cancel") return false;
    dap::CancelArguments arguments;
    try {
      dap::Read(*incoming.request, arguments);
    } catch (const dap::Refusal&) {
      return false;
    }
    return arguments.request_id == answering_;
  });
}

void DapSession::Pause(const dap::NoArguments& /*arguments*/) {
  if (phase_ == kRunning) program_->debugger().Pause();
}

dap::ContinueBody DapSession::Continue(const dap::NoArguments& /*arguments*/) {
  GoOn({.move = Move::kContinue});
  return {};
}

void DapSession::StepOver(const dap::StepArguments& /*arguments*/) {
  GoOn({.move = Move::kStepOver});
}

void DapSession::StepIn(const dap::StepArguments& /*arguments*/) { GoOn({.move = Move::kStepIn}); }

void DapSession::StepOut(const dap::StepArguments& /*arguments*/) {
  GoOn({.move = Move::kStepOut});
}

void DapSession::CheckWayBack() {
  const std::string why = program_->debugger().WhyNotBack();
  if (!why.empty()) throw dap::Refusal(StrCat("there is no way back: ", why));
}

// The protocol has one step backwards: it is the reverse of `next`, or, with the smallest
// granularity, of `stepIn`.
void DapSession::StepBack(const dap::StepArguments& arguments) {
  CheckWayBack();
  const bool into = arguments.granularity == "instruction";
  GoOn({.move = into ? Move::kBack : Move::kBackOver});
}

void DapSession::ReverseContinue(const dap::NoArguments& /*arguments*/) {
  CheckWayBack();
  GoOn({.move = Move::kReverseContinue});
}

// Code cannot be left out. But it can run on to a line, and it can go back to when it was there.
dap::GotoTargetsBody DapSession::GotoTargets(const dap::GotoTargetsArguments& arguments) {
  const auto file = program_->Find(arguments.source);
  if (!file) throw dap::Refusal("gotoTargets: no code of this file is loaded");
  const FilePlace asked{.file = *file, .line = FromClient(arguments.line)};
  const auto line = program_->files().NextCodeLine(asked);
  if (!line) return {};
  dap::GotoTargetsBody body;
  const auto add = [&](bool back, std::string_view label) {
    targets_.push_back({.place = {.file = *file, .line = *line}, .back = back});
    body.targets.push_back({.id = static_cast<int>(targets_.size()),
                            .label = StrCat(label, ToClient(*line)),
                            .line = ToClient(*line)});
  };
  add(false, "Run on to line ");
  if (program_->debugger().WhyNotBack().empty()) add(true, "Go back to line ");
  return body;
}

void DapSession::Goto(const dap::GotoArguments& arguments) {
  const auto index = static_cast<size_t>(arguments.target_id) - 1;
  if (arguments.target_id < 1 || index >= targets_.size())
    throw dap::Refusal(StrCat("goto: there is no target ", arguments.target_id));
  const Target& target = targets_[index];
  went_to_ = true;
  if (!target.back) return GoOn({.move = Move::kRunTo, .place = target.place});
  CheckWayBack();
  GoOn({.move = Move::kReverseContinue,
        .only = Breakpoint{.kind = BreakKind::kLine, .place = target.place}});
}

void DapSession::RestartFrame(const dap::RestartFrameArguments& arguments) {
  const size_t frame = values_->FrameOf(arguments.frame_id);
  CheckWayBack();
  GoOn({.move = Move::kFrameStart, .frame = frame});
}

dap::ExceptionInfoBody DapSession::ExceptionInfo(const dap::NoArguments& /*arguments*/) {
  if (stop_.reason != StopReason::kError)
    throw dap::Refusal("exceptionInfo: the code has not stopped at an error");
  dap::ExceptionInfoBody body{.exception_id = "error",
                              .description = stop_.text,
                              .break_mode = "always",
                              .stack_trace = ""};
  const std::string word = stop_.text.substr(0, stop_.text.find(' '));
  const bool is_code = !word.empty() && std::ranges::all_of(word, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (is_code) body.exception_id = word;
  if (IsUncaught(program_->debugger(), stop_)) body.break_mode = "unhandled";
  for (const DebugFrame& frame : program_->debugger().frames()) {
    const FilePlace place{.file = frame.file, .line = frame.line};
    body.stack_trace +=
        StrCat(frame.function,
               frame.line == 0 ? "" : StrCat(" at ", program_->files().Label(place)), "\n");
  }
  return body;
}

void DapSession::OnOutput(OutputKind kind, std::string_view text, FilePlace place) {
  const bool script = kind == OutputKind::kLog || kind == OutputKind::kDebug;
  dap::OutputEvent event{.category = script ? "stdout" : "console",
                         .output = StrCat(text, text.ends_with('\n') ? "" : "\n")};
  if (place.line > 0 && place.file < program_->files().files().size()) {
    event.source = program_->SourceOf(place.file);
    event.line = ToClient(place.line);
  }
  Tell(event);
}

bool DapSession::ShowsLog(LogLevel level) {
  return level >= LeastLogLevel(program_->engine().state());
}

void DapSession::OnNewFile(size_t file) {
  Tell(dap::LoadedSourceEvent{.source = program_->SourceOf(file)});
  TellAll(breakpoints_.Rebind());
}

}  // namespace luarig
