#include "cli/app/rig.h"

#include <algorithm>
#include <chrono>
#include <ostream>
#include <thread>
#include <utility>

#include "cli/app/files.h"
#include "cli/app/output.h"
#include "cli/app/progress.h"
#include "cli/app/result_json.h"
#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/fixture/diff_json.h"
#include "engine/fixture/diff_text.h"
#include "engine/fixture/json_reader.h"
#include "engine/fixture/json_writer.h"
#include "engine/reply/text.h"

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

// A script or function call as the server wants it: NAME what numkeys keys args.
std::vector<std::string> CallOf(std::string name, std::string what, const ScriptWords& words) {
  std::vector<std::string> command{std::move(name), std::move(what),
                                   std::to_string(words.keys.size())};
  command.insert(command.end(), words.keys.begin(), words.keys.end());
  command.insert(command.end(), words.args.begin(), words.args.end());
  return command;
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
    : flags_(flags), console_(console), one_line_(flags.ReadOneLine()) {
  const Target& target = flags.ReadTarget();
  clock_ = MakeClock(flags.ReadNow(), setup.clock);
  const auto time_limit = flags.ReadTimeLimit();
  stopwatch_ = std::make_unique<RealStopwatch>();
  engine_ = std::make_unique<Engine>(
      EngineOptions{.target = &target,
                    .clock = clock_.get(),
                    .stopwatch = stopwatch_.get(),
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
  if (setup.process == nullptr) Watch(time_limit);
  if (flags.key_audit) {
    key_audit_ = std::make_unique<KeyAudit>();
    engine_->AddObserver(*key_audit_);
  }
  engine_->default_session().resp = flags.resp;
  if (flags.diff) start_ = engine_->Checkpoint(Journal::Keep::kWholeValues);
}

Rig::~Rig() {
  if (key_audit_) engine_->RemoveObserver(*key_audit_);
  engine_->RemoveObserver(*this);
}

std::string Rig::Shown(const Diagnostic& diagnostic, std::string_view source) const {
  return one_line_ ? DiagnosticLine(diagnostic) : DrawDiagnostic(console_, diagnostic, source);
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
  functions_ = {path, ReadFile(path)};
  const Reply reply = RunAsOwner({"FUNCTION", "LOAD", functions_.text});
  if (reply.is_error()) {
    Diagnostic diagnostic = DiagnoseReply(reply.text);
    if (diagnostic.where.line == 0) diagnostic.where = {.file = "@user_function", .line = 1};
    diagnostic.help = AdviseOnLibrary(reply.text);
    answers_.push_back({{"FUNCTION", "LOAD", path}, reply});
    Report(std::move(diagnostic));
    failed_ = true;
    ok_ = false;
    return;
  }
  library_files_[reply.text] = functions_;
}

void Rig::Watch(std::optional<int64_t> limit_millis) {
  const auto show = [this](SourcePlace place) {
    NoteFile(place);
    return StrCat(place.file, ":", place.line);
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

Reply Rig::RunAsOwner(std::initializer_list<std::string_view> command) {
  User everybody;  // the server's own users may have lost what is needed here
  everybody.unrestricted = true;
  const std::unique_ptr<Session> session = engine_->NewSession();
  session->LogIn(everybody);
  return engine_->Run(*session, command);
}

Reply Rig::Ask(std::initializer_list<std::string_view> command) {
  engine_->RemoveObserver(*this);
  Reply reply = RunAsOwner(command);
  engine_->AddObserver(*this);
  return reply;
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
    if (source.text != code->text) source = {StrCat("library ", name->text), code->text};
    for (const Reply& function : functions->elements) {
      if (const Reply* called = MemberOf(function, "name")) {
        function_libraries_[ToLower(called->text)] = name->text;
      }
    }
  }
}

const Reply& Rig::Eval(const SourceText& script, const ScriptWords& words, bool read_only) {
  script_ = script;
  return Run(CallOf(read_only ? "EVAL_RO" : "EVAL", script.text, words));
}

const Reply& Rig::Fcall(const ScriptWords& words, bool read_only) {
  return Run(CallOf(read_only ? "FCALL_RO" : "FCALL", words.name, words));
}

const Reply& Rig::Run(const std::vector<std::string>& command) {
  pending_.reset();
  const std::string name = ToLower(command.front());
  if (command.size() > 1 && (name == "fcall" || name == "fcall_ro")) {
    FindFunctions();
    const auto library = function_libraries_.find(ToLower(command[1]));
    if (library != function_libraries_.end()) functions_ = library_files_[library->second];
  }
  if (command.size() > 1 && (name == "eval" || name == "eval_ro") && script_.text != command[1]) {
    script_ = {"(script)", command[1]};
  }
  Reply reply = engine_->Run(engine_->default_session(), command);
  if (reply.is_error()) {
    failed_ = true;
    if (!pending_) {
      Diagnostic diagnostic = DiagnoseReply(reply.text);
      const bool function = name == "fcall" || name == "fcall_ro";
      if (function && command.size() > 1) AdviseOnFunction(diagnostic, command[1]);
      if (function || diagnostic.where.line != 0) pending_ = std::move(diagnostic);
    }
  }
  return Answered(command, std::move(reply));
}

const Reply& Rig::Answered(std::vector<std::string> command, Reply reply) {
  if (!flags_.json) answers_.clear();  // only the object of --json tells of them all
  const bool resp3 = engine_->default_session().resp == 3;
  answers_.push_back({std::move(command), std::move(reply), resp3});
  if (pending_) {
    // The reply comes first where both go to one terminal.
    Print(answers_.back().reply);
    console_.out.flush();
    Report(*std::exchange(pending_, std::nullopt));
  } else {
    Print(answers_.back().reply);
  }
  return answers_.back().reply;
}

void Rig::AdviseOnFunction(Diagnostic& diagnostic, const std::string& name) {
  if (diagnostic.message != "ERR Function not found") return;
  std::vector<std::string_view> names;
  for (const auto& [function, library] : function_libraries_) names.emplace_back(function);
  diagnostic.message = StrCat("ERR Function not found: ", name);
  if (names.empty()) {
    diagnostic.help = "No function is loaded; name the library's file with --lib FILE.";
    return;
  }
  const std::string_view closest = ClosestWord(name, names);
  if (!closest.empty()) diagnostic.help = StrCat("Did you mean ", closest, "? ");
  diagnostic.help += "The loaded libraries have: ";
  for (size_t i = 0; i < names.size(); ++i) diagnostic.help += StrCat(i == 0 ? "" : ", ", names[i]);
}

void Rig::NoteFile(SourcePlace& place) const {
  if (place.file == "@user_script") place.file = script_.name;
  if (place.file == "@user_function") place.file = functions_.name;
}

void Rig::Report(Diagnostic diagnostic) {
  const SourceText* source = nullptr;
  if (diagnostic.where.file == "@user_script") source = &script_;
  if (diagnostic.where.file == "@user_function") source = &functions_;
  const std::string_view text = source == nullptr ? std::string_view() : source->text;
  FindColumn(diagnostic, LineOf(text, diagnostic.where.line));
  NoteFile(diagnostic.where);
  for (TraceFrame& frame : diagnostic.traceback) NoteFile(frame.place);
  if (!flags_.json) console_.err << Shown(diagnostic, text) << std::flush;
  last_error_ = std::move(diagnostic);
}

void Rig::Print(const Reply& reply) {
  if (!flags_.json) console_.out << FormatReply(reply) << '\n';
}

std::vector<KeyDifference> Rig::Differences() const {
  const ServerState& state = engine_->state();
  return DiffSince(state.store.journal, start_, state.databases);
}

std::string Rig::DiffText() const { return DiffAsText(Differences()); }

ExitCode Rig::Finish(bool many) {
  if (!flags_.save_fixture.empty()) WriteFile(flags_.save_fixture, SaveJson(*engine_));
  std::string diff;
  if (flags_.diff) {
    diff = flags_.json ? DiffAsJson(Differences()) : DiffText();
    if (diff.empty()) diff = "(no changes)\n";
  }
  if (!flags_.json) console_.out << diff << std::flush;
  if (key_audit_ && !flags_.json) PrintKeyAudit();
  if (flags_.json) {
    console_.out << ResultJson({.answers = answers_,
                                .many = many,
                                .log = log_,
                                .diff = diff,
                                .calls = flags_.trace ? &calls_ : nullptr,
                                .undeclared = key_audit_ ? &key_audit_->accesses() : nullptr,
                                .diagnostic = last_error_ ? &*last_error_ : nullptr})
                 << '\n';
  }
  console_.out.flush();
  if (!console_.out) throw UsageError("cannot write to standard output");
  if (watchdog_ && watchdog_->interrupted()) return ExitCode::kInterrupted;
  return failed_ ? ExitCode::kFindings : ExitCode::kOk;
}

void Rig::PrintKeyAudit() {
  if (key_audit_->accesses().empty()) {
    console_.err << "key audit: scripts used no keys but those in KEYS\n";
    return;
  }
  console_.err << "key audit: keys that scripts used without having them in KEYS\n";
  for (const KeyAudit::Access& access : key_audit_->accesses()) {
    const bool script = access.kind == ScriptKind::kScript;
    const std::string name = script ? StrCat("script ", access.script)
                                    : StrCat("function ", access.script, " of ", access.library);
    console_.err << "  " << name << " line " << access.line << ": " << ToUpper(access.command)
                 << ' ' << Quote(Shortened(access.key, 60));
    if (access.times > 1) console_.err << ", " << access.times << " times";
    console_.err << '\n';
  }
}

void Rig::After(const CommandEvent& event) {
  if (event.depth == 0 || !flags_.trace) return;
  if (flags_.json) {
    calls_.push_back({.argv = {event.argv.begin(), event.argv.end()},
                      .reply = event.reply == nullptr ? Reply() : *event.reply,
                      .resp3 = event.session.resp == 3,
                      .micros = event.micros,
                      .line = event.place.line});
    return;
  }
  SourcePlace place = event.place;
  NoteFile(place);
  console_.err << place.file << ':' << place.line << ' '
               << CalledText(event.argv, event.reply, event.micros) << '\n';
}

void Rig::OnScript(const ScriptEvent& /*event*/) {
  if (watchdog_) watchdog_->Start();
}

void Rig::AfterScript(const ScriptEvent& /*event*/) { StopCountingInterrupts(); }

void Rig::OnError(const Diagnostic& diagnostic) { pending_ = diagnostic; }

void Rig::OnLog(LogLevel level, std::string_view text) {
  if (level < LeastLogLevel(engine_->state())) return;
  if (flags_.json) {
    log_.push_back({level, std::string(text)});
  } else {
    console_.err << '[' << LogLevelName(level) << "] " << text << std::endl;
  }
}

}  // namespace luarig
