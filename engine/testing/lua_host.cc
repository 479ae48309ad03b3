#include "engine/testing/lua_host.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/base/suggest.h"
#include "engine/script/base_library.h"
#include "engine/script/lua_heap.h"
#include "engine/testing/lua_sandbox.h"

namespace luarig {
namespace {

constexpr int kInstructions = 10'000;  // between two questions; some tens of microseconds
constexpr const char* kOwnChunk = "=luarig";

void NewRegistryTable(lua_State* lua, const char* name, const char* weak = nullptr) {
  lua_newtable(lua);
  if (weak != nullptr) {
    lua_newtable(lua);
    lua_pushstring(lua, weak);
    lua_setfield(lua, -2, "__mode");
    lua_setmetatable(lua, -2);
  }
  lua_setfield(lua, LUA_REGISTRYINDEX, name);
}

std::string FieldText(lua_State* lua, int index, const char* name) {
  const StackGuard guard(lua);
  lua_pushvalue(lua, index);
  lua_pushstring(lua, name);
  lua_rawget(lua, -2);
  return lua_type(lua, -1) == LUA_TSTRING ? std::string(StringAt(lua, -1)) : "";
}

int FieldInt(lua_State* lua, int index, const char* name) {
  const StackGuard guard(lua);
  lua_pushvalue(lua, index);
  lua_pushstring(lua, name);
  lua_rawget(lua, -2);
  return lua_type(lua, -1) == LUA_TNUMBER ? IntAt(lua, -1) : 0;
}

// How Lua shortens the name of a file in its messages: those of its compiler have more room.
constexpr size_t kShownNames[] = {52, 72};
std::string ShownName(const std::string& file, size_t room) {
  return file.size() <= room ? file : "..." + file.substr(file.size() - room);
}

// True if the word at `place` does not come again on its line.
bool IsOnlyOnLine(std::string_view text, const SourcePlace& place, std::string_view word) {
  for (int line = 1; line < place.line; ++line) text.remove_prefix(text.find('\n') + 1);
  text = text.substr(0, text.find('\n'));
  const auto behind = static_cast<size_t>(place.column) - 1 + word.size();
  return FindWord(text, behind, word) == std::string_view::npos;
}

// "12: rest" -> 12 and "rest".
std::optional<int> TakeLine(std::string_view& text) {
  const size_t colon = text.find(": ");
  if (colon == std::string_view::npos) return std::nullopt;
  const auto line = ParseInteger(text.substr(0, colon));
  if (!line || *line <= 0 || *line > INT_MAX) return std::nullopt;
  text.remove_prefix(colon + 2);
  return static_cast<int>(*line);
}

}  // namespace

// Asks should_stop(), from Lua's hook and from string functions that can take long.
class LuaHost::Watch final : public ScriptWatch {
 public:
  explicit Watch(LuaHost& host) : ScriptWatch(host.lua(), Kind::kTests), host_(host) { Start(); }

  static LuaHost* HostOf(lua_State* lua) {
    auto* watch = static_cast<Watch*>(Of(lua));
    return watch == nullptr ? nullptr : &watch->host_;
  }

 private:
  void OnStep(lua_State* lua) override { host_.OnStep(lua); }

  LuaHost& host_;
};

LuaHost::LuaHost(std::string path, LuaSuiteOptions options)
    : path_(std::move(path)), chunk_name_("@" + path_), options_(std::move(options)) {
  lua_State* lua = state_.get();
  state_.heap().SetLimit(options_.memory);
  OpenSuiteLibraries(lua, random_);
  NewRegistryTable(lua, kShared);
  NewRegistryTable(lua, kFailure);
  NewRegistryTable(lua, kErrors, "k");
  lua_pushlightuserdata(lua, this);
  lua_pushcclosure(lua, OnError, 1);
  handler_ = luaL_ref(lua, LUA_REGISTRYINDEX);
  watch_ = std::make_unique<Watch>(*this);
  // A coroutine takes the hook over from the code that makes it.
  if (options_.should_stop) lua_sethook(lua, OnHook, LUA_MASKCOUNT, kInstructions);
}

LuaHost::~LuaHost() = default;

void LuaHost::OnHook(lua_State* lua, lua_Debug* /*where*/) {
  LuaHost* host = Watch::HostOf(lua);
  if (host == nullptr) return;
  // A coroutine that a stop has met before may be resumed by a later test.
  if (!host->stopped_ && lua_gethookcount(lua) != kInstructions) {
    lua_sethook(lua, OnHook, LUA_MASKCOUNT, kInstructions);
  }
  host->OnStep(lua);
}

void LuaHost::OnStep(lua_State* lua) {
  if (!stopped_ && (!options_.should_stop || !options_.should_stop())) return;
  stopped_ = true;
  // From now on each instruction raises, so that no pcall() catches it for good.
  lua_sethook(lua, OnHook, LUA_MASKCOUNT, 1);
  RaiseText(lua, "stopped");
}

// --- For the prelude -----------------------------------------------------------------------------

void LuaHost::Register() {
  lua_State* lua = state_.get();
  SetMethod<LuaHost, &LuaHost::Fail>(lua, "fail", this);
  SetMethod<LuaHost, &LuaHost::PushQuoted>(lua, "quote", this);
  SetMethod<LuaHost, &LuaHost::PushSuggestion>(lua, "suggest", this);
  lua_getfield(lua, LUA_REGISTRYINDEX, kFailure);
  lua_setfield(lua, -2, "failure");
  lua_getfield(lua, LUA_REGISTRYINDEX, kErrors);
  lua_setfield(lua, -2, "script_errors");
}

int LuaHost::PushQuoted(lua_State* lua) {
  PushString(lua, Quote(StringAt(lua, 1)));
  return 1;
}

int LuaHost::PushSuggestion(lua_State* lua) {
  std::vector<std::string_view> known;
  const auto count = static_cast<int>(lua_objlen(lua, 2));
  luaL_checkstack(lua, count, "too many names");
  for (int i = 1; i <= count; ++i) {
    lua_rawgeti(lua, 2, i);
    known.push_back(StringAt(lua, -1));
  }
  PushString(lua, DidYouMean(StringAt(lua, 1), known));
  return 1;
}

// --- Compiling and calling -----------------------------------------------------------------------

std::optional<LuaProblem> LuaHost::Compile(lua_State* lua, std::string_view text,
                                           const std::string& file) {
  const std::string name = "@" + file;
  if (std::ranges::find(files_, file) == files_.end()) files_.push_back(file);

  // A first line that shells read is left out, but not its line break.
  if (text.starts_with("#")) text.remove_prefix(std::min(text.find('\n'), text.size()));
  int status = 0;
  {
    const LuaHeap::Bounded bounded(state_.heap());
    status = LoadText(lua, text, name.c_str());
  }
  if (status == 0) return std::nullopt;
  LuaProblem problem{.kind = LuaProblem::Kind::kSyntax};
  ReadText(problem, StringAt(lua, -1));
  lua_pop(lua, 1);
  const size_t near = problem.message.rfind("near '");
  if (near != std::string::npos && problem.message.ends_with("'")) {
    const std::string_view token =
        std::string_view(problem.message).substr(near + 6, problem.message.size() - near - 7);
    const SourcePlace place = PlaceOfWord(text, problem.where.file, problem.where.line, token);
    // Where it stands twice nobody knows which is meant.
    if (place.line == problem.where.line && IsOnlyOnLine(text, place, token)) problem.where = place;
  }
  return problem;
}

void LuaHost::CompileOwn(std::string_view text) { LoadText(state_.get(), text, kOwnChunk); }

std::optional<LuaProblem> LuaHost::Call(lua_State* lua, int arguments, int results) {
  if (depth_ == 0 && stopped_) {
    stopped_ = false;
    lua_sethook(lua, OnHook, LUA_MASKCOUNT, kInstructions);
  }
  const int base = lua_gettop(lua) - arguments;
  lua_rawgeti(lua, LUA_REGISTRYINDEX, handler_);
  lua_insert(lua, base);
  spot_ = {};
  ++depth_;
  int status = 0;
  {
    const LuaHeap::Bounded bounded(state_.heap());
    status = lua_pcall(lua, arguments, results, base);
  }
  --depth_;
  lua_remove(lua, base);
  if (status == 0) return std::nullopt;
  LuaProblem problem = Take(lua, status);
  lua_pop(lua, 1);
  return problem;
}

// --- Where things are ----------------------------------------------------------------------------

bool LuaHost::IsSuite(const char* source) const { return chunk_name_ == source; }

LuaHost::Spot LuaHost::SpotIn(lua_State* lua) const {
  Spot spot;
  lua_Debug debug;
  for (int level = 0; lua_getstack(lua, level, &debug) != 0; ++level) {
    lua_getinfo(lua, "Sl", &debug);
    if (debug.source[0] != '@' || debug.currentline <= 0) continue;
    const SourcePlace place{.file = debug.source + 1, .line = debug.currentline, .column = 1};
    if (IsSuite(debug.source)) {
      spot.suite = place;
      return spot;
    }
    if (spot.other.line == 0) spot.other = place;
  }
  return spot;
}

SourcePlace LuaHost::PlaceIn(lua_State* lua) const {
  Spot spot = SpotIn(lua);
  return spot.suite.line != 0 ? spot.suite : spot.other;
}

// --- Errors --------------------------------------------------------------------------------------

int RaiseText(lua_State* lua, std::string_view text) {
  PushString(lua, text);
  lua_error(lua);
  std::abort();  // never: Lua has gone
}

// Runs where the error is raised, while the stack is still there.
int LuaHost::OnError(lua_State* lua) {
  auto* host = static_cast<LuaHost*>(lua_touserdata(lua, lua_upvalueindex(1)));
  host->spot_ = host->SpotIn(lua);
  return 1;
}

int LuaHost::RaiseFailure(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_settop(lua, 1);
  const Spot spot = SpotIn(lua);
  const auto set = [&](const SourcePlace& place, const char* file, const char* line) {
    if (place.line == 0) return;
    PushString(lua, place.file);
    lua_setfield(lua, 1, file);
    lua_pushinteger(lua, place.line);
    lua_setfield(lua, 1, line);
  };
  set(spot.suite, "file", "line");
  set(spot.other, "other_file", "other_line");
  lua_getfield(lua, LUA_REGISTRYINDEX, kFailure);
  lua_setmetatable(lua, 1);
  return lua_error(lua);
}

int LuaHost::RaiseFailure(lua_State* lua, std::string_view kind, std::string_view message) {
  lua_settop(lua, 0);
  lua_createtable(lua, 0, 2);
  PushString(lua, kind);
  lua_setfield(lua, 1, "kind");
  PushString(lua, message);
  lua_setfield(lua, 1, "message");
  return RaiseFailure(lua);
}

LuaProblem LuaHost::Take(lua_State* lua, int status) {
  LuaProblem problem;
  if (stopped_) {
    problem.kind = LuaProblem::Kind::kStopped;
    problem.where = spot_.suite.line != 0 ? spot_.suite : spot_.other;
    problem.message = "it took too long and was stopped";
    return problem;
  }
  if (status != LUA_ERRRUN) {
    ReadText(problem, lua_isstring(lua, -1) != 0 ? StringAt(lua, -1) : "error in error handling");
    return problem;
  }
  lua_getfield(lua, LUA_REGISTRYINDEX, kFailure);
  const bool has_metatable = lua_istable(lua, -2) && lua_getmetatable(lua, -2) != 0;
  const bool failure = has_metatable && lua_rawequal(lua, -1, -2) != 0;
  lua_pop(lua, has_metatable ? 2 : 1);
  if (failure) {
    ReadFailure(lua, problem);
  } else {
    ReadError(lua, problem);
  }
  return problem;
}

void LuaHost::ReadFailure(lua_State* lua, LuaProblem& problem) const {
  const int at = lua_gettop(lua);
  const std::string kind = FieldText(lua, at, "kind");
  problem.kind = kind == "skip"     ? LuaProblem::Kind::kSkip
                 : kind == "assert" ? LuaProblem::Kind::kAssert
                 : kind == "faults" ? LuaProblem::Kind::kFaults
                                    : LuaProblem::Kind::kError;
  problem.message = FieldText(lua, at, "message");
  problem.expected = FieldText(lua, at, "expected");
  problem.got = FieldText(lua, at, "got");
  problem.script_error = static_cast<size_t>(std::max(FieldInt(lua, at, "script_error"), 0));
  const auto place = [&](const char* file, const char* line) {
    const int number = FieldInt(lua, at, line);
    return SourcePlace{
        .file = FieldText(lua, at, file), .line = number, .column = number > 0 ? 1 : 0};
  };
  problem.where = place("file", "line");
  Note(problem, place("other_file", "other_line"));
}

void LuaHost::ReadError(lua_State* lua, LuaProblem& problem) {
  const int at = lua_gettop(lua);
  if (lua_type(lua, at) == LUA_TSTRING) {
    const std::string text(StringAt(lua, at));
    // assert(false, "text") says so with a text like any other.
    lua_getfield(lua, LUA_REGISTRYINDEX, kShared);
    lua_getfield(lua, -1, "asserted");
    if (lua_rawequal(lua, -1, at) != 0) problem.kind = LuaProblem::Kind::kAssert;
    lua_settop(lua, at);
    ReadText(problem, text);
    return;
  }
  problem.where = spot_.suite;
  problem.message = Shown(lua, at);
  Note(problem, spot_.other);
  lua_getfield(lua, LUA_REGISTRYINDEX, kErrors);
  lua_pushvalue(lua, at);
  lua_rawget(lua, -2);
  if (lua_isnumber(lua, -1) != 0) {
    problem.script_error = static_cast<size_t>(std::max(IntAt(lua, -1), 0));
  }
  lua_settop(lua, at);
}

// Takes the place from the front of `text`, if there is one.
SourcePlace LuaHost::TakePlace(std::string_view& text) const {
  for (const std::string& file : files_) {
    for (const size_t room : kShownNames) {
      const std::string shown = ShownName(file, room);
      if (!text.starts_with(shown)) continue;
      std::string_view rest = text.substr(shown.size());
      if (!rest.starts_with(":")) continue;
      rest.remove_prefix(1);
      const auto line = TakeLine(rest);
      if (!line) continue;
      text = rest;
      return {.file = file, .line = *line, .column = 1};
    }
  }
  return {};
}

// A text with a place in front of it, or several if it went through coroutines, or without.
void LuaHost::ReadText(LuaProblem& problem, std::string_view text) const {
  problem.where = spot_.suite;
  SourcePlace other = spot_.other;
  for (SourcePlace told = TakePlace(text); told.line != 0; told = TakePlace(text)) {
    if (told.file == path_) {
      problem.where = told;
      other = {};
    } else {
      other = told;
    }
  }
  problem.message = text;
  Note(problem, other);
}

// Something nearer than the suite's own file is told as well.
void LuaHost::Note(LuaProblem& problem, const SourcePlace& other) const {
  if (other.line == 0) return;
  if (problem.where.line == 0) {
    problem.where = other;
  } else {
    problem.message += StrCat(" (", other.file, ":", other.line, ")");
  }
}

std::string LuaHost::Shown(lua_State* lua, int index) {
  const StackGuard guard(lua);
  lua_pushvalue(lua, index);
  lua_getfield(lua, LUA_REGISTRYINDEX, kShared);
  lua_getfield(lua, -1, "show_error");
  lua_remove(lua, -2);
  lua_insert(lua, -2);
  const LuaHeap::Bounded bounded(state_.heap());
  if (lua_pcall(lua, 1, 1, 0) == 0 && lua_type(lua, -1) == LUA_TSTRING) {
    return std::string(StringAt(lua, -1));
  }
  return StrCat("an error that is a ", lua_typename(lua, lua_type(lua, index)));
}

}  // namespace luarig
