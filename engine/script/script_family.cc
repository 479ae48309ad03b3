#include "engine/script/script_family.h"

#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/glob.h"
#include "engine/base/number.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/help.h"
#include "engine/script/function_dump.h"
#include "engine/script/function_library.h"
#include "engine/script/script_cache.h"
#include "engine/script/script_host.h"
#include "engine/server/script_debugging.h"

namespace luarig {
namespace {

// --- EVAL and its kind
// ----------------------------------------------------------------------------------

struct KeysAndArgs {
  std::span<const std::string_view> keys;
  std::span<const std::string_view> args;
};

// Splits argv[3..] by the count in argv[2]. EVAL and FCALL differ in the text for a count that is
// none.
KeysAndArgs SplitKeys(const Call& call, std::string_view not_a_number) {
  const std::optional<int64_t> count = ParseInteger(call.argv[2]);
  if (!count) throw CommandError(std::string(not_a_number));
  const auto rest = call.argv.subspan(3);
  if (*count > static_cast<int64_t>(rest.size())) {
    throw CommandError("ERR Number of keys can't be greater than number of args");
  }
  if (*count < 0) throw CommandError("ERR Number of keys can't be negative");
  const auto keys = static_cast<size_t>(*count);
  return {rest.first(keys), rest.subspan(keys)};
}

void RunScript(Call& call, const CachedScript& script, const KeysAndArgs& words, bool read_only) {
  ScriptHost& host = ScriptHost::Of(call);
  const std::shared_ptr<const CachedScript::Text> text = script.text;
  host.Run(call, {.interpreter = host.cache().interpreter(),
                  .function_ref = script.ref,
                  .use = script.use,
                  .source = {.name = text->sha, .text = text->body},
                  .has_flags = script.has_flags,
                  .flags = script.flags,
                  .by_ro_command = read_only,
                  .keys = words.keys,
                  .args = words.args});
}

constexpr std::string_view kNotAnInteger = "ERR value is not an integer or out of range";

void EvalWith(Call& call, bool read_only) {
  const KeysAndArgs words = SplitKeys(call, kNotAnInteger);
  const auto script = ScriptHost::Of(call).cache().Load(call.argv[1], true);
  if (!script.ok()) throw CommandError(script.error());
  RunScript(call, *script.value(), words, read_only);
}

// Ends a debugging session when it goes.
class SessionEnd {
 public:
  explicit SessionEnd(Call& call) : call_(call) {}
  ~SessionEnd() { call_.server.debugging->End(call_.session); }
  SessionEnd(const SessionEnd&) = delete;
  SessionEnd& operator=(const SessionEnd&) = delete;

 private:
  Call& call_;
};

// After SCRIPT DEBUG: the script with somebody who steps through it, here or elsewhere.
void EvalDebugged(Call& call, bool read_only) {
  ScriptDebugging& debugging = *call.server.debugging;
  const auto where = debugging.Begin(call.session, call.argv[1]);
  if (!where || where.value() == ScriptDebugging::Where::kElsewhere) call.session.debugging = {};
  if (!where) throw CommandError(where.error());
  if (where.value() == ScriptDebugging::Where::kElsewhere) return;
  const SessionEnd end(call);
  EvalWith(call, read_only);
}

// What SCRIPT DEBUG has set counts only where there is somebody to debug with.
bool IsDebugged(const Call& call) {
  return call.session.debugging.on && call.server.debugging != nullptr;
}

void EvalShaWith(Call& call, bool read_only) {
  // What cannot be a SHA is looked at before all else.
  constexpr size_t kShaLength = 40;
  if (call.argv[1].size() != kShaLength)
    throw CommandError(std::string(call.server.text(Text::kNoScript)));
  if (IsDebugged(call)) throw CommandError("ERR Please use EVAL instead of EVALSHA for debugging");
  const KeysAndArgs words = SplitKeys(call, kNotAnInteger);
  const CachedScript* script = ScriptHost::Of(call).cache().Find(call.argv[1]);
  if (script == nullptr) throw CommandError(std::string(call.server.text(Text::kNoScript)));
  RunScript(call, *script, words, read_only);
}

void EvalAny(Call& call, bool read_only) {
  if (IsDebugged(call)) [[unlikely]]
    return EvalDebugged(call, read_only);
  EvalWith(call, read_only);
}

void Eval(Call& call) { EvalAny(call, false); }
void EvalRo(Call& call) { EvalAny(call, true); }
void EvalSha(Call& call) { EvalShaWith(call, false); }
void EvalShaRo(Call& call) { EvalShaWith(call, true); }

void FCallWith(Call& call, bool read_only) {
  ScriptHost& host = ScriptHost::Of(call);
  const Function* function = host.function_libraries().Find(call.argv[1]);
  if (function == nullptr) throw CommandError("ERR Function not found");
  const KeysAndArgs words = SplitKeys(call, "ERR Bad number of keys provided");
  const std::string name = function->name;
  host.Run(call, {.interpreter = host.function_libraries().interpreter(),
                  .function_ref = function->ref,
                  .source = {.kind = ScriptKind::kFunction,
                             .name = name,
                             .library = function->library->name,
                             .text = function->library->code},
                  .has_flags = true,
                  .flags = function->flags,
                  .by_ro_command = read_only,
                  .keys = words.keys,
                  .args = words.args});
}

void FCall(Call& call) { FCallWith(call, false); }
void FCallRo(Call& call) { FCallWith(call, true); }

// --- SCRIPT
// -------------------------------------------------------------------------------------------------

void ScriptLoad(Call& call) {
  const auto script = ScriptHost::Of(call).cache().Load(call.argv[2], false);
  if (!script.ok()) throw CommandError(script.error());
  call.reply.Bulk(script.value()->text->sha);
}

void ScriptExists(Call& call) {
  const auto shas = call.argv.subspan(2);
  call.reply.Array(shas.size());
  for (const std::string_view sha : shas) {
    call.reply.Integer(ScriptHost::Of(call).cache().Contains(sha) ? 1 : 0);
  }
}

// True for SUB, SUB ASYNC and SUB SYNC.
bool IsFlushForm(const Call& call) {
  if (call.argv.size() == 2) return true;
  return call.argv.size() == 3 &&
         (EqualsIgnoreCase(call.argv[2], "async") || EqualsIgnoreCase(call.argv[2], "sync"));
}

void ScriptFlush(Call& call) {
  if (!IsFlushForm(call)) throw CommandError("ERR SCRIPT FLUSH only support SYNC|ASYNC option");
  ScriptHost::Of(call).cache().Flush();
  call.reply.Ok();
}

void Kill(Call& call, bool is_function) {
  const ServerState& server = call.server;
  switch (call.server.scripts->Kill(is_function)) {
    case KillOutcome::kKilled:
      return call.reply.Ok();
    case KillOutcome::kNotRunning:
      throw CommandError(std::string(server.text(Text::kNotBusy)));
    case KillOutcome::kOtherKind:
      throw CommandError(
          std::string(server.text(is_function ? Text::kBusyScript : Text::kBusyFunction)));
    case KillOutcome::kUnkillable:
      throw CommandError(
          "UNKILLABLE Sorry the script already executed write commands against the dataset. You "
          "can either wait the script termination or kill the server in a hard way using the "
          "SHUTDOWN NOSAVE command.");
  }
}

void ScriptKill(Call& call) { Kill(call, false); }
void FunctionKill(Call& call) { Kill(call, true); }

// Replies that are not sent yet would come between what a debugging session says.
bool IsPipelined(const Call& call) {
  if (call.server.debugging == nullptr) return call.session.transaction.running;
  return call.server.debugging->HasUnsentReplies(call.session);
}

void ScriptDebug(Call& call) {
  if (IsPipelined(call)) throw CommandError("ERR SCRIPT DEBUG must be called outside a pipeline");
  const std::string_view word = call.argv[2];
  DebugMode& mode = call.session.debugging;
  if (EqualsIgnoreCase(word, "no")) {
    mode = {};
    return call.reply.Ok();
  }
  const bool in_place = EqualsIgnoreCase(word, "sync");
  if (!in_place && !EqualsIgnoreCase(word, "yes"))
    throw CommandError("ERR Use SCRIPT DEBUG YES/SYNC/NO");
  if (call.server.debugging == nullptr) {
    throw CommandError(
        "ERR SCRIPT DEBUG sessions are not served here; debug the script with its own tool");
  }
  mode = {.on = true, .in_place = in_place || mode.in_place};
  call.reply.Ok();
}

void ScriptShow(Call& call) {
  const CachedScript* script = ScriptHost::Of(call).cache().Find(call.argv[2]);
  if (script == nullptr) throw CommandError(std::string(call.server.text(Text::kNoScript)));
  call.reply.Bulk(script->text->body);
}

// --- FUNCTION
// -----------------------------------------------------------------------------------------------

void FunctionLoad(Call& call) {
  bool replace = false;
  for (size_t i = 2; i + 1 < call.argv.size(); ++i) {
    if (!EqualsIgnoreCase(call.argv[i], "replace")) {
      throw CommandError(StrCat("ERR Unknown option given: ", call.argv[i]));
    }
    replace = true;
  }
  const auto name = ScriptHost::Of(call).function_libraries().Load(call.argv.back(), replace);
  if (!name.ok()) throw CommandError(name.error());
  ++call.server.store.changes;
  call.reply.Bulk(name.value());
}

void FunctionDelete(Call& call) {
  if (!ScriptHost::Of(call).function_libraries().Delete(call.argv[2])) {
    throw CommandError("ERR Library not found");
  }
  ++call.server.store.changes;
  call.reply.Ok();
}

void FunctionFlush(Call& call) {
  if (call.argv.size() > 3) {
    throw CommandError(
        "ERR unknown subcommand or wrong number of arguments for 'FLUSH'. Try FUNCTION HELP.");
  }
  if (!IsFlushForm(call)) throw CommandError("ERR FUNCTION FLUSH only supports SYNC|ASYNC option");
  ScriptHost::Of(call).function_libraries().Flush();
  ++call.server.store.changes;
  call.reply.Ok();
}

struct ListOptions {
  std::optional<std::string_view> pattern;
  bool with_code = false;
};

ListOptions ReadListOptions(const Call& call) {
  ListOptions options;
  for (size_t i = 2; i < call.argv.size(); ++i) {
    const std::string_view word = call.argv[i];
    if (!options.with_code && EqualsIgnoreCase(word, "withcode")) {
      options.with_code = true;
    } else if (!options.pattern && EqualsIgnoreCase(word, "libraryname")) {
      if (i + 1 >= call.argv.size()) throw CommandError("ERR library name argument was not given");
      options.pattern = call.argv[++i];
    } else {
      throw CommandError(StrCat("ERR Unknown argument ", word));
    }
  }
  return options;
}

void ReplyFunction(Call& call, const Function& function) {
  call.reply.Map(3);
  call.reply.Bulk("name");
  call.reply.Bulk(function.name);
  call.reply.Bulk("description");
  if (function.description) {
    call.reply.Bulk(*function.description);
  } else {
    call.reply.Null();
  }
  std::vector<std::string_view> flags;
  for (size_t i = 0; i < kScriptFlagNames.size(); ++i) {
    if (function.flags.Has(static_cast<ScriptFlag>(i))) flags.push_back(kScriptFlagNames[i]);
  }
  call.reply.Bulk("flags");
  call.reply.Set(flags.size());
  for (const std::string_view flag : flags) call.reply.Status(flag);
}

void FunctionList(Call& call) {
  const ListOptions options = ReadListOptions(call);
  std::vector<const Library*> shown;
  for (const auto& [name, library] : ScriptHost::Of(call).function_libraries().all()) {
    if (!options.pattern || GlobMatch(*options.pattern, name, true)) shown.push_back(library.get());
  }
  call.reply.Array(shown.size());
  for (const Library* library : shown) {
    call.reply.Map(options.with_code ? 4 : 3);
    call.reply.Bulk("library_name");
    call.reply.Bulk(library->name);
    call.reply.Bulk("engine");
    call.reply.Bulk("LUA");
    call.reply.Bulk("functions");
    call.reply.Array(library->functions.size());
    for (const auto& [key, function] : library->functions) ReplyFunction(call, function);
    if (options.with_code) {
      call.reply.Bulk("library_code");
      call.reply.Bulk(library->code);
    }
  }
}

void ReplyRunning(Call& call, const RunningScript& running) {
  call.reply.Map(3);
  call.reply.Bulk("name");
  call.reply.Bulk(running.source.name);
  call.reply.Bulk("command");
  call.reply.Array(running.command.size());
  for (const std::string_view word : running.command) call.reply.Bulk(word);
  call.reply.Bulk("duration_ms");
  constexpr int64_t kMicrosPerMilli = 1000;
  Stopwatch* stopwatch = call.server.stopwatch;
  const int64_t micros = stopwatch == nullptr ? 0 : stopwatch->ElapsedMicros() - running.started;
  call.reply.Integer(micros / kMicrosPerMilli);
}

void FunctionStats(Call& call) {
  const RunningScript* running = call.server.scripts->running_script();
  // During a script that is no function this command is refused like any other.
  if (running != nullptr && !running->is_function())
    throw CommandError(std::string(call.server.text(Text::kBusyScript)));
  const FunctionLibraries& libraries = ScriptHost::Of(call).function_libraries();
  call.reply.Map(2);
  call.reply.Bulk("running_script");
  if (running == nullptr) {
    call.reply.Null();
  } else {
    ReplyRunning(call, *running);
  }
  call.reply.Bulk("engines");
  call.reply.Map(1);
  call.reply.Bulk("LUA");
  call.reply.Map(2);
  call.reply.Bulk("libraries_count");
  call.reply.Integer(static_cast<int64_t>(libraries.all().size()));
  call.reply.Bulk("functions_count");
  call.reply.Integer(static_cast<int64_t>(libraries.function_count()));
}

// --- Rows
// -----------------------------------------------------------------------------------------------------

using enum CommandFlag;

constexpr KeySpec kShaKeys[] = {{.flags = KeyFlag::kRW | KeyFlag::kAccess | KeyFlag::kUpdate,
                                 .index = 2,
                                 .find = KeySpec::Find::kKeyNum}};
constexpr KeySpec kShaRoKeys[] = {
    {.flags = KeyFlag::kRO | KeyFlag::kAccess, .index = 2, .find = KeySpec::Find::kKeyNum}};
// The same, and the server says why.
constexpr KeySpec kNumKeys[] = {
    {.flags = kShaKeys[0].flags,
     .index = 2,
     .find = KeySpec::Find::kKeyNum,
     .notes = "We cannot tell how the keys will be used so we assume the worst, RW and UPDATE"}};
constexpr KeySpec kReadNumKeys[] = {
    {.flags = kShaRoKeys[0].flags,
     .index = 2,
     .find = KeySpec::Find::kKeyNum,
     .notes = "We cannot tell how the keys will be used so we assume the worst, RO and ACCESS"}};

constexpr AclCategories kScripting = AclCategory::kScripting;
constexpr CommandFlags kRun =
    kNoScript | kSkipMonitor | CommandFlags(kNoMandatoryKeys) | kStale | kMayReplicate;
constexpr CommandFlags kRunRo = kNoScript | kSkipMonitor | (kReadOnly | kNoMandatoryKeys) | kStale;
constexpr CommandFlags kAdminWrite = kNoScript | kWrite;

// clang-format off
constexpr CommandSpec kScriptSubcommands[] = {
    // name    arity flags                    acl         keys since    run           usage
    {"debug",   3,   kNoScript,               kScripting, {},  "3.2.0", ScriptDebug,  "YES | SYNC | NO"},
    {"exists", -3,   kNoScript,               kScripting, {},  "2.6.0", ScriptExists, "sha1 [sha1 ...]"},
    {"flush",  -2,   kNoScript,               kScripting, {},  "2.6.0", ScriptFlush,  "[ASYNC | SYNC]"},
    {"help",    2,   kLoading | kStale,       kScripting, {},  "5.0.0", ShowHelp,     ""},
    {"kill",    2,   kNoScript | kAllowBusy,  kScripting, {},  "2.6.0", ScriptKill,   ""},
    {"load",    3,   kNoScript | kStale,      kScripting, {},  "2.6.0", ScriptLoad,   "script"},
    {"show",    3,   kNoScript,               kScripting, {},  "8.0.0", ScriptShow,   "sha1", TargetId::kValkey80},
};

constexpr CommandSpec kFunctionSubcommands[] = {
    // name    arity flags                    acl         keys since    run             usage
    {"delete",  3,   kAdminWrite,             kScripting, {},  "7.0.0", FunctionDelete, "library-name"},
    {"dump",    2,   kNoScript,               kScripting, {},  "7.0.0", FunctionDump,   ""},
    {"flush",  -2,   kAdminWrite,             kScripting, {},  "7.0.0", FunctionFlush,  "[ASYNC | SYNC]"},
    {"help",    2,   kLoading | kStale,       kScripting, {},  "7.0.0", ShowHelp,       ""},
    {"kill",    2,   kNoScript | kAllowBusy,  kScripting, {},  "7.0.0", FunctionKill,   ""},
    {"list",   -2,   kNoScript,               kScripting, {},  "7.0.0", FunctionList,   "[LIBRARYNAME library-name-pattern] [WITHCODE]"},
    {"load",   -3,   kAdminWrite | kDenyOom,  kScripting, {},  "7.0.0", FunctionLoad,   "[REPLACE] function-code"},
    {"restore", -3,  kAdminWrite | kDenyOom,  kScripting, {},  "7.0.0", FunctionRestore, "serialized-value [FLUSH | APPEND | REPLACE]"},
    {"stats",   2,   kNoScript | kAllowBusy,  kScripting, {},  "7.0.0", FunctionStats,  ""},
};

constexpr CommandSpec kScripts[] = {
    // name        arity flags         acl         keys          since    run        usage
    {"eval",       -3,   kRun,         kScripting, kNumKeys,     "2.6.0", Eval,      "script numkeys [key [key ...]] [arg [arg ...]]"},
    {"eval_ro",    -3,   kRunRo,       kScripting, kReadNumKeys, "7.0.0", EvalRo,    "script numkeys [key [key ...]] [arg [arg ...]]"},
    {"evalsha",    -3,   kRun,         kScripting, kShaKeys,     "2.6.0", EvalSha,   "sha1 numkeys [key [key ...]] [arg [arg ...]]"},
    {"evalsha_ro", -3,   kRunRo,       kScripting, kShaRoKeys,   "7.0.0", EvalShaRo, "sha1 numkeys [key [key ...]] [arg [arg ...]]"},
    {"fcall",      -3,   kRun,         kScripting, kNumKeys,     "7.0.0", FCall,     "function numkeys [key [key ...]] [arg [arg ...]]"},
    {"fcall_ro",   -3,   kRunRo,       kScripting, kReadNumKeys, "7.0.0", FCallRo,   "function numkeys [key [key ...]] [arg [arg ...]]"},
    {"function",   -2,   {},           {},         {},           "7.0.0", nullptr,   "", kAllTargets, kFunctionSubcommands},
    {"script",     -2,   {},           {},         {},           "2.6.0", nullptr,   "", kAllTargets, kScriptSubcommands},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ScriptCommands() { return kScripts; }

}  // namespace luarig
