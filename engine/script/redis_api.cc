#include "engine/script/redis_api.h"

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/base/sha1.h"
#include "engine/dispatch/acl_permissions.h"
#include "engine/dispatch/execute.h"
#include "engine/dispatch/observer.h"
#include "engine/script/call_frame.h"
#include "engine/script/code_stepper.h"
#include "engine/script/function_library.h"
#include "engine/script/interpreter.h"
#include "engine/script/lua_heap.h"
#include "engine/script/lua_sink.h"
#include "engine/script/lua_state.h"
#include "engine/script/script_error.h"
#include "engine/script/script_host.h"

namespace luarig {
namespace {

ScriptHost& HostOf(lua_State* lua) {
  return *static_cast<ScriptHost*>(lua_touserdata(lua, lua_upvalueindex(1)));
}

// "redis" or, where the target calls it so, "server".
std::string_view ApiName(const ScriptHost& host) {
  return host.server().target.Has(Quirk::kServerGlobal) ? "server" : "redis";
}

std::string_view TrimLineEnds(std::string_view text) {
  constexpr std::string_view kLineEnds = "\r\n";
  const size_t first = text.find_first_not_of(kLineEnds);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kLineEnds) - first + 1);
}

// Pushes an error table that the API itself makes.
void PushApiError(lua_State* lua, std::string_view text) {
  PushErrorTable(lua, text);
  if (CodeStepper* stepper = HostOf(lua).stepper()) stepper->OnApiError(lua);
}

// Raises an error of the API: no position, a code and the message.
int Raise(lua_State* lua, std::string_view message) {
  PushApiError(lua, StrCat("ERR ", message));
  return lua_error(lua);
}

// --- call and pcall
// ---------------------------------------------------------------------------------------

// The arguments of a call as the command sees them. Strings stay where Lua has them; numbers are
// written here.
// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): few_numbers_, as few_, are set when used
class CallArguments {
 public:
  // False if an argument is neither string nor number. Look: FrameLook or ApiLook.
  template <typename Look>
  bool Read(lua_State* lua, int count, FloatStyle floats) {
    const auto size = static_cast<size_t>(count);
    if (size > kFew) many_.resize(size);
    words_ = size > kFew ? many_.data() : &few_.words[0];
    size_ = size;
    for (int i = 0; i < count; ++i) {
      const int type = Look::Type(lua, i + 1);
      if (type == LUA_TSTRING) {
        std::construct_at(words_ + i, Look::Text(lua, i + 1));
      } else if (type == LUA_TNUMBER) {
        std::construct_at(words_ + i, Number(Look::Number(lua, i + 1), floats, size));
        name_is_number_ |= i == 0;
      } else {
        return false;
      }
    }
    return true;
  }

  std::span<const std::string_view> words() const { return {words_, size_}; }
  // The name of the command is one of Lua's strings.
  bool name_is_text() const { return !name_is_number_; }

 private:
  std::string_view Number(double value, FloatStyle floats, size_t arguments) {
    if (numbers_ < few_numbers_.size())
      return FormatScriptNumber(value, floats, few_numbers_[numbers_++]);
    if (many_numbers_.empty()) many_numbers_.reserve(arguments);  // never moves: views point there
    return FormatScriptNumber(value, floats, many_numbers_.emplace_back());
  }

  static constexpr size_t kFew = 16;
  // Not set to anything at first: a twelfth of a small call would go into that.
  union Few {
    Few() {}  // NOLINT(modernize-use-equals-default): words have a constructor, so it is deleted
    std::string_view words[kFew];
  };

  Few few_;
  std::vector<std::string_view> many_;
  std::array<NumberText, 4> few_numbers_;  // nor are these
  std::vector<NumberText> many_numbers_;
  size_t numbers_ = 0;  // of those in few_numbers_
  std::string_view* words_ = nullptr;
  size_t size_ = 0;
  bool name_is_number_ = false;
};

// A reply was more than the memory of Lua may be: raises, unless there is room after all.
void MakeRoom(lua_State* lua, const LuaHeap& heap) {
  lua_gc(lua, LUA_GCCOLLECT, 0);
  if (!heap.exceeded()) return;
  lua_settop(lua, 0);  // the reply must not be in the way of whoever handles the error
  lua_gc(lua, LUA_GCCOLLECT, 0);
  RaiseNoMemory(lua);
}

// Runs a command whose reply goes to a Sink; then it is on top, if that is what such a sink does.
// Returns true if it is an error, which always is.
template <typename Sink>
bool RunCommand(lua_State* lua, ScriptHost& host, const CallArguments& arguments) {
  ServerState& server = host.server();
  Session& session = host.session();
  if (!server.command_observers.empty() || server.faults != nullptr)
    session.script->place = CurrentPlace(lua);
  Sink sink(lua, session.resp, server.target.float_style());
  const Command* named = arguments.name_is_text() ? host.interpreter().commands().Find(
                                                        lua, arguments.words()[0], *server.commands)
                                                  : nullptr;
  LuaHeap& heap = host.interpreter().heap();
  if (heap.limit() == 0) {
    ExecuteFromScript(session, arguments.words(), sink, named);
  } else {
    {
      // A handler is not to be cut off in the middle of its reply.
      const LuaHeap::Unbounded unbounded(heap);
      ExecuteFromScript(session, arguments.words(), sink, named);
    }
    if (heap.exceeded()) MakeRoom(lua, heap);
  }
  if (!sink.is_error()) return false;

  host.NoteFailedCommand(arguments.words());
  lua_pushboolean(lua, 1);  // the command has counted its error
  lua_setfield(lua, -2, "ignore_error_stats_update");
  return true;
}

// Runs the command in the arguments; its reply is then on top, unless nobody takes it. Returns true
// if it is an error.
template <typename Look>
bool CallCommand(lua_State* lua) {
  ScriptHost& host = *static_cast<ScriptHost*>(Look::Upvalue(lua));
  const ServerState& server = host.server();
  const int count = Look::Count(lua);
  if (count == 0) {
    PushApiError(lua, server.text(Text::kScriptNoArguments));
    return true;
  }
  CallArguments arguments;
  if (!arguments.Read<Look>(lua, count, server.target.float_style())) {
    PushApiError(lua, server.text(Text::kScriptArgumentTypes));
    return true;
  }
  CodeStepper* stepper = host.stepper();
  if (stepper == nullptr) [[likely]] {
    if (Look::DropsResults(lua)) return RunCommand<DroppedReply>(lua, host, arguments);
    return RunCommand<LuaSink>(lua, host, arguments);
  }
  stepper->BeforeCommand(lua, arguments.words());
  const bool failed = RunCommand<LuaSink>(lua, host, arguments);
  stepper->AfterCommand(lua, arguments.words(), failed);
  return failed;
}

template <typename Look>
int RedisCall(lua_State* lua) {
  if (CallCommand<Look>(lua)) return lua_error(lua);
  return 1;
}

template <typename Look>
int RedisPCall(lua_State* lua) {
  CallCommand<Look>(lua);
  return 1;
}

// --- Replies made by the script
// -----------------------------------------------------------------------------

// True if there is one argument, a string; else leaves the error table that is returned instead.
bool CheckReplyText(lua_State* lua) {
  if (lua_gettop(lua) == 1 && lua_type(lua, 1) == LUA_TSTRING) return true;
  PushApiError(lua, "ERR wrong number or type of arguments");
  return false;
}

int ErrorReply(lua_State* lua) {
  if (!CheckReplyText(lua)) return 1;
  std::string_view text = StringAt(lua, 1);
  text = text.substr(0, text.find('\0'));
  if (text.starts_with('-')) text.remove_prefix(1);
  const size_t blank = text.find(' ');
  if (blank == std::string_view::npos) {
    PushApiError(lua, StrCat("ERR ", TrimLineEnds(text)));
  } else {
    PushApiError(lua, StrCat(text.substr(0, blank), " ", TrimLineEnds(text.substr(blank + 1))));
  }
  return 1;
}

int StatusReply(lua_State* lua) {
  if (!CheckReplyText(lua)) return 1;
  lua_createtable(lua, 0, 1);
  lua_pushvalue(lua, 1);
  lua_setfield(lua, -2, "ok");
  return 1;
}

// --- The rest
// -------------------------------------------------------------------------------------------------

int Sha1HexOf(lua_State* lua) {
  if (lua_gettop(lua) != 1) return Raise(lua, "wrong number of arguments");
  size_t size = 0;
  const char* text = lua_tolstring(lua, 1, &size);  // null, and hashed as nothing, if it is no text
  PushString(lua, Sha1Hex({text == nullptr ? "" : text, size}));
  return 1;
}

int Log(lua_State* lua) {
  ScriptHost& host = HostOf(lua);
  const int count = lua_gettop(lua);
  if (count < 2) return Raise(lua, StrCat(ApiName(host), ".log() requires two arguments or more."));
  if (lua_isnumber(lua, 1) == 0) return Raise(lua, "First argument must be a number (log level).");
  const double level = lua_tonumber(lua, 1);
  constexpr double kLevels = 4;
  if (!(level > -1 && level < kLevels)) {
    const bool newer = host.server().target.Has(Quirk::kOsClock);
    return Raise(lua, newer ? "Invalid log level." : "Invalid debug level.");
  }
  std::string line;
  for (int i = 2; i <= count; ++i) {
    size_t size = 0;
    const char* text = lua_tolstring(lua, i, &size);
    if (text == nullptr) continue;
    if (i != 2) line += ' ';
    line.append(text, size);
  }
  for (Observer* observer : host.server().observers) {
    observer->OnLog(static_cast<LogLevel>(static_cast<int>(level)), line);
  }
  return 0;
}

int SetResp(lua_State* lua) {
  ScriptHost& host = HostOf(lua);
  if (lua_gettop(lua) != 1) {
    return Raise(lua, StrCat(ApiName(host), ".setresp() requires one argument."));
  }
  const int version = IntAt(lua, 1);
  if (version != 2 && version != 3) return Raise(lua, "RESP version must be 2 or 3.");
  host.session().resp = version;
  return 0;
}

// The bits of redis.set_repl.
enum : int { kReplNone = 0, kReplAof = 1, kReplReplica = 2, kReplAll = kReplAof | kReplReplica };

int SetRepl(lua_State* lua) {
  ScriptHost& host = HostOf(lua);
  if (lua_gettop(lua) != 1) {
    const bool newer = host.server().target.Has(Quirk::kTimeFrozenInScript);
    return Raise(lua, StrCat(ApiName(host), newer ? ".set_repl() requires one argument."
                                                  : ".set_repl() requires two arguments."));
  }
  const int mask = IntAt(lua, -1);
  if ((mask & ~kReplAll) != 0) {
    return Raise(lua,
                 "Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.");
  }
  Recipients to;
  if ((mask & kReplAof) != 0) to |= Recipient::kAof;
  if ((mask & kReplReplica) != 0) to |= Recipient::kReplicas;
  host.session().script->propagates_to = to;
  return 0;
}

int ReplicateCommands(lua_State* lua) {
  lua_pushboolean(lua, 1);
  return 1;
}

int Breakpoint(lua_State* lua) {
  CodeStepper* stepper = HostOf(lua).stepper();
  lua_pushboolean(lua, stepper != nullptr && stepper->OnBreakpoint(lua) ? 1 : 0);
  return 1;
}

// Prints in a debugger only.
int Debug(lua_State* lua) {
  if (CodeStepper* stepper = HostOf(lua).stepper()) stepper->OnDebug(lua);
  return 0;
}

int AclCheckCmd(lua_State* lua) {
  ScriptHost& host = HostOf(lua);
  const int count = lua_gettop(lua);
  ServerState& server = host.server();
  if (count == 0) {
    PushApiError(lua, server.text(Text::kScriptNoArguments));
    return lua_error(lua);
  }
  CallArguments arguments;
  if (!arguments.Read<ApiLook>(lua, count, server.target.float_style())) {
    PushApiError(lua, server.text(Text::kScriptArgumentTypes));
    return lua_error(lua);
  }
  const auto words = arguments.words();
  const Command* command = server.commands->Find(words[0]);
  if (command != nullptr && !command->subcommands.empty() && words.size() > 1) {
    command = command->FindSubcommand(words[1]);
  }
  if (command == nullptr) {
    return Raise(lua, StrCat("Invalid command passed to ", ApiName(host), ".acl_check_cmd()"));
  }
  const Session& session = host.session();
  const bool allowed =
      session.unrestricted() || CheckPermissions(*session.user, *command, words).ok();
  lua_pushboolean(lua, allowed ? 1 : 0);
  return 1;
}

// --- register_function
// ------------------------------------------------------------------------------------------

struct Registration {
  std::string name;
  std::optional<std::string> description;
  ScriptFlags flags;
};

// Reads the sequence of flag names on top of the stack.
bool ReadFlags(lua_State* lua, ScriptFlags& flags) {
  for (int i = 1;; ++i) {
    lua_rawgeti(lua, -1, i);
    const bool end = lua_isnil(lua, -1);
    if (!end && lua_type(lua, -1) != LUA_TSTRING) return false;
    if (!end) {
      const auto flag = FindScriptFlag(StringAt(lua, -1), true);
      if (!flag) return false;
      flags |= *flag;
    }
    lua_pop(lua, 1);
    if (end) return true;
  }
}

// Raises for a value that is neither string nor number; else takes its text.
std::string TextField(lua_State* lua, int index, std::string_view error) {
  if (lua_isstring(lua, index) == 0) Raise(lua, error);
  lua_pushvalue(lua, index);
  std::string text(StringAt(lua, -1));
  lua_pop(lua, 1);
  return text;
}

// register_function{function_name=, callback=, description=, flags=}; leaves the callback on top.
Registration NamedRegistration(lua_State* lua, const std::string& api) {
  Registration found;
  bool has_name = false;
  int callback = 0;
  luaL_checkstack(lua, 8, nullptr);
  lua_pushnil(lua);  // stands for the callback
  const int callback_slot = lua_gettop(lua);
  for (lua_pushnil(lua); lua_next(lua, 1) != 0; lua_pop(lua, 1)) {
    const std::string_view key = lua_type(lua, -2) == LUA_TSTRING ? StringAt(lua, -2) : "";
    const auto argument = [&](std::string_view what) {
      return StrCat(key, " argument given to ", api, ".register_function must be ", what);
    };
    if (EqualsIgnoreCase(key, "function_name")) {
      found.name = TextField(lua, -1, argument("a string"));
      has_name = true;
    } else if (EqualsIgnoreCase(key, "description")) {
      found.description = TextField(lua, -1, argument("a string"));
    } else if (EqualsIgnoreCase(key, "callback")) {
      if (!lua_isfunction(lua, -1)) Raise(lua, argument("a function"));
      lua_pushvalue(lua, -1);
      lua_replace(lua, callback_slot);
      ++callback;
    } else if (EqualsIgnoreCase(key, "flags")) {
      if (!lua_istable(lua, -1)) {
        Raise(lua, StrCat("flags argument to ", api,
                          ".register_function must be a table representing function flags"));
      }
      if (!ReadFlags(lua, found.flags)) Raise(lua, "unknown flag given");
    } else {
      Raise(lua, StrCat("unknown argument given to ", api, ".register_function"));
    }
  }
  if (!has_name) Raise(lua, StrCat(api, ".register_function must get a function name argument"));
  if (callback == 0) Raise(lua, StrCat(api, ".register_function must get a callback argument"));
  return found;
}

int RegisterFunction(lua_State* lua) {
  ScriptHost& host = HostOf(lua);
  const std::string api(ApiName(host));
  FunctionLibraries& libraries = host.function_libraries();
  const int count = lua_gettop(lua);
  if (count < 1 || count > 2) {
    return Raise(lua, StrCat("wrong number of arguments to ", api, ".register_function"));
  }
  Registration registration;
  if (count == 1) {
    if (!lua_istable(lua, 1)) {
      return Raise(lua,
                   StrCat("calling ", api,
                          ".register_function with a single argument is only applicable to Lua "
                          "table (representing named arguments)."));
    }
    registration = NamedRegistration(lua, api);
  } else {
    registration.name =
        TextField(lua, 1, StrCat("first argument to ", api, ".register_function must be a string"));
    if (!lua_isfunction(lua, 2)) {
      return Raise(lua,
                   StrCat("second argument to ", api, ".register_function must be a function"));
    }
  }
  if (!libraries.loading()) {
    return Raise(lua,
                 StrCat(api, ".register_function can only be called on FUNCTION LOAD command"));
  }
  if (count == 1) lua_settop(lua, 2);
  const std::string error =
      libraries.Register(lua, registration.name, registration.description, registration.flags);
  return error.empty() ? 0 : Raise(lua, error);
}

// --- Tables
// --------------------------------------------------------------------------------------------------------

void AddFunctions(lua_State* lua, ScriptHost& host, std::initializer_list<luaL_Reg> functions) {
  for (const luaL_Reg& function : functions) {
    lua_pushlightuserdata(lua, &host);
    lua_pushcclosure(lua, function.func, 1);
    lua_setfield(lua, -2, function.name);
  }
}

void AddNumber(lua_State* lua, const char* name, double value) {
  lua_pushnumber(lua, value);
  lua_setfield(lua, -2, name);
}

void AddText(lua_State* lua, const char* name, std::string_view value) {
  PushString(lua, value);
  lua_setfield(lua, -2, name);
}

// What every form of the API has: log and the version.
void AddCommon(lua_State* lua, ScriptHost& host) {
  const Target& target = host.server().target;
  AddFunctions(lua, host, {{"log", Log}});
  AddNumber(lua, "LOG_DEBUG", 0);
  AddNumber(lua, "LOG_VERBOSE", 1);
  AddNumber(lua, "LOG_NOTICE", 2);
  AddNumber(lua, "LOG_WARNING", 3);
  AddText(lua, "REDIS_VERSION", target.redis_version);
  AddNumber(lua, "REDIS_VERSION_NUM", target.redis_version_num);
  if (target.Has(Quirk::kServerGlobal)) {
    AddText(lua, "SERVER_NAME", "valkey");
    AddText(lua, "VALKEY_VERSION", target.server_version);
    AddNumber(lua, "VALKEY_VERSION_NUM", target.server_version_num);
  }
}

// What scripts and running functions have.
void AddRunTime(lua_State* lua, ScriptHost& host) {
  const bool frames = KnowsCallFrames();
  AddCommon(lua, host);
  AddFunctions(lua, host,
               {{"call", frames ? RedisCall<FrameLook> : RedisCall<ApiLook>},
                {"pcall", frames ? RedisPCall<FrameLook> : RedisPCall<ApiLook>},
                {"sha1hex", Sha1HexOf},
                {"error_reply", ErrorReply},
                {"status_reply", StatusReply},
                {"setresp", SetResp},
                {"set_repl", SetRepl},
                {"acl_check_cmd", AclCheckCmd}});
  AddNumber(lua, "REPL_NONE", kReplNone);
  AddNumber(lua, "REPL_AOF", kReplAof);
  AddNumber(lua, "REPL_SLAVE", kReplReplica);
  AddNumber(lua, "REPL_REPLICA", kReplReplica);
  AddNumber(lua, "REPL_ALL", kReplAll);
}

}  // namespace

void PushScriptApi(lua_State* lua, ScriptHost& host) {
  lua_newtable(lua);
  AddRunTime(lua, host);
  AddFunctions(
      lua, host,
      {{"replicate_commands", ReplicateCommands}, {"breakpoint", Breakpoint}, {"debug", Debug}});
}

void PushFunctionApi(lua_State* lua, ScriptHost& host) {
  lua_newtable(lua);
  AddRunTime(lua, host);
}

void PushLoadApi(lua_State* lua, ScriptHost& host) {
  lua_newtable(lua);
  AddCommon(lua, host);
  AddFunctions(lua, host, {{"register_function", RegisterFunction}});
}

}  // namespace luarig
