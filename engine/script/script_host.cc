#include "engine/script/script_host.h"

#include <utility>

#include "engine/base/bytes.h"
#include "engine/dispatch/checks.h"
#include "engine/dispatch/observer.h"
#include "engine/script/advice.h"
#include "engine/script/from_lua.h"
#include "engine/script/function_library.h"
#include "engine/script/interpreter.h"
#include "engine/script/script_cache.h"
#include "engine/script/script_error.h"

namespace luarig {
namespace {

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

size_t ScriptHost::cached_scripts() const { return cache_->size(); }
size_t ScriptHost::libraries() const { return libraries_->all().size(); }
size_t ScriptHost::functions() const { return libraries_->function_count(); }

void ScriptHost::NoteFailedCommand(std::span<const std::string_view> argv) {
  if (keep_traceback_) failed_command_.assign(argv.begin(), argv.end());
}

void ScriptHost::Run(Call& call, const ScriptStart& start) {
  run_ = DescribeRun(start, server_);
  session_.database = call.session.database;
  session_.resp = 2;
  session_.touch = call.session.touch;
  const Command* command = server_.commands->Find(call.argv[0]);
  if (const auto refusal = CheckScriptStart({*command, call.argv, session_, server_})) {
    throw CommandError(refusal->text);
  }

  lua_State* lua = start.interpreter.lua();
  const StackGuard guard(lua);
  keep_traceback_ = !server_.observers.empty();
  failed_command_.clear();
  traceback_.clear();

  start.interpreter.PushErrorHandler();
  const int handler = lua_gettop(lua);
  lua_rawgeti(lua, LUA_REGISTRYINDEX, start.function_ref);
  if (start.is_function) {
    start.interpreter.PushArray(start.keys);
    start.interpreter.PushArray(start.args);
  } else {
    start.interpreter.SetGlobalArray("KEYS", start.keys);
    start.interpreter.SetGlobalArray("ARGV", start.args);
  }
  running_ = true;
  interpreter_ = &start.interpreter;
  const int status = lua_pcall(lua, start.is_function ? 2 : 0, 1, handler);
  running_ = false;

  if (status != 0) Fail(start, lua);
  if (ReplyFromLua(lua, session_.resp, server_, call.reply)) ++command->stats.failed;
}

void ScriptHost::Fail(const ScriptStart& start, lua_State* lua) {
  const ScriptError error = ReadScriptError(lua);
  const std::string reply = error.Reply(start.name);
  if (keep_traceback_) {
    Diagnostic diagnostic;
    diagnostic.code = reply.substr(0, reply.find(' '));
    diagnostic.message = error.message;
    diagnostic.where = {.file = error.source, .line = error.line};
    diagnostic.traceback = traceback_;
    diagnostic.command = failed_command_;
    diagnostic.writes = run_.writes;
    diagnostic.help = Advice(diagnostic);
    for (Observer* observer : std::vector(server_.observers)) observer->OnError(diagnostic);
  }
  if (error.counted) throw CommandError::Counted(reply);
  throw CommandError(reply);
}

}  // namespace luarig
