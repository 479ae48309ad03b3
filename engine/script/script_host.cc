#include "engine/script/script_host.h"

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/dispatch/checks.h"
#include "engine/dispatch/deployment.h"
#include "engine/dispatch/observer.h"
#include "engine/dispatch/redact.h"
#include "engine/script/advice.h"
#include "engine/script/base_library.h"
#include "engine/script/from_lua.h"
#include "engine/script/function_library.h"
#include "engine/script/interpreter.h"
#include "engine/script/lua_state.h"
#include "engine/script/program_counter.h"
#include "engine/script/script_cache.h"
#include "engine/script/script_error.h"
#include "engine/script/script_guard.h"

namespace luarig {
namespace {

constexpr size_t kMostReplyBytes = size_t{1} << 30;

ScriptRun DescribeRun(const ScriptStart& start, const ServerState& server) {
  ScriptRun run;
  run.has_flags = start.has_flags;
  run.no_writes = start.flags.Has(ScriptFlag::kNoWrites);
  run.by_ro_command = start.by_ro_command;
  run.read_only = run.no_writes || run.by_ro_command;
  run.allow_oom = start.flags.Has(ScriptFlag::kAllowOom);
  run.allow_stale = start.flags.Has(ScriptFlag::kAllowStale);
  run.allow_cross_slot = start.flags.Has(ScriptFlag::kAllowCrossSlot);
  run.no_cluster = start.flags.Has(ScriptFlag::kNoCluster);
  run.over_memory_at_start = server.conditions.over_memory;
  return run;
}

}  // namespace

ScriptHost::ScriptHost(ServerState& server)
    : server_(server),
      session_(server, 0),
      cache_(std::make_unique<ScriptCache>(*this)),
      libraries_(std::make_unique<FunctionLibraries>(*this)) {
  session_.script = &run_;
}

ScriptHost::~ScriptHost() = default;

const CodeModel& ScriptHost::ModelFor(ScriptKind kind, std::string_view text) {
  const auto [row, is_new] = models_.try_emplace(std::string(text));
  if (!is_new) return row->second;
  std::string_view body = text;
  if (kind == ScriptKind::kScript) {
    if (const auto header = ReadScriptHeader(text); header.ok()) body = header.value().body;
  } else {
    if (const auto header = ReadLibraryHeader(text); header.ok()) body = header.value().body;
  }
  const LuaState state;  // its own: the scripts' memory is what it would be without
  if (LoadText(state.get(), body, "=") == 0) row->second = ModelOf(state.get(), body);
  return row->second;
}

CodeMap ScriptHost::MapOf(ScriptKind kind, std::string_view text) {
  return ModelFor(kind, text).map;
}

bool ScriptHost::counts_branches() const { return KnowsProgramCounter(); }

size_t ScriptHost::script_lua_bytes() const { return cache_->interpreter().bytes(); }
size_t ScriptHost::function_lua_bytes() const { return libraries_->interpreter().bytes(); }
size_t ScriptHost::cached_scripts() const { return cache_->size(); }
size_t ScriptHost::libraries() const { return libraries_->all().size(); }
size_t ScriptHost::functions() const { return libraries_->function_count(); }

const ScriptMemory& ScriptHost::LibraryMemory() const {
  if (library_version_ != libraries_->version()) {
    library_version_ = libraries_->version();
    library_memory_ = MemoryOfLibraries(libraries_->all(), server_.store.memory.model());
  }
  return library_memory_;
}

size_t ScriptHost::script_bytes() const { return cache_->memory().allocated; }
size_t ScriptHost::library_bytes() const { return LibraryMemory().allocated; }
size_t ScriptHost::reported_script_bytes() const { return cache_->memory().reported; }
size_t ScriptHost::reported_library_bytes() const { return LibraryMemory().reported; }

std::optional<Declaration> ScriptHost::DeclarationOf(std::span<const std::string_view> argv) const {
  const auto is = [&](std::string_view name, std::string_view read_only) {
    return EqualsIgnoreCase(argv[0], name) || EqualsIgnoreCase(argv[0], read_only);
  };
  const auto declared = [](ScriptFlags flags) {
    return Declaration{.no_writes = flags.Has(ScriptFlag::kNoWrites),
                       .allow_oom = flags.Has(ScriptFlag::kAllowOom),
                       .allow_stale = flags.Has(ScriptFlag::kAllowStale)};
  };
  if (is("EVAL", "EVAL_RO")) {
    const Result<ScriptHeader> header = ReadScriptHeader(argv[1]);
    if (header && header.value().present) return declared(header.value().flags);
  } else if (is("EVALSHA", "EVALSHA_RO")) {
    const CachedScript* script = cache_->Peek(argv[1]);
    if (script != nullptr && script->has_flags) return declared(script->flags);
  } else if (is("FCALL", "FCALL_RO")) {
    const Function* function = libraries_->Find(argv[1]);
    if (function != nullptr) return declared(function->flags);
  }
  return std::nullopt;
}

void ScriptHost::NoteFailedCommand(std::span<const std::string_view> argv) {
  if (!keep_traceback_) return;
  failed_condition_ = ConditionOf(run_.refused_by, server_);
  failed_command_.assign(argv.begin(), argv.end());
  if (const auto redacted = Redacted(*server_.commands, argv))
    failed_command_.assign(redacted->begin(), redacted->end());
}

void ScriptHost::Run(Call& call, const ScriptStart& start) {
  call.PropagateNothing();  // its commands are
  run_ = DescribeRun(start, server_);
  session_.database = call.session.database;
  session_.resp = 2;
  session_.touch = call.session.touch;
  session_.LogIn(*call.session.user);
  run_.caller = &call.session;
  const Command* command = server_.current.command;  // of `call`: no script runs another
  if (const auto refusal =
          CheckScriptStart({*command, call.argv, session_, server_, command->flags})) {
    throw CommandError(refusal->text);
  }

  lua_State* lua = start.interpreter.lua();
  const StackGuard guard(lua);
  keep_traceback_ = !server_.observers.empty();
  failed_command_.clear();
  failed_condition_.clear();
  traceback_.clear();

  start.interpreter.PushErrorHandler();
  const int handler = lua_gettop(lua);
  lua_rawgeti(lua, LUA_REGISTRYINDEX, start.function_ref);
  if (start.is_function()) {
    start.interpreter.PushArray(start.keys);
    start.interpreter.PushArray(start.args);
  } else {
    GlobalsUse use = start.use;
    if (stepper_ != nullptr) use.any = true;  // somebody else looks
    start.interpreter.SetArrays(use, start.keys, start.args);
  }
  interpreter_ = &start.interpreter;
  if (start.is_function()) libraries_->NoteUse();
  const int status = CallGuarded(call, start, handler);

  if (status != 0) Fail(start, lua);
  const size_t most = lua_memory_ == 0 ? kMostReplyBytes : std::min(lua_memory_, kMostReplyBytes);
  if (!ReplyFits(lua, most)) {
    PushErrorTable(lua, StrCat("ERR reply of more than ", most, " bytes"));
    Fail(start, lua);
  }
  if (ReplyFromLua(lua, session_.resp, server_, call.reply)) ++command->stats.failed;
}

int ScriptHost::CallWatched(const ScriptStart& start, int handler) {
  ScriptGuard guard(start.interpreter.lua(), server_, running_script_);
  guard_ = &guard;
  const int status = start.interpreter.Call(start.is_function() ? 2 : 0, 1, handler);
  guard_ = nullptr;
  return status;
}

int ScriptHost::CallGuarded(const Call& call, const ScriptStart& start, int handler) {
  const auto now = [this] {
    return server_.stopwatch == nullptr ? 0 : server_.stopwatch->ElapsedMicros();
  };
  running_script_ = {.source = start.source, .command = call.argv, .started = now()};
  ScriptEvent event{.script = running_script_, .caller = call.session};
  if (!server_.observers.empty()) {
    for (Observer* observer : std::vector(server_.observers)) observer->OnScript(event);
  }
  const int status = CallWatched(start, handler);
  if (!server_.observers.empty()) {
    event.micros = now() - running_script_.started;
    event.failed = status != 0;
    for (Observer* observer : std::vector(server_.observers)) observer->AfterScript(event);
  }
  return status;
}

KillOutcome ScriptHost::Kill(bool is_function) {
  if (!running()) return KillOutcome::kNotRunning;
  if (running_script_.is_function() != is_function) return KillOutcome::kOtherKind;
  if (run_.wrote) return KillOutcome::kUnkillable;
  guard_->End("ERR Script killed by user with SCRIPT KILL...");
  return KillOutcome::kKilled;
}

ScriptProgress ScriptHost::Progress() const {
  ScriptProgress progress{.traceback = {}, .wrote = run_.wrote, .writes = run_.writes};
  if (running() && guard_->at() != nullptr) progress.traceback = Traceback(guard_->at());
  return progress;
}

void ScriptHost::LimitMemory(size_t bytes) {
  lua_memory_ = bytes;
  for (Interpreter* made : {cache_->made_interpreter(), libraries_->made_interpreter()}) {
    if (made != nullptr) made->LimitMemory(bytes);
  }
}

void ScriptHost::MarkStart() {
  cache_->MarkStart();
  libraries_->MarkStart();
  random_at_start_ = random_;
}

void ScriptHost::Restart() {
  cache_->Restart();
  libraries_->Restart();
  random_ = random_at_start_;
}

void ScriptHost::Abort(std::string_view error) {
  if (running()) return guard_->End(error);
  libraries_->Abort(error);
}

void ScriptHost::Fail(const ScriptStart& start, lua_State* lua) {
  const ScriptError error = ReadScriptError(lua);
  const std::string reply = error.Reply(start.source.name);
  if (keep_traceback_) {
    Diagnostic diagnostic;
    diagnostic.code = reply.substr(0, reply.find(' '));
    diagnostic.message = error.message;
    diagnostic.where = {.file = error.source, .line = error.line};
    diagnostic.traceback = traceback_;
    diagnostic.command = failed_command_;
    diagnostic.condition = failed_condition_;
    diagnostic.writes = run_.writes;
    diagnostic.written = run_.written;
    diagnostic.help = Advice(diagnostic);
    for (Observer* observer : std::vector(server_.observers)) observer->OnError(diagnostic);
  }
  if (error.counted) throw CommandError::Counted(reply);
  throw CommandError(reply);
}

}  // namespace luarig
