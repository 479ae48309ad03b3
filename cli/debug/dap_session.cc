#include "cli/debug/dap_session.h"

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/suggest.h"

namespace luarig {

// The requests that are understood, and when.
struct DapRequests {
  using S = DapSession;

  struct Row {
    std::string_view name;
    int phases;
    void (*answer)(DapSession& session, const dap::Request& request);
  };

  // A handler takes its arguments as a type, and gives back the body of its response, or nothing.
  template <typename Body, typename Arguments>
  static Arguments ArgumentsOf(Body (DapSession::*)(const Arguments&));
  template <typename Body, typename Arguments>
  static Body BodyOf(Body (DapSession::*)(const Arguments&));

  template <auto kHandler>
  static void Answer(DapSession& session, const dap::Request& request) {
    decltype(ArgumentsOf(kHandler)) arguments;
    dap::Read(request, arguments);
    if constexpr (std::is_void_v<decltype(BodyOf(kHandler))>) {
      (session.*kHandler)(arguments);
      session.Respond(request, "");
    } else {
      session.Respond(request, dap::ToJson((session.*kHandler)(arguments)));
    }
  }

  static constexpr int kLoaded = S::kConfiguring | S::kRunning | S::kStopped | S::kEnded | S::kOver;
  static constexpr int kStill = S::kStopped | S::kEnded;
  static constexpr int kAlways = S::kNew | S::kReady | kLoaded;

  static const Row kRows[];
};

// clang-format off
const DapRequests::Row DapRequests::kRows[] = {
    {"attach",                  S::kReady,        Answer<&S::Attach>},
    {"breakpointLocations",     kLoaded,          Answer<&S::BreakpointLocations>},
    {"cancel",                  kAlways,          Answer<&S::Cancel>},
    {"completions",             S::kStopped,      Answer<&S::Completions>},
    {"configurationDone",       S::kConfiguring,  Answer<&S::ConfigurationDone>},
    {"continue",                kStill,           Answer<&S::Continue>},
    {"dataBreakpointInfo",      kLoaded,          Answer<&S::DataBreakpointInfo>},
    {"disconnect",              kAlways,          Answer<&S::Disconnect>},
    {"evaluate",                S::kStopped,      Answer<&S::Evaluate>},
    {"exceptionInfo",           S::kStopped,      Answer<&S::ExceptionInfo>},
    {"goto",                    S::kStopped,      Answer<&S::Goto>},
    {"gotoTargets",             kLoaded,          Answer<&S::GotoTargets>},
    {"initialize",              S::kNew,          Answer<&S::Initialize>},
    {"launch",                  S::kReady,        Answer<&S::Launch>},
    {"loadedSources",           kLoaded,          Answer<&S::LoadedSources>},
    {"next",                    kStill,           Answer<&S::StepOver>},
    {"pause",                   kLoaded,          Answer<&S::Pause>},
    {"restart",                 kLoaded,          Answer<&S::Restart>},
    {"restartFrame",            S::kStopped,      Answer<&S::RestartFrame>},
    {"reverseContinue",         kStill,           Answer<&S::ReverseContinue>},
    {"scopes",                  kStill,           Answer<&S::Scopes>},
    {"setBreakpoints",          kLoaded,          Answer<&S::SetBreakpoints>},
    {"setDataBreakpoints",      kLoaded,          Answer<&S::SetDataBreakpoints>},
    {"setExceptionBreakpoints", kLoaded,          Answer<&S::SetExceptionBreakpoints>},
    {"setExpression",           S::kStopped,      Answer<&S::SetExpression>},
    {"setFunctionBreakpoints",  kLoaded,          Answer<&S::SetFunctionBreakpoints>},
    {"setVariable",             S::kStopped,      Answer<&S::SetVariable>},
    {"source",                  kLoaded,          Answer<&S::SourceText>},
    {"stackTrace",              kStill,           Answer<&S::StackTrace>},
    {"stepBack",                kStill,           Answer<&S::StepBack>},
    {"stepIn",                  kStill,           Answer<&S::StepIn>},
    {"stepOut",                 kStill,           Answer<&S::StepOut>},
    {"terminate",               kLoaded,          Answer<&S::Terminate>},
    {"threads",                 kLoaded,          Answer<&S::Threads>},
    {"variables",               kStill,           Answer<&S::Variables>},
};
// clang-format on

namespace {

std::string UnknownRequest(std::string_view name) {
  std::vector<std::string_view> known;
  for (const DapRequests::Row& row : DapRequests::kRows) known.push_back(row.name);
  const std::string meant = DidYouMean(name, known);
  return StrCat("there is no request \"", name.substr(0, 80), "\" here", meant.empty() ? "" : "; ",
                meant);
}

// Why a request that is understood cannot be answered now.
const char* WhyNotNow(int phase, bool is_initialize) {
  if (is_initialize) return "initialize was sent before";
  switch (phase) {
    case 1:
      return "the first request must be initialize";
    case 2:
      return "nothing is launched yet";
    case 4:
      return "the code does not run yet; configurationDone starts it";
    case 8:
      return "the code runs; pause it first";
    case 16:
      return "the code stands still, and was launched before";
    case 32:
    default:
      return "the run is over";
  }
}

}  // namespace

DapSession::DapSession(DapChannel& channel, EngineFlags flags, const DapHost* host)
    : channel_(channel), flags_(std::move(flags)), host_(host) {}

DapSession::~DapSession() = default;

bool DapSession::Run() {
  while (!leaving_) {
    if (std::exchange(start_, false)) {
      RunProgram();
    } else if (const auto incoming = Next(DapChannel::Wait::kYes)) {
      Take(*incoming);
    } else {
      break;
    }
  }
  return channel_.error().empty();
}

bool DapSession::Turn() {
  while (!leaving_) {
    const auto incoming = Next(DapChannel::Wait::kNo);
    if (!incoming) break;
    Take(*incoming);
  }
  if (channel_.over()) leaving_ = true;
  return !leaving_;
}

Debugger* DapSession::attached() {
  const bool runs = phase_ == kRunning && !leaving_;
  return runs && program_ != nullptr && program_->attached() ? &program_->debugger() : nullptr;
}

void DapSession::Queue(const std::string& message) {
  dap::Incoming incoming = dap::ReadMessage(message);
  if (incoming.request && incoming.request->command == "cancel") {
    // It has to overtake what it cancels.
    dap::CancelArguments arguments;
    try {
      dap::Read(*incoming.request, arguments);
    } catch (const dap::Refusal&) {  // told when its turn comes
    }
    if (arguments.request_id) CancelWaiting(*arguments.request_id);
  }
  if (incoming.request || incoming.damage) waiting_.push_back(std::move(incoming));
}

// Takes in what has come; with `wait`, at least one message, unless none will.
void DapSession::Collect(DapChannel::Wait wait) {
  while (const auto message = channel_.Read(wait)) {
    Queue(*message);
    if (!waiting_.empty()) wait = DapChannel::Wait::kNo;
  }
}

std::optional<dap::Incoming> DapSession::Next(DapChannel::Wait wait) {
  Collect(waiting_.empty() ? wait : DapChannel::Wait::kNo);
  if (waiting_.empty()) return std::nullopt;
  dap::Incoming next = std::move(waiting_.front());
  waiting_.pop_front();
  return next;
}

bool DapSession::CancelWaiting(int64_t seq) {
  const auto found = std::ranges::find_if(waiting_, [&](const dap::Incoming& incoming) {
    return incoming.request && incoming.request->seq == seq;
  });
  if (found == waiting_.end()) return false;
  Refuse(*found->request, "cancelled");
  waiting_.erase(found);
  return true;
}

void DapSession::Take(const dap::Incoming& incoming) {
  if (incoming.request) return Answer(*incoming.request);
  const dap::Damage& damage = *incoming.damage;
  if (damage.seq) {
    channel_.Write(dap::RefusalText(++seq_, *damage.seq, damage.command, damage.why));
    return;
  }
  Tell(
      dap::OutputEvent{.category = "stderr", .output = StrCat("luarig debug: ", damage.why, "\n")});
}

void DapSession::Answer(const dap::Request& request) {
  const auto row = std::ranges::find(DapRequests::kRows, request.command, &DapRequests::Row::name);
  if (row == std::end(DapRequests::kRows)) return Refuse(request, UnknownRequest(request.command));
  if ((row->phases & phase_) == 0)
    return Refuse(request, WhyNotNow(phase_, request.command == "initialize"));
  const int64_t outer = std::exchange(answering_, request.seq);
  try {
    row->answer(*this, request);
  } catch (const dap::Refusal& refusal) {
    afterwards_ = nullptr;
    Refuse(request, refusal.what());
  }
  answering_ = outer;
  if (const auto afterwards = std::exchange(afterwards_, nullptr)) afterwards();
}

void DapSession::Respond(const dap::Request& request, std::string_view body) {
  channel_.Write(dap::ResponseText(++seq_, request, body));
}

void DapSession::Refuse(const dap::Request& request, std::string_view why) {
  channel_.Write(dap::RefusalText(++seq_, request.seq, request.command, why));
}

void DapSession::TellAll(const std::vector<dap::Breakpoint>& changed) {
  for (const dap::Breakpoint& breakpoint : ToClient(changed))
    Tell(dap::BreakpointEvent{.reason = "changed", .breakpoint = breakpoint});
}

std::vector<dap::Breakpoint> DapSession::ToClient(std::vector<dap::Breakpoint> breakpoints) const {
  for (dap::Breakpoint& breakpoint : breakpoints) breakpoint.line = ToClient(breakpoint.line);
  return breakpoints;
}

}  // namespace luarig
