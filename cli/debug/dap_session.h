#ifndef LUARIG_CLI_DEBUG_DAP_SESSION_H_
#define LUARIG_CLI_DEBUG_DAP_SESSION_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/app/engine_flags.h"
#include "cli/app/subcommand.h"
#include "cli/debug/dap_breakpoints.h"
#include "cli/debug/dap_messages.h"
#include "cli/debug/dap_program.h"
#include "cli/debug/dap_transport.h"
#include "cli/debug/dap_values.h"
#include "engine/debug/debugger.h"
#include "engine/server/script_runtime.h"

namespace luarig {

// A debugger's front end for an editor: one conversation in the Debug Adapter Protocol.
//
// Everything happens in one thread. Requests are read when code stands still, and, every thousand
// lines of Lua or so, while it runs. The requests that are understood are the rows of kRequests in
// dap_session.cc.
class DapSession final : public DebugFrontEnd, public Interrupt {
 public:
  // `flags` are those that the adapter was started with. With a host there is something to attach
  // to, and nothing to launch. `channel` and `host` must outlive the session.
  DapSession(DapChannel& channel, EngineFlags flags, const DapHost* host = nullptr);
  ~DapSession() override;
  DapSession(const DapSession&) = delete;
  DapSession& operator=(const DapSession&) = delete;

  // Until the client leaves. False if what it sent could not be read: the channel's error tells.
  bool Run();

  // What an owner with other things to do calls instead, when something may have come and no code
  // runs: answers it. False if the client has left.
  bool Turn();
  // The debugger of what the client is attached to; null if it is not, or not any more.
  Debugger* attached();

  Resume OnStop(const Stop& stop) override;
  Resume OnEnd(const Reply& reply) override;
  void OnOutput(OutputKind kind, std::string_view text, FilePlace place) override;
  bool ShowsLog(LogLevel level) override;
  bool Cancels() override;
  void OnNewFile(size_t file) override;
  void WhileScriptRuns(bool busy) override;

 private:
  friend struct DapRequests;  // the table: handlers are private

  // Where the conversation stands. Bits, for the table of requests to name several.
  enum Phase : uint8_t {
    kNew = 1,          // initialize comes first
    kReady = 2,        // then launch
    kConfiguring = 4,  // then breakpoints, until configurationDone
    kRunning = 8,      // code runs
    kStopped = 16,     // it stands still
    kEnded = 32,       // it has ended, and its end is looked at
    kOver = 64,        // it has ended
  };

  // --- dap_session.cc: messages in and out
  std::optional<dap::Incoming> Next(DapChannel::Wait wait);
  void Collect(DapChannel::Wait wait);
  void Queue(const std::string& message);
  bool CancelWaiting(int64_t seq);
  void Take(const dap::Incoming& incoming);
  void Answer(const dap::Request& request);
  void Respond(const dap::Request& request, std::string_view body);
  void Refuse(const dap::Request& request, std::string_view why);
  template <typename Event>
  void Tell(const Event& event) {
    channel_.Write(dap::EventText(++seq_, dap::NameOf(event), dap::ToJson(event)));
  }
  void TellAll(const std::vector<dap::Breakpoint>& changed);
  // A place as messages have it: with the client's count of lines.
  int ToClient(int line) const { return line == 0 || lines_from_1_ ? line : line - 1; }
  int FromClient(int line) const { return lines_from_1_ ? line : line + 1; }
  std::vector<dap::Breakpoint> ToClient(std::vector<dap::Breakpoint> breakpoints) const;

  // --- dap_session_life.cc: a program from its launch to its end
  dap::CapabilitiesBody Initialize(const dap::InitializeArguments& arguments);
  void Launch(const dap::LaunchArguments& arguments);
  void Attach(const dap::LaunchArguments& arguments);
  void ConfigurationDone(const dap::NoArguments& arguments);
  void Restart(const dap::RestartArguments& arguments);
  void Terminate(const dap::NoArguments& arguments);
  void Disconnect(const dap::NoArguments& arguments);
  void Cancel(const dap::CancelArguments& arguments);
  dap::ThreadsBody Threads(const dap::NoArguments& arguments);
  void Load(DapLaunch launch);
  void RunProgram();
  void Relaunch();
  void EndRun();
  void Finish(int exit_code);
  void RefuseIfAttached(std::string_view request) const;
  bool ending() const { return leaving_ || terminating_ || relaunch_.has_value(); }

  // --- dap_session_stops.cc: how code stops and goes on
  Resume WaitForMove(Phase phase);
  std::optional<dap::Incoming> NextWhileStopped();
  void GoOn(Resume resume);
  void TellStop(const Stop& stop);
  void Pause(const dap::NoArguments& arguments);
  dap::ContinueBody Continue(const dap::NoArguments& arguments);
  void StepOver(const dap::StepArguments& arguments);
  void StepIn(const dap::StepArguments& arguments);
  void StepOut(const dap::StepArguments& arguments);
  void StepBack(const dap::StepArguments& arguments);
  void ReverseContinue(const dap::NoArguments& arguments);
  dap::GotoTargetsBody GotoTargets(const dap::GotoTargetsArguments& arguments);
  void Goto(const dap::GotoArguments& arguments);
  void RestartFrame(const dap::RestartFrameArguments& arguments);
  dap::ExceptionInfoBody ExceptionInfo(const dap::NoArguments& arguments);
  void CheckWayBack();

  // --- dap_session_breaks.cc: where it stops
  dap::BreakpointsBody SetBreakpoints(const dap::SetBreakpointsArguments& arguments);
  dap::BreakpointsBody SetFunctionBreakpoints(
      const dap::SetFunctionBreakpointsArguments& arguments);
  dap::DataBreakpointInfoBody DataBreakpointInfo(const dap::DataBreakpointInfoArguments& arguments);
  dap::BreakpointsBody SetDataBreakpoints(const dap::SetDataBreakpointsArguments& arguments);
  dap::BreakpointsBody SetExceptionBreakpoints(
      const dap::SetExceptionBreakpointsArguments& arguments);
  dap::BreakpointLocationsBody BreakpointLocations(
      const dap::BreakpointLocationsArguments& arguments);
  dap::SourceBody SourceText(const dap::SourceArguments& arguments);
  dap::LoadedSourcesBody LoadedSources(const dap::NoArguments& arguments);

  // --- dap_session_values.cc: what is seen there
  dap::StackTraceBody StackTrace(const dap::StackTraceArguments& arguments);
  dap::StackFrame FrameAt(size_t frame);
  dap::StackFrame EndFrame();
  dap::ScopesBody Scopes(const dap::ScopesArguments& arguments);
  dap::VariablesBody Variables(const dap::VariablesArguments& arguments);
  dap::ValueBody SetVariable(const dap::SetVariableArguments& arguments);
  dap::ValueBody SetExpression(const dap::SetExpressionArguments& arguments);
  dap::ResultBody Evaluate(const dap::EvaluateArguments& arguments);
  dap::ResultBody EvaluateCommand(std::string_view line);
  dap::CompletionsBody Completions(const dap::CompletionsArguments& arguments);
  size_t FrameFor(const std::optional<int>& id);

  DapChannel& channel_;
  const EngineFlags flags_;
  const DapHost* host_;
  int64_t seq_ = 0;
  std::deque<dap::Incoming> waiting_;  // read, not yet answered
  int64_t answering_ = 0;              // the number of the request that is being answered
  std::function<void()> afterwards_;   // what the answer that is being written is followed by
  bool lines_from_1_ = true;
  bool columns_from_1_ = true;

  Phase phase_ = kNew;
  bool start_ = false;        // the program is to run
  bool leaving_ = false;      // the client is gone, or about to
  bool terminating_ = false;  // the run is to end
  std::optional<DapLaunch> relaunch_;
  std::unique_ptr<DapProgram> program_;
  std::unique_ptr<DapValues> values_;
  DapBreakpoints breakpoints_;

  std::optional<Resume> resume_;  // what a request has asked for
  Stop stop_;                     // the last one
  bool went_to_ = false;          // by goto: what comes next is its end
  struct Target {
    FilePlace place;
    bool back = false;
  };
  std::vector<Target> targets_;  // of goto, by number from 1
};

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_DAP_SESSION_H_
