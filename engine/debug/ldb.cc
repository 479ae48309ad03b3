#include "engine/debug/ldb.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <utility>

#include <lua.hpp>

#include "engine/base/bytes.h"
#include "engine/debug/ldb_protocol.h"
#include "engine/debug/ldb_values.h"
#include "engine/dispatch/registry.h"
#include "engine/script/lua_state.h"
#include "engine/script/script_error.h"
#include "engine/script/script_host.h"

namespace luarig {
namespace {

constexpr std::string_view kErr = "ERR ";

bool IsScript(const lua_Debug& where) {
  return std::strstr(where.short_src, "user_script") != nullptr;
}

// The text of the error table on top.
std::string ErrorText(lua_State* lua) {
  const StackGuard guard(lua);
  lua_getfield(lua, -1, "err");
  return lua_type(lua, -1) == LUA_TSTRING ? std::string(StringAt(lua, -1)) : "";
}

// True if the command did not get as far as its handler.
bool WasRefused(const CommandEvent& event) {
  if (event.command == nullptr) return true;
  const CommandSpec& spec = *event.command->spec;
  return spec.run == nullptr || !spec.arity.Accepts(event.argv.size()) ||
         !event.session.script->refused_by.empty();
}

// A refusal as the server has it before it becomes an error: one of the common code has no code.
std::string WithoutCode(std::string_view error) {
  if (error.starts_with(kErr)) return std::string(error.substr(kErr.size()));
  return StrCat("-", error, "\r\n");
}

}  // namespace

Ldb::Ldb(Engine& engine, LdbClient& client, std::string_view script)
    : engine_(engine),
      host_(static_cast<ScriptHost&>(*engine.state().scripts)),
      before_(host_.stepper()),
      client_(client),
      source_(script) {
  host_.SetStepper(this);
  engine_.AddObserver(replies_);
  since_ = Now();
}

Ldb::~Ldb() {
  engine_.RemoveObserver(replies_);
  host_.SetStepper(before_);
}

void Ldb::End() {
  Log("<endsession>");
  SendLog();
}

// --- What the code does
// -----------------------------------------------------------------------------------------

void Ldb::AtLine(const ScriptSource& /*source*/, lua_State* lua, lua_Debug* where) {
  if (evaluating_) return;  // the server does not stop there either
  line_ = where->currentline;
  lua_getinfo(lua, "S", where);
  if (!IsScript(*where)) return;
  const bool at_breakpoint = called_ || source_.IsBreakpoint(line_);
  const bool overdue = !step_ && !at_breakpoint;
  if (overdue && !IsOverdue()) return;

  std::string_view reason = "step over";
  if (at_breakpoint) reason = called_ ? "redis.breakpoint() called" : "break point";
  if (overdue) reason = "timeout reached, infinite loop?";
  step_ = called_ = false;
  Log(StrCat("* Stopped at ", line_, ", stop reason = ", reason));
  Log(source_.Shown(line_, line_));
  SendLog();
  if (!Talk(lua) && overdue)  // nobody is there who could end it
    Raise(lua, "timeout during Lua debugging with client closing connection");
  since_ = Now();
}

bool Ldb::IsOverdue() {
  constexpr uint32_t kLinesBetween = 64;  // looks at the clock
  if (++lines_ % kLinesBetween != 0) return false;
  constexpr int64_t kMicrosPerMilli = 1000;
  constexpr int64_t kDefault = 5000;
  const int64_t millis = engine_.state().directives.busy_reply_threshold;
  return Now() - since_ >= (millis == 0 ? kDefault : millis) * kMicrosPerMilli;
}

int64_t Ldb::Now() const {
  Stopwatch* stopwatch = engine_.state().stopwatch;
  return stopwatch == nullptr ? 0 : stopwatch->ElapsedMicros();
}

void Ldb::BeforeCommand(lua_State* /*lua*/, std::span<const std::string_view> words) {
  if (!step_) return;
  constexpr size_t kShown = 10;
  std::string line = "<redis>";
  for (const std::string_view word : words.first(std::min(words.size(), kShown)))
    line += StrCat(" ", word);
  if (words.size() > kShown) line += StrCat(" ... (", words.size() - kShown - 1, " more)");
  Log(std::move(line));
}

void Ldb::LogReply(const CommandEvent& event) {
  if (!step_ || event.session.script == nullptr || event.reply == nullptr) return;
  const Reply& reply = *event.reply;
  if (reply.is_error() && WasRefused(event))
    return Log(StrCat("<error> ", WithoutCode(reply.text)));
  if (reply.is_error()) Log(StrCat("<error> -", reply.text));
  LogCut(StrCat("<reply> ", LdbReply(reply, event.session.resp)));
}

void Ldb::OnApiError(lua_State* lua) {
  if (!step_) return;
  const std::string error = ErrorText(lua);
  std::string_view text = error;
  if (text.starts_with(kErr)) text.remove_prefix(kErr.size());
  // redis.error_reply logs what it was given, a dash before it.
  if (lua_gettop(lua) == 2 && lua_type(lua, 1) == LUA_TSTRING) {
    std::string_view given = StringAt(lua, 1);
    given = given.substr(0, given.find('\0'));
    if (given.starts_with('-')) given.remove_prefix(1);
    if (given.starts_with(error.substr(0, error.find(' '))) || given.starts_with(text))
      return Log(StrCat("<error> -", given));
  }
  Log(StrCat("<error> ", text));
}

bool Ldb::OnBreakpoint(lua_State* /*lua*/) {
  called_ = true;
  return true;
}

void Ldb::OnDebug(lua_State* lua) {
  std::string line = StrCat("<debug> line ", line_, ": ");
  const int count = lua_gettop(lua);
  for (int i = 1; i <= count; ++i) line += StrCat(i == 1 ? "" : ", ", LdbValue(lua, i));
  Log(std::move(line));
}

void Ldb::Raise(lua_State* lua, std::string_view message) {
  PushErrorTable(lua, StrCat(kErr, message));
  lua_error(lua);
  std::abort();  // not reached
}

// --- Lines to the client
// ----------------------------------------------------------------------------------------

void Ldb::Log(std::vector<std::string> lines) {
  std::ranges::move(lines, std::back_inserter(log_));
}

void Ldb::LogCut(std::string line) {
  const bool cut = most_ != 0 && line.size() > most_;
  if (cut) {
    line.resize(most_);
    line += " ...";
  }
  Log(std::move(line));
  if (cut && !std::exchange(hinted_, true))
    Log("<hint> The above reply was trimmed. Use 'maxlen 0' to disable trimming.");
}

void Ldb::SendLog() {
  client_.Send(WriteLdbLines(log_));
  log_.clear();
}

}  // namespace luarig
