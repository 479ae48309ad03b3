// What is seen where code stands.

#include <algorithm>
#include <utility>

#include "cli/debug/dap_completions.h"
#include "cli/debug/dap_session.h"
#include "engine/base/bytes.h"
#include "engine/reply/text.h"

namespace luarig {
namespace {

constexpr size_t kMostClipboardBytes = size_t{1} << 20;

// The command in a line of the console that is one, "redis GET k" or ">GET k"; nothing if it is
// Lua.
std::optional<std::string_view> CommandIn(std::string_view line) {
  const size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return std::nullopt;
  line.remove_prefix(begin);
  if (line.starts_with('>')) return line.substr(1);
  constexpr std::string_view kWord = "redis ";
  if (line.starts_with(kWord)) return line.substr(kWord.size());
  return std::nullopt;
}

}  // namespace

dap::StackFrame DapSession::FrameAt(size_t frame) {
  const DebugFrame& at = program_->debugger().frames()[frame];
  dap::StackFrame shown{
      .id = values_->FrameId(frame), .name = at.function, .subtle = !at.is_lua || at.line == 0};
  if (at.coroutine != 0) shown.name += StrCat(" (coroutine ", at.coroutine, ")");
  shown.can_restart = at.is_lua && program_->debugger().WhyNotBack().empty();
  if (at.line == 0) return shown;
  shown.source = program_->SourceOf(at.file);
  shown.line = ToClient(at.line);
  return shown;
}

// Nothing runs any more: it shows where code stood last, or where it began.
dap::StackFrame DapSession::EndFrame() {
  FilePlace place = stop_.place;
  if (place.line == 0) place = program_->Start();
  dap::StackFrame shown{.id = values_->FrameId(0), .name = "end of the run"};
  if (place.line == 0) return shown;
  shown.source = program_->SourceOf(place.file);
  shown.line = ToClient(place.line);
  return shown;
}

dap::StackTraceBody DapSession::StackTrace(const dap::StackTraceArguments& arguments) {
  if (phase_ == kEnded) return {.frames = {EndFrame()}, .total = 1};
  if (arguments.start_frame < 0 || arguments.levels < 0)
    throw dap::Refusal("stackTrace: `startFrame` and `levels` must not be negative");
  dap::StackTraceBody body{.frames = {}, .total = program_->debugger().frames().size()};
  size_t end = body.total;
  const auto first = static_cast<size_t>(arguments.start_frame);
  if (arguments.levels > 0) end = std::min(end, first + static_cast<size_t>(arguments.levels));
  for (size_t frame = first; frame < end; ++frame) body.frames.push_back(FrameAt(frame));
  return body;
}

dap::ScopesBody DapSession::Scopes(const dap::ScopesArguments& arguments) {
  if (phase_ == kEnded) return {.scopes = values_->Scopes(std::nullopt)};
  return {.scopes = values_->Scopes(values_->FrameOf(arguments.frame_id))};
}

dap::VariablesBody DapSession::Variables(const dap::VariablesArguments& arguments) {
  return {.variables = values_->Inside(arguments)};
}

dap::ValueBody DapSession::SetVariable(const dap::SetVariableArguments& arguments) {
  return {.value = values_->Set(arguments.variables_reference, arguments.name, arguments.value)};
}

size_t DapSession::FrameFor(const std::optional<int>& id) {
  if (program_->debugger().frames().empty()) throw dap::Refusal("there is no frame");
  return id ? values_->FrameOf(*id) : 0;
}

dap::ValueBody DapSession::SetExpression(const dap::SetExpressionArguments& arguments) {
  const size_t frame = FrameFor(arguments.frame_id);
  Debugger& debugger = program_->debugger();
  const auto done = debugger.Evaluate(frame, StrCat(arguments.expression, " = ", arguments.value),
                                      Purpose::kEdit);
  if (!done) throw dap::Refusal(done.error());
  const auto value = debugger.Evaluate(frame, arguments.expression, Purpose::kLook);
  if (!value) throw dap::Refusal(value.error());
  return {.value = values_->Shown(value.value(), frame, arguments.expression)};
}

dap::ResultBody DapSession::EvaluateCommand(std::string_view line) {
  const auto words = SplitWords(line);
  if (!words) throw dap::Refusal("the quotes of the command do not end");
  if (words->empty()) throw dap::Refusal("write a command: redis GET key");
  const Reply reply = program_->debugger().RunCommand(*words);
  return {.value = {.value = FormatReplyTo(*words, reply)}};
}

dap::ResultBody DapSession::Evaluate(const dap::EvaluateArguments& arguments) {
  const size_t frame = FrameFor(arguments.frame_id);
  const bool repl = arguments.context == "repl";
  if (repl) {
    if (const auto command = CommandIn(arguments.expression)) return EvaluateCommand(*command);
  }
  Debugger& debugger = program_->debugger();
  if (arguments.context == "clipboard") {
    auto text = debugger.Print(frame, arguments.expression, kMostClipboardBytes);
    if (!text) throw dap::Refusal(text.error());
    return {.value = {.value = std::move(*text)}};
  }
  const auto value =
      debugger.Evaluate(frame, arguments.expression, repl ? Purpose::kEdit : Purpose::kLook);
  if (!value) throw dap::Refusal(value.error());
  return {.value = values_->Shown(value.value(), frame, arguments.expression)};
}

dap::CompletionsBody DapSession::Completions(const dap::CompletionsArguments& arguments) {
  const size_t frame = FrameFor(arguments.frame_id);
  const std::string before =
      TextBeforeCaret(arguments.text, arguments.line - (lines_from_1_ ? 1 : 0),
                      arguments.column - (columns_from_1_ ? 1 : 0));
  if (const auto command = CommandIn(before))
    return {.targets = CommandCompletions(program_->engine().commands(), before, *command)};
  return {.targets = NameCompletions(before, program_->debugger().Complete(frame, before))};
}

}  // namespace luarig
