// Making a rig: its clocks, what it loads, what state it is in.

#include <algorithm>
#include <chrono>
#include <ostream>
#include <thread>
#include <utility>

#include "cli/app/excerpt.h"
#include "cli/app/files.h"
#include "cli/app/progress.h"
#include "cli/app/rig.h"
#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/fixture/json_reader.h"
#include "engine/source/paths.h"

namespace luarig {
namespace {

int64_t RealMicros() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

// Real time; never goes back, even if the machine's clock is set back.
class TickingClock final : public DataClock {
 public:
  int64_t NowMicros() override { return last_ = std::max(last_, RealMicros()); }
  bool Sleep(int64_t micros) override {
    std::this_thread::sleep_for(std::chrono::microseconds(micros));
    return true;
  }

 private:
  int64_t last_ = 0;
};

class RealStopwatch final : public Stopwatch {
 public:
  int64_t ElapsedMicros() override {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  }
};

std::unique_ptr<DataClock> MakeClock(std::optional<int64_t> fixed, Rig::Clock kind) {
  if (fixed) return std::make_unique<ManualClock>(*fixed);
  if (kind == Rig::Clock::kTicking) return std::make_unique<TickingClock>();
  return std::make_unique<ManualClock>(RealMicros());
}

std::string AdviseOnLibrary(std::string_view reply) {
  if (reply.find("Missing library metadata") != std::string_view::npos ||
      reply.find("Library name was not given") != std::string_view::npos ||
      reply.find("Invalid library metadata") != std::string_view::npos) {
    return "The first line of a library must be `#!lua name=mylib`.";
  }
  if (reply.find("No functions registered") != std::string_view::npos) {
    return "Call redis.register_function('name', callback) at the top level of the library.";
  }
  return "";
}

// The member `name` of a reply that is a map in RESP3 or its flat list in RESP2; null if absent.
const Reply* MemberOf(const Reply& map, std::string_view name) {
  for (size_t i = 0; i + 1 < map.elements.size(); i += 2) {
    if (map.elements[i].text == name) return &map.elements[i + 1];
  }
  return nullptr;
}

// While it lives, no condition refuses anything.
class Unhindered {
 public:
  explicit Unhindered(ServerState& server)
      : server_(server), conditions_(server.conditions), maxmemory_(server.directives.maxmemory) {
    server_.conditions = {};
    server_.directives.maxmemory = 0;
  }
  ~Unhindered() {
    server_.conditions = conditions_;
    server_.directives.maxmemory = maxmemory_;
  }
  Unhindered(const Unhindered&) = delete;
  Unhindered& operator=(const Unhindered&) = delete;

 private:
  ServerState& server_;
  Conditions conditions_;
  int64_t maxmemory_;
};

}  // namespace

Rig::Rig(const EngineFlags& flags, Console& console, const Setup& setup)
    : flags_(flags),
      console_(console),
      one_line_(flags.ReadOneLine()),
      tells_log_(setup.tells_log) {
  const Target& target = flags.ReadTarget();
  clock_ = MakeClock(flags.ReadNow(), setup.clock);
  const auto time_limit = flags.ReadTimeLimit();
  if (setup.stopwatch == nullptr) stopwatch_ = std::make_unique<RealStopwatch>();
  engine_ = std::make_unique<Engine>(
      EngineOptions{.target = &target,
                    .clock = clock_.get(),
                    .stopwatch = stopwatch_ ? stopwatch_.get() : setup.stopwatch,
                    .times_calls = flags.trace || setup.clock == Clock::kTicking,
                    .process = setup.process,
                    .seed = flags.seed});
  if (const auto bytes = flags.ReadLuaMemory()) engine_->state().scripts->LimitMemory(*bytes);
  engine_->AddObserver(*this);
  if (setup.before_load) setup.before_load(*engine_);
  flags.ApplyLogLevel(engine_->state());
  {
    const Unhindered loading(engine_->state());
    for (const std::string& path : flags.fixtures) LoadFixture(path);
    for (const std::string& path : flags.libraries) LoadLibrary(path);
  }
  Enter(setup.deployment != nullptr ? *setup.deployment : flags.ReadDeployment());
  if (const auto millis = flags.ReadBusyThreshold())
    engine_->state().directives.busy_reply_threshold = *millis;
  if (setup.process == nullptr && setup.watched) Watch(time_limit);
  if (flags.key_audit) {
    key_audit_ = std::make_unique<KeyAudit>();
    engine_->AddObserver(*key_audit_);
  }
  if (flags.propagated) {
    propagation_log_ = std::make_unique<PropagationLog>(
        [this](PropagationLog::Entry entry) { NotePropagated(std::move(entry)); });
    engine_->AddObserver(*propagation_log_);
  }
  engine_->default_session().resp = flags.resp;
  if (flags.diff) start_ = engine_->Checkpoint(Journal::Keep::kWholeValues);
}

Rig::~Rig() {
  if (key_audit_) engine_->RemoveObserver(*key_audit_);
  engine_->RemoveObserver(*this);
}

void Rig::LoadFixture(const std::string& path) {
  const std::string text = ReadFile(path);
  Progress progress(console_, path);
  const LoadReport report =
      LoadJson(text,
               {.file_name = path,
                .now_ms = clock_->NowMicros() / 1000,
                .progress = [&](size_t done, size_t total) { progress.Show(done, total); }},
               *engine_);
  progress.Clear();
  for (const auto* list : {&report.warnings, &report.errors}) {
    for (const Diagnostic& diagnostic : *list) {
      console_.err << Shown(diagnostic, text);
    }
  }
  if (!report.ok()) throw UsageError(StrCat("cannot load ", path, "; nothing was run"));
}

void Rig::LoadLibrary(const std::string& path) {
  functions_ = LoadSource(path, console_, one_line_, flags_.aliases);
  const Reply reply = RunAsOwner({"FUNCTION", "LOAD", functions_.text});
  if (reply.is_error()) {
    answers_.push_back({{"FUNCTION", "LOAD", path}, reply});
    Report(DiagnoseLoad(reply.text));
    failed_ = true;
    ok_ = false;
    return;
  }
  library_files_[reply.text] = functions_;
}

Diagnostic Rig::DiagnoseLoad(std::string_view reply) {
  Diagnostic diagnostic = DiagnoseReply(reply);
  if (diagnostic.where.line == 0) diagnostic.where = {.file = "@user_function", .line = 1};
  diagnostic.help = AdviseOnLibrary(reply);
  return diagnostic;
}

void Rig::Watch(std::optional<int64_t> limit_millis) {
  const auto show = [this](TraceFrame frame) {
    NoteFrame(frame);
    return StrCat(frame.place.file, ":", frame.place.line, frame.function.empty() ? "" : ", ",
                  frame.function);
  };
  const auto tell = [this](std::string_view text) {
    if (!flags_.json) console_.err << text << std::flush;
  };
  watchdog_ = std::make_unique<Watchdog>(engine_->state(), limit_millis, show, tell);
  engine_->state().interrupt = watchdog_.get();
}

void Rig::Enter(const Deployment& deployment) {
  for (const Deployment::Conflict& conflict : deployment.Conflicts()) {
    if (conflict.impossible) throw UsageError(conflict.text);
    console_.err << "note: " << conflict.text << '\n';
  }
  if (const auto error = Deploy(deployment, engine_->state()))
    throw UsageError(StrCat("--acl: ", *error));
}

const std::map<std::string, SourceText>& Rig::Libraries() {
  FindFunctions();
  return library_files_;
}

void Rig::FindFunctions() {
  function_libraries_.clear();
  const Reply list = Ask({"FUNCTION", "LIST", "WITHCODE"});
  for (const Reply& library : list.elements) {
    const Reply* name = MemberOf(library, "library_name");
    const Reply* code = MemberOf(library, "library_code");
    const Reply* functions = MemberOf(library, "functions");
    if (name == nullptr || code == nullptr || functions == nullptr) continue;
    SourceText& source = library_files_[name->text];
    if (source.text != code->text) {  // not of a file, but of a fixture or a command
      source = {.name = StrCat("library ", name->text), .text = code->text, .files = {}, .map = {}};
    }
    for (const Reply& function : functions->elements) {
      if (const Reply* called = MemberOf(function, "name")) {
        function_libraries_[ToLower(called->text)] = name->text;
      }
    }
  }
}

}  // namespace luarig
