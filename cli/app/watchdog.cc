#include "cli/app/watchdog.h"

#include "cli/app/files.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr std::string_view kTimeLimitCode = "TIMELIMIT";
constexpr std::string_view kInterruptedCode = "INTERRUPTED";

}  // namespace

Watchdog::Watchdog(ServerState& server, std::optional<int64_t> limit_millis, Show show, Tell tell)
    : server_(server),
      limit_millis_(limit_millis),
      show_(std::move(show)),
      tell_(std::move(tell)) {}

Watchdog::~Watchdog() { StopCountingInterrupts(); }

void Watchdog::Start() {
  CountInterrupts();
  told_ = refused_ = false;
}

void Watchdog::WhileScriptRuns(bool busy) {
  const RunningScript* script = server_.scripts->running_script();
  if (script == nullptr) return;
  constexpr int64_t kMicros = 1000;
  const int64_t millis = (server_.stopwatch->ElapsedMicros() - script->started) / kMicros;
  if (busy && !told_) TellBusy(millis);
  if (const int count = InterruptsSoFar(); count > 0) TakeInterrupts(count);
  if (limit_millis_ && millis >= *limit_millis_) {
    server_.scripts->Abort(StrCat(kTimeLimitCode, " the script ran for ", millis,
                                  " ms; --time-limit allows ", *limit_millis_, " ms"));
  }
}

void Watchdog::TellBusy(int64_t millis) {
  told_ = true;
  const ScriptProgress progress = server_.scripts->Progress();
  std::string text = StrCat("busy: the script has run for ", millis,
                            " ms; other clients of a server would now be answered BUSY\n");
  for (size_t i = 0; i < progress.traceback.size(); ++i) {
    const TraceFrame& frame = progress.traceback[i];
    text += StrCat(i == 0 ? "  at " : "  called from ", show_(frame), "\n");
  }
  if (progress.wrote) {
    text += StrCat("  it has made ", progress.writes, progress.writes == 1 ? " change" : " changes",
                   ": SCRIPT KILL would be refused (UNKILLABLE)\n");
  } else {
    text += "  it has written nothing: SCRIPT KILL would end it, and Ctrl-C does\n";
  }
  tell_(text);
}

void Watchdog::TakeInterrupts(int count) {
  interrupted_ = true;
  if (!refused_ &&
      server_.scripts->Kill(server_.scripts->runs_function()) == KillOutcome::kUnkillable) {
    refused_ = true;
    tell_(
        "UNKILLABLE: the script has written, so a server would not kill it. Ctrl-C again ends it "
        "here all the same.\n");
  }
  if (refused_ && count > 1) {
    server_.scripts->Abort(StrCat(
        kInterruptedCode, " ended by Ctrl-C, which no server does to a script that has written"));
  }
}

}  // namespace luarig
