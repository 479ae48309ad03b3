#include "engine/testing/engine_scene.h"

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/dispatch/registry.h"
#include "engine/fixture/json_reader.h"

namespace luarig {
namespace {

Diagnostic Problem(std::string code, std::string message, std::string file) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.message = std::move(message);
  diagnostic.where.file = std::move(file);
  return diagnostic;
}

// Hears every keyspace event while it lives.
class EventEar final : public SessionOwner {
 public:
  EventEar(Engine& engine, std::vector<SeenEvent>& events)
      : engine_(engine),
        events_(events),
        before_(engine.state().directives.notifications),
        builder_(2, engine.state().target.float_style()),
        session_(engine.NewSession()) {
    engine.state().directives.notifications = *ParseNotifications("KA");
    engine.state().UpdateKeyEvents();
    User everybody;
    everybody.unrestricted = true;
    user_ = everybody;
    session_->LogIn(user_);
    session_->outbox = &builder_;
    session_->owner = this;
    engine.Run(*session_, {"PSUBSCRIBE", kChannels});
  }
  ~EventEar() override {
    session_.reset();
    engine_.state().directives.notifications = before_;
    engine_.state().UpdateKeyEvents();
  }
  EventEar(const EventEar&) = delete;
  EventEar& operator=(const EventEar&) = delete;

  void HasNews() override {
    if (!builder_.complete()) return;
    const Reply message = builder_.Take();
    // pmessage, the pattern, __keyspace@0__:key, the event
    if (message.elements.size() != 4 || message.elements[1].text != kChannels) return;
    const std::string& channel = message.elements[2].text;
    const size_t digits = kPrefix.size();
    const size_t key = channel.find("__:", digits) + 3;
    events_.push_back({.database = std::stoi(channel.substr(digits)),
                       .name = message.elements[3].text,
                       .key = channel.substr(key)});
  }

 private:
  static constexpr std::string_view kChannels = "__keyspace@*__:*";
  static constexpr std::string_view kPrefix = "__keyspace@";

  Engine& engine_;
  std::vector<SeenEvent>& events_;
  Notifications before_;
  ReplyBuilder builder_;
  User user_;
  std::unique_ptr<Session> session_;
};

}  // namespace

// A client of the test, with a session of its own.
class EngineScene::Client {
 public:
  Client(Engine& engine, int resp) : session_(engine.NewSession()) { session_->resp = resp; }
  Session& session() { return *session_; }

 private:
  std::unique_ptr<Session> session_;
};

// While it lives, neither conditions nor maxmemory refuse anything.
class EngineScene::WithoutLimits {
 public:
  explicit WithoutLimits(ServerState& state)
      : state_(state),
        conditions_(std::exchange(state.conditions, {})),
        maxmemory_(std::exchange(state.directives.maxmemory, 0)) {}
  ~WithoutLimits() {
    state_.conditions = conditions_;
    state_.directives.maxmemory = maxmemory_;
  }
  WithoutLimits(const WithoutLimits&) = delete;
  WithoutLimits& operator=(const WithoutLimits&) = delete;

 private:
  ServerState& state_;
  Conditions conditions_;
  int64_t maxmemory_;
};

EngineScene::EngineScene(Setting setting, SceneHost host)
    : setting_(std::move(setting)), host_(std::move(host)), clock_(setting_.now_micros) {}

EngineScene::~EngineScene() {
  clients_.clear();
  CloseMark();
  if (engine_ == nullptr) return;
  AddCoverage();
  engine_->RemoveObserver(*this);
}

void EngineScene::AddCoverage() {
  if (coverage_ == nullptr) return;
  const Coverage::Places places{
      .place = [&](const Coverage::Unit& unit,
                   int line) { return files_.PlaceIn(unit.kind, unit.name, unit.text, line); },
      .text =
          [&](const Coverage::Unit& unit, const std::string& path) {
            const TestFile* file = files_.FileOf(unit.kind, unit.name, unit.text);
            const bool whole = file == nullptr || file->files.empty();
            return whole || !host_.text_of ? unit.text : host_.text_of(path);
          }};
  host_.coverage->Merge(coverage_->Report(places));
  engine_->RemoveObserver(*coverage_);
  coverage_.reset();
}

std::optional<Diagnostic> EngineScene::LoadFixture(const TestFile& file) {
  const LoadReport report = LoadJson(
      file.text, {.file_name = file.path, .now_ms = clock_.NowMicros() / 1000, .progress = {}},
      *engine_);
  if (report.ok()) return std::nullopt;
  return report.errors.front();
}

std::optional<Diagnostic> EngineScene::LoadLibrary(const TestFile& file) {
  User everybody;  // whatever the users of the setting may do
  everybody.unrestricted = true;
  const auto session = engine_->NewSession();
  session->LogIn(everybody);
  const Reply reply = engine_->Run(*session, {"FUNCTION", "LOAD", "REPLACE", file.text});
  if (!reply.is_error()) {
    files_.AddLibrary(reply.text, file);
    return std::nullopt;
  }
  Diagnostic diagnostic = DiagnoseReply(reply.text);
  if (diagnostic.where.line == 0) diagnostic.where.line = 1;
  diagnostic.where = file.Located(diagnostic.where);
  return diagnostic;
}

std::optional<Diagnostic> EngineScene::Make() {
  clients_.clear();
  CloseMark();
  memory_.reset();  // it was of another engine
  rewind_.reset();
  AddCoverage();
  clock_.Set(setting_.now_micros);
  engine_ = std::make_unique<Engine>(EngineOptions{.target = setting_.target,
                                                   .clock = &clock_,
                                                   .stopwatch = host_.stopwatch,
                                                   .times_calls = false,
                                                   .seed = setting_.seed});
  ServerState& state = engine_->state();
  if (host_.shuffle) state.shuffle = &shuffle_.emplace(*host_.shuffle);
  if (host_.lua_memory > 0) state.scripts->LimitMemory(host_.lua_memory);
  for (const auto& fixture : setting_.fixtures) {
    if (auto problem = LoadFixture(*fixture)) return problem;
  }
  if (host_.coverage != nullptr) {
    coverage_ = std::make_unique<Coverage>(state, Coverage::Depth::kBranches);
    engine_->AddObserver(*coverage_);
  }
  for (const auto& library : setting_.libraries) {
    if (auto problem = LoadLibrary(*library)) return problem;
  }
  engine_->AddObserver(*this);
  if (const auto error = Deploy(setting_.deployment, state))
    return Problem("bad-acl", StrCat("acl: ", *error), "");
  if (host_.time_limit_micros > 0 && host_.stopwatch != nullptr) state.interrupt = this;
  rewind_ = std::make_unique<Rewind>(*engine_);
  fresh_ = true;
  return std::nullopt;
}

std::optional<std::string> EngineScene::PlanFaults(std::span<const PlannedFault> faults) {
  faults_.assign(faults.begin(), faults.end());
  HookFaults();
  return std::nullopt;
}

void EngineScene::SetSweep(Faults* faults) {
  sweep_ = faults;
  HookFaults();
}

void EngineScene::HookFaults() {
  engine_->state().faults = faults_.empty() && sweep_ == nullptr ? nullptr : this;
}

std::optional<std::string> EngineScene::Instead(const Command& command,
                                                std::span<const std::string_view> argv,
                                                const ScriptRun& script) {
  ++script_calls_;
  for (const PlannedFault& fault : faults_) {
    const bool its_command = fault.command.empty() ||
                             EqualsIgnoreCase(fault.command, command.full_name) ||
                             EqualsIgnoreCase(fault.command, command.spec->name);
    if (its_command && (fault.call == 0 || fault.call == script_calls_)) return fault.error;
  }
  return sweep_ == nullptr ? std::nullopt : sweep_->Instead(command, argv, script);
}

void EngineScene::RememberHere() {
  CloseMark();
  Forget();
  const ServerState& state = engine_->state();
  memory_.emplace(Memory{.mark = engine_->Checkpoint(Journal::Keep::kWholeValues),
                         .now_micros = clock_.NowMicros(),
                         .random = state.random,
                         .conditions = state.conditions});
}

void EngineScene::GoBack() {
  CloseMark();
  engine_->RollBack(memory_->mark);
  clock_.Set(memory_->now_micros);
  engine_->state().random = memory_->random;
  engine_->state().conditions = memory_->conditions;
  StartTime();
}

void EngineScene::Forget() {
  CloseMark();
  if (memory_) engine_->Release(memory_->mark);
  memory_.reset();
}

std::vector<KeyDifference> EngineScene::ChangedSince() {
  CloseMark();
  return DiffSince(engine_->state().store.journal, memory_->mark, engine_->state().databases);
}

std::optional<Diagnostic> EngineScene::Begin() {
  faults_.clear();
  sweep_ = nullptr;
  if (rewind_ == nullptr || rewind_->stained()) {
    if (auto problem = Make()) {
      rewind_.reset();
      return problem;
    }
  } else {
    clients_.clear();
    CloseMark();
    Forget();
    clock_.Set(setting_.now_micros);
    HookFaults();
    rewind_->Back();
    fresh_ = false;
  }
  StartTime();
  return std::nullopt;
}

EngineScene::Client& EngineScene::ClientOf(std::string_view name) {
  const auto found = clients_.find(name);
  if (found != clients_.end()) return *found->second;
  return *clients_.emplace(std::string(name), std::make_unique<Client>(*engine_, setting_.resp))
              .first->second;
}

void EngineScene::CloseMark() {
  if (mark_) engine_->Release(*mark_);
  mark_.reset();
}

const Seen& EngineScene::Run(std::string_view client, std::span<const std::string> words,
                             const Watching& watching) {
  CloseMark();
  Session& session = ClientOf(client).session();
  seen_ = {};
  watching_ = watching;
  const bool observes =
      watching.calls || watching.propagated || watching.instructions || watching.command_count;
  if (observes) {
    engine_->RemoveObserver(*this);
    engine_->AddObserver(*this);
  }
  std::optional<EventEar> ear;
  if (watching.events) ear.emplace(*engine_, seen_.events);
  if (watching.difference) mark_ = engine_->Checkpoint(Journal::Keep::kWholeValues);
  Reply reply = engine_->Run(session, words);
  seen_.reply = std::move(reply);
  seen_.resp3 = session.resp == 3;
  if (!seen_.reply.is_error()) seen_.error.reset();
  if (observes) {
    engine_->RemoveObserver(*this);
    watching_ = {};
    engine_->AddObserver(*this);
  }
  return seen_;
}

std::optional<std::string> EngineScene::Advance(int64_t micros) {
  CloseMark();
  clock_.Advance(micros);
  engine_->RunTimers();
  return std::nullopt;
}

std::optional<Diagnostic> EngineScene::Load(const TestFile& library) {
  CloseMark();
  const WithoutLimits everything(engine_->state());
  return LoadLibrary(library);
}

Reply EngineScene::Prepare(int database, std::span<const std::string> words) {
  CloseMark();
  const WithoutLimits everything(engine_->state());
  User everybody;
  everybody.unrestricted = true;
  const auto session = engine_->NewSession();
  session->LogIn(everybody);
  session->database = database;
  return engine_->Run(*session, words);
}

void EngineScene::StartTime() {
  began_micros_ = 0;
  began_micros_ = ElapsedMicros();
}

int64_t EngineScene::ElapsedMicros() {
  return host_.stopwatch == nullptr ? 0 : host_.stopwatch->ElapsedMicros() - began_micros_;
}

std::vector<KeyDifference> EngineScene::Difference() {
  if (!mark_) return {};
  return DiffSince(engine_->state().store.journal, *mark_, engine_->state().databases);
}

const Databases& EngineScene::Keys(std::span<const KeyName> /*names*/) {
  return engine_->state().databases;
}

std::optional<std::string> EngineScene::Lacks(const Watching& /*watching*/) const {
  return std::nullopt;
}

void EngineScene::After(const CommandEvent& event) {
  if (event.depth == 0) return;
  if (watching_.calls || watching_.command_count) ++seen_.commands;
  if (!watching_.calls) return;
  seen_.calls.push_back({.words = {event.argv.begin(), event.argv.end()},
                         .reply = event.reply == nullptr ? Reply() : *event.reply,
                         .line = event.place.line});
}

void EngineScene::OnCounts(const ScriptSource& /*source*/, const CodeCounts& counts) {
  for (const uint64_t spent : counts.instructions) seen_.instructions += spent;
}

void EngineScene::OnError(const Diagnostic& diagnostic) {
  seen_.error = diagnostic;
  files_.Name(*seen_.error, source_);
}

void EngineScene::OnLog(LogLevel level, std::string_view text) {
  seen_.log.push_back({level, std::string(text)});
}

void EngineScene::WhileScriptRuns(bool /*busy*/) {
  const RunningScript* script = engine_->state().scripts->running_script();
  if (script == nullptr) return;
  if (host_.stopwatch->ElapsedMicros() - script->started < host_.time_limit_micros) return;
  engine_->state().scripts->Abort(
      StrCat(kTimeLimitError, host_.time_limit_micros / 1000, " ms ended the script"));
}

}  // namespace luarig
