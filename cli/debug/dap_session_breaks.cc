// Where code stops, and where it stands.

#include <algorithm>

#include "cli/debug/dap_session.h"
#include "engine/base/bytes.h"

namespace luarig {

dap::BreakpointsBody DapSession::SetBreakpoints(const dap::SetBreakpointsArguments& arguments) {
  dap::SetBreakpointsArguments ours = arguments;
  for (dap::SourceBreakpoint& one : ours.breakpoints) one.line = FromClient(one.line);
  return {.breakpoints = ToClient(breakpoints_.SetLines(ours))};
}

dap::BreakpointsBody DapSession::SetFunctionBreakpoints(
    const dap::SetFunctionBreakpointsArguments& arguments) {
  return {.breakpoints = breakpoints_.SetFunctions(arguments)};
}

dap::DataBreakpointInfoBody DapSession::DataBreakpointInfo(
    const dap::DataBreakpointInfoArguments& arguments) {
  dap::DataBreakpointInfoArguments asked = arguments;
  if (phase_ != kStopped) {  // there are no variables: it can only be a key
    if (asked.variables_reference != 0) throw dap::Refusal("the code does not stand still");
    asked.frame_id.reset();
  }
  return values_->DataInfo(asked);
}

dap::BreakpointsBody DapSession::SetDataBreakpoints(
    const dap::SetDataBreakpointsArguments& arguments) {
  return {.breakpoints = breakpoints_.SetData(arguments)};
}

dap::BreakpointsBody DapSession::SetExceptionBreakpoints(
    const dap::SetExceptionBreakpointsArguments& arguments) {
  return {.breakpoints = breakpoints_.SetErrors(arguments)};
}

dap::BreakpointLocationsBody DapSession::BreakpointLocations(
    const dap::BreakpointLocationsArguments& arguments) {
  dap::BreakpointLocationsBody body;
  const auto file = program_->Find(arguments.source);
  if (!file) return body;
  const int first = FromClient(arguments.line);
  const int last = FromClient(arguments.end_line.value_or(arguments.line));
  for (const int line : program_->files().files()[*file].lines) {
    if (line >= first && line <= last) body.lines.push_back(ToClient(line));
  }
  return body;
}

dap::SourceBody DapSession::SourceText(const dap::SourceArguments& arguments) {
  dap::Source source = arguments.source;
  if (source.source_reference == 0) source.source_reference = arguments.source_reference;
  const auto file = program_->Find(source);
  if (!file) throw dap::Refusal("source: no such source is loaded");
  return {.content = program_->files().files()[*file].text};
}

dap::LoadedSourcesBody DapSession::LoadedSources(const dap::NoArguments& /*arguments*/) {
  dap::LoadedSourcesBody body;
  for (size_t file = 0; file < program_->files().files().size(); ++file)
    body.sources.push_back(program_->SourceOf(file));
  return body;
}

}  // namespace luarig
