// The commands of the server's own debugger.

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <lua.hpp>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/debug/ldb.h"
#include "engine/debug/ldb_protocol.h"
#include "engine/debug/ldb_values.h"
#include "engine/script/base_library.h"
#include "engine/script/lua_state.h"

namespace luarig {
namespace {

// The error on top, on one line. The server dies of one that is no text, so those are ours.
std::string ErrorOnTop(lua_State* lua) {
  const StackGuard guard(lua);
  if (lua_istable(lua, -1)) {
    lua_pushliteral(lua, "err");
    lua_rawget(lua, -2);
    if (lua_type(lua, -1) != LUA_TSTRING) lua_pop(lua, 1);
  }
  if (lua_isstring(lua, -1) == 0) return LdbValue(lua, -1);
  const std::string_view text = StringAt(lua, -1);
  return std::string(text.substr(0, text.find('\0')));
}

std::string Joined(std::span<const std::string> words) {
  std::string text;
  for (const std::string& word : words) text += StrCat(text.empty() ? "" : " ", word);
  return text;
}

constexpr std::string_view kHelp[] = {
    "Redis Lua debugger help:",
    "[h]elp               Show this help.",
    "[s]tep               Run current line and stop again.",
    "[n]ext               Alias for step.",
    "[c]ontinue           Run till next breakpoint.",
    "[l]ist               List source code around current line.",
    "[l]ist [line]        List source code around [line].",
    "                     line = 0 means: current position.",
    "[l]ist [line] [ctx]  In this form [ctx] specifies how many lines",
    "                     to show before/after [line].",
    "[w]hole              List all source code. Alias for 'list 1 1000000'.",
    "[p]rint              Show all the local variables.",
    "[p]rint <var>        Show the value of the specified variable.",
    "                     Can also show global vars KEYS and ARGV.",
    "[b]reak              Show all breakpoints.",
    "[b]reak <line>       Add a breakpoint to the specified line.",
    "[b]reak -<line>      Remove breakpoint from the specified line.",
    "[b]reak 0            Remove all breakpoints.",
    "[t]race              Show a backtrace.",
    "[e]val <code>        Execute some Lua code (in a different callframe).",
    "[r]edis <cmd>        Execute a Redis command.",
    "[m]axlen [len]       Trim logged Redis replies and Lua var dumps to len.",
    "                     Specifying zero as <len> means unlimited.",
    "[a]bort              Stop the execution of the script. In sync",
    "                     mode dataset changes will be retained.",
    "",
    "Debugger functions you can call from Lua scripts:",
    "redis.debug()        Produce logs in the debugger console.",
    "redis.breakpoint()   Stop execution like if there was a breakpoint in the",
    "                     next line of code.",
};

}  // namespace

struct Ldb::Command {
  std::string_view word;  // or its first letter alone
  bool (Ldb::*run)(lua_State* lua, const Words& words);
  size_t least = 1;  // words, itself included

  bool Matches(const Words& words) const {
    return words.size() >= least &&
           (EqualsIgnoreCase(words[0], word) || EqualsIgnoreCase(words[0], word.substr(0, 1)));
  }
};

const Ldb::Command Ldb::kCommands[] = {
    {"help", &Ldb::Help},          {"step", &Ldb::Step},     {"next", &Ldb::Step},
    {"continue", &Ldb::Continue},  {"trace", &Ldb::Trace},   {"maxlen", &Ldb::MaxLength},
    {"break", &Ldb::Break},        {"eval", &Ldb::Evaluate}, {"abort", &Ldb::Abort},
    {"redis", &Ldb::CallRedis, 2}, {"print", &Ldb::Print},   {"list", &Ldb::List},
    {"whole", &Ldb::Whole},
};

bool Ldb::Talk(lua_State* lua) {
  for (;;) {
    const Words words = NextWords(lua);
    if (words.empty()) return false;
    const auto* const command = std::ranges::find_if(
        kCommands, [&](const Command& candidate) { return candidate.Matches(words); });
    if (command == std::end(kCommands)) {
      Log("<error> Unknown Redis Lua debugger command or wrong number of arguments.");
    } else if ((this->*command->run)(lua, words)) {
      return true;
    }
    SendLog();
  }
}

Ldb::Words Ldb::NextWords(lua_State* lua) {
  constexpr size_t kMostInput = size_t{1} << 20;
  for (;;) {
    LdbWords read = ReadLdbWords(input_);
    if (read.state == LdbWords::State::kBroken) Raise(lua, "protocol error");
    if (read.state == LdbWords::State::kWhole) {
      input_.clear();  // and with it whatever came in the same piece, as on the server
      return std::move(read.words);
    }
    const std::string more = client_.Read();
    if (more.empty()) {  // the script runs on, with nobody to stop for
      step_ = false;
      source_.RemoveAll();
      return {};
    }
    input_ += more;
    if (input_.size() > kMostInput) {
      input_.clear();
      Raise(lua, "max client buffer reached");
    }
  }
}

bool Ldb::Help(lua_State* /*lua*/, const Words& /*words*/) {
  Log(std::vector<std::string>(std::begin(kHelp), std::end(kHelp)));
  return false;
}

bool Ldb::Step(lua_State* /*lua*/, const Words& /*words*/) {
  step_ = true;
  return true;
}

bool Ldb::Continue(lua_State* /*lua*/, const Words& /*words*/) { return true; }

bool Ldb::Abort(lua_State* lua, const Words& /*words*/) {
  Raise(lua, "script aborted for user request");
}

bool Ldb::Trace(lua_State* lua, const Words& /*words*/) {
  lua_Debug where;
  for (int level = 0; lua_getstack(lua, level, &where) != 0; ++level) {
    lua_getinfo(lua, "Snl", &where);
    if (std::string_view(where.short_src).find("user_script") == std::string_view::npos) continue;
    Log(StrCat(level == 0 ? "In " : "From ", where.name == nullptr ? "top level" : where.name,
               ":"));
    Log(source_.Shown(where.currentline, line_));
  }
  return false;
}

bool Ldb::MaxLength(lua_State* /*lua*/, const Words& words) {
  constexpr int kLeast = 60;
  if (words.size() == 2) {
    const int wanted = LdbNumber(words[1]);
    most_ = static_cast<size_t>(wanted == 0 ? 0 : std::max(wanted, kLeast));
    hinted_ = true;
  }
  Log(most_ == 0 ? std::string("<value> replies are unlimited.")
                 : StrCat("<value> replies are truncated at ", most_, " bytes."));
  return false;
}

bool Ldb::Break(lua_State* /*lua*/, const Words& words) {
  for (const std::string& word : std::span(words).subspan(1)) SetBreakpoint(word);
  if (words.size() > 1) return false;
  const std::vector<int>& all = source_.breakpoints();
  Log(all.empty() ? std::string("No breakpoints set. Use 'b <line>' to add one.")
                  : StrCat(all.size(), " breakpoints set:"));
  for (const int line : all) Log(source_.Shown(line, line_));
  return false;
}

void Ldb::SetBreakpoint(const std::string& word) {
  const std::optional<int64_t> number = ParseInteger(word);
  if (!number) return Log(StrCat("Invalid argument:'", word.substr(0, word.find('\0')), "'"));
  const auto line = static_cast<int>(*number);  // cut as the server cuts it
  if (*number == 0) {
    source_.RemoveAll();
    Log("All breakpoints removed.");
  } else if (*number < 0) {
    Log(source_.Remove(static_cast<int>(-static_cast<uint64_t>(*number)))
            ? "Breakpoint removed."
            : "No breakpoint in the specified line.");
  } else if (source_.full()) {
    Log("Too many breakpoints set.");
  } else if (source_.Add(line)) {
    Log(source_.Around(line, 1, line_));
  } else {
    Log("Wrong line number.");
  }
}

bool Ldb::Evaluate(lua_State* lua, const Words& words) {
  const StackGuard guard(lua);
  // On a stack of its own Lua's hooks are told, so that the host can end what does not end.
  lua_State* own = lua_newthread(lua);
  const std::string code = Joined(std::span(words).subspan(1));
  // As an expression, if it is one.
  bool ok = LoadText(own, StrCat("return ", code), "@ldb_eval") == 0 ||
            LoadText(own, code, "@ldb_eval") == 0;
  evaluating_ = true;
  ok = ok && lua_pcall(own, 0, 1, 0) == 0;
  evaluating_ = false;
  if (ok) {
    LogCut(StrCat("<retval> ", LdbValue(own, -1)));
  } else {
    Log(StrCat("<error> ", ErrorOnTop(own)));
  }
  return false;
}

bool Ldb::CallRedis(lua_State* lua, const Words& words) {
  constexpr int kSlots = 2;
  const StackGuard guard(lua);
  if (lua_checkstack(lua, static_cast<int>(words.size()) + kSlots) == 0) {
    Log("<reply> max lua stack reached");
    return false;
  }
  lua_getglobal(lua, "redis");
  lua_getfield(lua, -1, "call");
  for (const std::string& word : std::span(words).subspan(1))
    lua_pushlstring(lua, word.data(), word.size());
  step_ = true;  // so that it is logged
  lua_pcall(lua, static_cast<int>(words.size()) - 1, 1, 0);
  step_ = false;
  return false;
}

bool Ldb::Print(lua_State* lua, const Words& words) {
  if (words.size() == 2) {
    PrintVariable(lua, words[1].c_str());
  } else {
    PrintLocals(lua);
  }
  return false;
}

void Ldb::PrintVariable(lua_State* lua, const char* name) {
  const StackGuard guard(lua);
  const std::string_view wanted = name;
  lua_Debug where;
  // Of all functions that run, also those that the innermost one does not see.
  for (int level = 0; lua_getstack(lua, level, &where) != 0; ++level) {
    int index = 1;
    for (const char* local = lua_getlocal(lua, &where, index); local != nullptr;
         local = lua_getlocal(lua, &where, ++index)) {
      if (local == wanted) return LogCut(StrCat("<value> ", LdbValue(lua, -1)));
      lua_pop(lua, 1);
    }
  }
  if (wanted != "KEYS" && wanted != "ARGV") return Log("No such variable.");
  lua_getglobal(lua, name);
  LogCut(StrCat("<value> ", LdbValue(lua, -1)));
}

void Ldb::PrintLocals(lua_State* lua) {
  lua_Debug where;
  bool any = false;
  lua_getstack(lua, 0, &where);
  int index = 1;
  for (const char* local = lua_getlocal(lua, &where, index); local != nullptr;
       local = lua_getlocal(lua, &where, ++index)) {
    const bool temporary = std::string_view(local) == "(*temporary)";
    if (!temporary) LogCut(StrCat("<value> ", local, " = ", LdbValue(lua, -1)));
    any = any || !temporary;
    lua_pop(lua, 1);
  }
  if (!any) Log("No local variables in the current context.");
}

bool Ldb::List(lua_State* /*lua*/, const Words& words) {
  constexpr int kContext = 5;
  const int wanted = words.size() > 1 ? LdbNumber(words[1]) : 0;
  const int context = words.size() > 2 ? LdbNumber(words[2]) : kContext;
  Log(source_.Around(wanted > 0 ? wanted : line_, context, line_));
  return false;
}

bool Ldb::Whole(lua_State* /*lua*/, const Words& /*words*/) {
  constexpr int kAll = 1000000;
  Log(source_.Around(1, kAll, line_));
  return false;
}

}  // namespace luarig
