// A program from its launch to its end.

#include <algorithm>
#include <utility>

#include "cli/debug/dap_session.h"
#include "engine/base/bytes.h"

namespace luarig {

dap::CapabilitiesBody DapSession::Initialize(const dap::InitializeArguments& arguments) {
  if (arguments.path_format != "path")
    throw dap::Refusal("initialize: only the path format \"path\" is known");
  lines_from_1_ = arguments.lines_start_at_1;
  columns_from_1_ = arguments.columns_start_at_1;
  phase_ = kReady;
  return {};
}

void DapSession::Load(DapLaunch launch) {
  auto program = std::make_unique<DapProgram>(std::move(launch), *this);
  values_.reset();
  program_ = std::move(program);
  program_->engine().state().interrupt = this;
  values_ = std::make_unique<DapValues>(*program_);
}

void DapSession::Launch(const dap::LaunchArguments& arguments) {
  if (host_ != nullptr)
    throw dap::Refusal("launch: this is a server that runs; use \"request\": \"attach\"");
  Load(ReadLaunch(arguments.json, flags_));
  breakpoints_.Bind(*program_);
  phase_ = kConfiguring;
  afterwards_ = [this] {
    if (!program_->debugger().WhyNotBack().empty())
      Tell(dap::CapabilitiesEvent{.goes_back = false});
    Tell(dap::InitializedEvent());
  };
}

void DapSession::Attach(const dap::LaunchArguments& arguments) {
  if (host_ == nullptr) {
    throw dap::Refusal(
        "attach: this adapter launches scripts and functions; to look at what clients call, start "
        "`luarig serve --dap-port N` and let the editor connect to that port");
  }
  program_ = std::make_unique<DapProgram>(ReadAttach(arguments.json), *host_, *this);
  values_ = std::make_unique<DapValues>(*program_);
  breakpoints_.Bind(*program_);
  phase_ = kConfiguring;
  afterwards_ = [this] {
    Tell(dap::CapabilitiesEvent{.goes_back = false, .restarts = false});
    Tell(dap::InitializedEvent());
  };
}

void DapSession::ConfigurationDone(const dap::NoArguments& /*arguments*/) {
  if (program_->attached()) {
    phase_ = kRunning;
  } else {
    start_ = true;
  }
}

void DapSession::RefuseIfAttached(std::string_view request) const {
  if (program_->attached()) {
    throw dap::Refusal(
        StrCat(request, ": the server was not launched from here; disconnect leaves it running"));
  }
}

dap::ThreadsBody DapSession::Threads(const dap::NoArguments& /*arguments*/) {
  return {.name = program_->Name()};
}

void DapSession::RunProgram() {
  phase_ = kRunning;
  terminating_ = false;
  const Reply& reply = program_->Run();
  const int exit_code = reply.is_error() ? 1 : 0;
  if (leaving_) return;
  if (relaunch_) return Relaunch();
  Finish(exit_code);
}

// Tells what is left to be told.
void DapSession::Finish(int exit_code) {
  const std::string report = program_->TakeReport();
  const std::string errors = program_->TakeErrors();
  if (!report.empty()) Tell(dap::OutputEvent{.category = "stdout", .output = report});
  // That it was ended is no news to who has ended it.
  if (!errors.empty() && !terminating_)
    Tell(dap::OutputEvent{.category = "stderr", .output = errors});
  phase_ = kOver;
  Tell(dap::ExitedEvent{.exit_code = exit_code});
  Tell(dap::TerminatedEvent());
}

void DapSession::Restart(const dap::RestartArguments& arguments) {
  RefuseIfAttached("restart");
  DapLaunch launch =
      arguments.arguments.empty() ? program_->launch() : ReadLaunch(arguments.arguments, flags_);
  relaunch_ = std::move(launch);
  if (phase_ == kConfiguring || phase_ == kOver) {
    afterwards_ = [this] { Relaunch(); };
    return;
  }
  EndRun();
}

// Files are read again, and the run starts anew; the breakpoints stay.
void DapSession::Relaunch() {
  const bool configured = phase_ != kConfiguring;
  try {
    Load(*std::exchange(relaunch_, std::nullopt));
  } catch (const dap::Refusal& refusal) {
    Tell(dap::OutputEvent{.category = "stderr", .output = StrCat(refusal.what(), "\n")});
    phase_ = kOver;
    Tell(dap::TerminatedEvent());
    return;
  }
  TellAll(breakpoints_.Bind(*program_));
  start_ = configured;
}

// Makes the run come to its end; OnEnd and RunProgram see why.
void DapSession::EndRun() {
  if (program_ != nullptr && program_->attached()) {
    // The server's code goes on, and nobody is there to be told of it.
    program_->debugger().breakpoints().RemoveAll();
    if (phase_ == kStopped) resume_ = Resume{};
    return;
  }
  if (phase_ == kStopped) resume_ = Resume{.move = Move::kAbort};
  if (phase_ == kEnded) resume_ = Resume{};
  if (phase_ == kRunning) {
    program_->debugger().Pause();  // for code that catches errors, or runs again to go back
    program_->engine().state().scripts->Abort("ERR the debugger has ended the run");
  }
}

void DapSession::Terminate(const dap::NoArguments& /*arguments*/) {
  RefuseIfAttached("terminate");
  terminating_ = true;
  if (phase_ == kConfiguring) {
    afterwards_ = [this] {
      phase_ = kOver;
      Tell(dap::TerminatedEvent());
    };
  }
  EndRun();
}

void DapSession::Disconnect(const dap::NoArguments& /*arguments*/) {
  leaving_ = true;
  EndRun();
}

// What it cancels was answered when it came (Queue), or is not there.
void DapSession::Cancel(const dap::CancelArguments& /*arguments*/) {}

}  // namespace luarig
