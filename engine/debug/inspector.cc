#include "engine/debug/inspector.h"

#include <algorithm>
#include <set>

#include "engine/base/bytes.h"
#include "engine/debug/value_text.h"
#include "engine/script/line_events.h"
#include "engine/script/lua_heap.h"
#include "engine/script/lua_state.h"
#include "engine/script/proxy.h"
#include "engine/script/varargs.h"

namespace luarig {
namespace {

constexpr int kInstructionsBetweenLooks = 10'000;
constexpr char kCancelsKey = 0;  // its address is a key of the registry

// A variable that the compiler made is none: "(for index)", "(*temporary)".
bool IsHidden(std::string_view name) { return name.empty() || name.front() == '('; }

void CancelHook(lua_State* lua, lua_Debug* /*where*/) {
  lua_pushlightuserdata(lua, const_cast<char*>(&kCancelsKey));
  lua_rawget(lua, LUA_REGISTRYINDEX);
  const auto* cancels = static_cast<const std::function<bool()>*>(lua_touserdata(lua, -1));
  lua_pop(lua, 1);
  if (cancels != nullptr && *cancels && (*cancels)()) luaL_error(lua, "interrupted");
}

void SetCancels(lua_State* lua, const std::function<bool()>* cancels) {
  lua_pushlightuserdata(lua, const_cast<char*>(&kCancelsKey));
  if (cancels == nullptr) {
    lua_pushnil(lua);
  } else {
    lua_pushlightuserdata(lua, const_cast<std::function<bool()>*>(cancels));
  }
  lua_rawset(lua, LUA_REGISTRYINDEX);
}

std::string FunctionName(const lua_Debug& info, const CodeFiles& files, size_t text, bool own) {
  if (info.what[0] == 'm') return "main chunk";
  if (own) {
    for (const CodeFunction& function : files.texts()[text].functions) {
      if (function.line == info.linedefined && function.last_line == info.lastlinedefined &&
          !function.name.empty()) {
        return function.name;
      }
    }
  }
  if (info.name != nullptr && info.name[0] != '\0') return info.name;
  if (!own) return StrCat("function at line ", info.linedefined, " of a loaded chunk");
  return StrCat("function at ", files.Label(files.PlaceOf(text, info.linedefined)));
}

// Values of a local name come up again where a block's local hides another.
void Add(std::vector<Variable>& variables, std::string name, ShownValue value) {
  variables.push_back({.name = std::move(name), .value = std::move(value)});
}

}  // namespace

Inspector::Inspector(std::vector<lua_State*> threads, const CodeFiles& files, size_t text,
                     std::function<bool()> cancels)
    : is_script_(files.texts()[text].kind == ScriptKind::kScript), cancels_(std::move(cancels)) {
  lua_State* lua = threads.back();
  lua_checkstack(lua, LUA_MINSTACK);
  thread_ = lua_newthread(lua);
  thread_ref_ = luaL_ref(lua, LUA_REGISTRYINDEX);
  lua_sethook(thread_, CancelHook, LUA_MASKCOUNT, kInstructionsBetweenLooks);
  SetCancels(thread_, &cancels_);
  for (size_t i = threads.size(); i > 0; --i)
    ListFrames(threads[i - 1], static_cast<int>(i - 1), files, text);
}

Inspector::~Inspector() {
  SetCancels(thread_, nullptr);
  for (const Handle& handle : handles_) luaL_unref(thread_, LUA_REGISTRYINDEX, handle.ref);
  luaL_unref(thread_, LUA_REGISTRYINDEX, thread_ref_);
}

void Inspector::ListFrames(lua_State* lua, int coroutine, const CodeFiles& files, size_t text) {
  const std::string_view chunk = ChunkName(files.texts()[text].kind);
  lua_Debug info;
  for (int level = 0; lua_getstack(lua, level, &info) != 0; ++level) {
    if (lua_getinfo(lua, "nSl", &info) == 0 || info.what[0] == 'C' || info.what[0] == 't') continue;
    const bool own = info.source == chunk;
    const FilePlace place = own ? files.PlaceOf(text, info.currentline) : FilePlace();
    frames_.push_back({.function = FunctionName(info, files, text, own),
                       .file = place.file,
                       .line = place.line,
                       .is_lua = true,
                       .coroutine = coroutine});
    levels_.push_back({.lua = lua, .level = level});
  }
}

// The value at `index` of thread(), which `path` gives in a frame.
ShownValue Inspector::Show(int index, std::string path, size_t frame) {
  ShownValue shown{.text = ShortText(thread_, index),
                   .type = std::string(TypeText(thread_, index))};
  if (!lua_istable(thread_, index)) return shown;
  const StackGuard guard(thread_);
  lua_pushvalue(thread_, index);
  RealTable(thread_, lua_gettop(thread_));
  shown.indexed = IndexedCount(thread_, lua_gettop(thread_));
  shown.named = PushOtherKeys(thread_, lua_gettop(thread_), shown.indexed);
  if (shown.indexed + shown.named == 0) return shown;
  lua_pop(thread_, 1);
  handles_.push_back({luaL_ref(thread_, LUA_REGISTRYINDEX), std::move(path), frame});
  shown.handle = static_cast<int>(handles_.size());
  return shown;
}

std::vector<Variable> Inspector::Variables(size_t frame, Scope scope) {
  std::vector<Variable> variables;
  const LuaFrame& at = levels_[frame];
  lua_Debug info;
  if (lua_getstack(at.lua, at.level, &info) == 0) return variables;
  const StackGuard guard(thread_);
  const auto take = [&](const char* name) {
    lua_xmove(at.lua, thread_, 1);
    if (!IsHidden(name)) Add(variables, name, Show(lua_gettop(thread_), name, frame));
    lua_pop(thread_, 1);
  };
  if (scope == Scope::kLocals) {
    for (int i = 1; const char* name = lua_getlocal(at.lua, &info, i); ++i) take(name);
  } else if (scope == Scope::kUpvalues) {
    lua_getinfo(at.lua, "f", &info);
    lua_xmove(at.lua, thread_, 1);
    const int function = lua_gettop(thread_);
    for (int i = 1; const char* name = lua_getupvalue(thread_, function, i); ++i) {
      if (!IsHidden(name)) Add(variables, name, Show(lua_gettop(thread_), name, frame));
      lua_pop(thread_, 1);
    }
  } else {
    const int count = VarargCount(at.lua, &info);
    for (int i = 1; i <= count; ++i) {
      PushVararg(at.lua, &info, i);
      lua_xmove(at.lua, thread_, 1);
      Add(variables, StrCat("...[", i, "]"), Show(lua_gettop(thread_), "", frame));
      lua_pop(thread_, 1);
    }
    if (!is_script_) return variables;
    for (const char* name : {"KEYS", "ARGV"}) {
      lua_getfield(thread_, LUA_GLOBALSINDEX, name);
      Add(variables, name, Show(lua_gettop(thread_), name, frame));
      lua_pop(thread_, 1);
    }
  }
  return variables;
}

// Pushes the table behind a handle; false if there is none.
bool Inspector::PushTable(int handle) {
  if (!Knows(handle)) return false;
  lua_rawgeti(thread_, LUA_REGISTRYINDEX, handles_[static_cast<size_t>(handle) - 1].ref);
  return true;
}

std::vector<Variable> Inspector::Children(int handle, size_t first, size_t count) {
  std::vector<Variable> children;
  const StackGuard guard(thread_);
  if (!PushTable(handle)) return children;
  const std::string path = PathOf(handle);  // Show() moves them
  const size_t frame = FrameOf(handle);
  const int table = lua_gettop(thread_);
  const size_t indexed = IndexedCount(thread_, table);
  const size_t named = PushOtherKeys(thread_, table, indexed);
  const int keys = lua_gettop(thread_);
  const size_t end = first + std::min(count, indexed + named - std::min(first, indexed + named));
  for (size_t i = first; i < end; ++i) {
    std::string name = StrCat("[", i + 1, "]");
    if (i < indexed) {
      lua_rawgeti(thread_, table, static_cast<int>(i + 1));
    } else {
      lua_rawgeti(thread_, keys, static_cast<int>(i - indexed + 1));
      name = KeyText(thread_, lua_gettop(thread_));
      lua_rawget(thread_, table);
    }
    const std::string way =
        path.empty() ? "" : StrCat(path, name.starts_with('[') ? "" : ".", name);
    Add(children, std::move(name), Show(lua_gettop(thread_), way, frame));
    lua_pop(thread_, 1);
  }
  return children;
}

Evaluated Inspector::Run(size_t frame, std::string_view code, const EvaluateOptions& options) {
  return luarig::Evaluate(levels_[frame], thread_, code, options);
}

// Takes the error from the top of thread(), in words.
Failure Inspector::TakeError() {
  if (lua_istable(thread_, -1)) {
    lua_getfield(thread_, -1, "err");
    lua_remove(thread_, -2);
  }
  std::string text = lua_isstring(thread_, -1) != 0 ? std::string(StringAt(thread_, -1))
                                                    : ShortText(thread_, lua_gettop(thread_));
  lua_pop(thread_, 1);
  return Failure{std::move(text)};
}

Result<ShownValue> Inspector::Evaluate(size_t frame, std::string_view code,
                                       const EvaluateOptions& options, Evaluated* how) {
  const StackGuard guard(thread_);
  const Evaluated done = Run(frame, code, options);
  if (how != nullptr) *how = done;
  if (!done.ok) return TakeError();
  return Show(lua_gettop(thread_), StrCat("(", code, ")"), frame);
}

Result<std::string> Inspector::Print(size_t frame, std::string_view code, size_t most_bytes) {
  const StackGuard guard(thread_);
  if (!Run(frame, code, {}).ok) return TakeError();
  return LongText(thread_, lua_gettop(thread_), most_bytes);
}

Result<std::string> Inspector::Text(size_t frame, std::string_view code) {
  const StackGuard guard(thread_);
  if (!Run(frame, code, {}).ok) return TakeError();
  const int value = lua_gettop(thread_);
  if (lua_type(thread_, value) == LUA_TSTRING) return std::string(StringAt(thread_, value));
  return ShortText(thread_, value);
}

Result<bool> Inspector::IsTrue(size_t frame, std::string_view code) {
  const StackGuard guard(thread_);
  if (!Run(frame, code, {}).ok) return TakeError();
  return lua_toboolean(thread_, -1) != 0;
}

Result<ShownValue> Inspector::SetVariable(size_t frame, Scope scope, std::string_view name,
                                          std::string_view code) {
  if (scope == Scope::kArguments)
    return Failure{StrCat(name, " cannot be replaced; its fields can be set")};
  const StackGuard guard(thread_);
  const Evaluated done = Run(frame, code, {.may_change = true});
  if (!done.ok) return TakeError();
  lua_pushvalue(thread_, -1);
  if (!luarig::SetVariable(levels_[frame], name, thread_))
    return Failure{StrCat("no variable ", name, " here")};
  return Show(lua_gettop(thread_), std::string(name), frame);
}

Result<ShownValue> Inspector::SetChild(int handle, std::string_view name, size_t frame,
                                       std::string_view code) {
  const StackGuard guard(thread_);
  if (!PushTable(handle)) return Failure{"this table was shown before the code went on"};
  if (PathOf(handle).empty()) return Failure{"fields of a table in ... cannot be set from here"};
  const int table = lua_gettop(thread_);
  HideRealTable(thread_);
  if (IsProxy(thread_, lua_gettop(thread_))) return Failure{kReadOnlyTable};
  if (name.starts_with('[')) {
    const std::string_view key = name.substr(1, name.size() - (name.ends_with(']') ? 2 : 1));
    if (!Run(frame, key, {}).ok) return TakeError();
  } else {
    PushString(thread_, name);
  }
  if (lua_isnil(thread_, -1)) return Failure{StrCat("no field ", name)};
  if (!Run(frame, code, {.may_change = true}).ok) return TakeError();
  const int value = lua_gettop(thread_);
  lua_pushvalue(thread_, value - 1);
  lua_pushvalue(thread_, value);
  lua_rawset(thread_, table);
  const std::string way = StrCat(PathOf(handle), name.starts_with('[') ? "" : ".", name);
  return Show(value, way, frame);
}

// Pushes the value of `a.b.c`, read raw; false, and nothing, if a part is no table.
bool Inspector::PushNamed(size_t frame, std::string_view path) {
  const size_t dot = path.find('.');
  const std::string_view first = path.substr(0, dot);
  if (!PushVariable(levels_[frame], first, thread_)) {
    lua_pushvalue(thread_, LUA_GLOBALSINDEX);
    RealTable(thread_, lua_gettop(thread_));
    PushString(thread_, first);
    lua_rawget(thread_, -2);
    lua_remove(thread_, -2);
  }
  while (path.find('.') != std::string_view::npos) {
    path.remove_prefix(path.find('.') + 1);
    RealTable(thread_, lua_gettop(thread_));
    if (!lua_istable(thread_, -1)) {
      lua_pop(thread_, 1);
      return false;
    }
    PushString(thread_, path.substr(0, path.find('.')));
    lua_rawget(thread_, -2);
    lua_remove(thread_, -2);
  }
  return true;
}

std::vector<std::string> Inspector::Complete(size_t frame, std::string_view text) {
  const StackGuard guard(thread_);
  const auto part_of_path = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
  };
  size_t begin = text.size();
  while (begin > 0 && part_of_path(text[begin - 1])) --begin;
  text.remove_prefix(begin);
  const size_t dot = text.rfind('.');
  const std::string prefix(dot == std::string_view::npos ? "" : text.substr(0, dot + 1));
  const std::string_view typed = text.substr(prefix.size());

  std::set<std::string> names;
  if (prefix.empty()) {
    for (const Scope scope : {Scope::kLocals, Scope::kUpvalues}) {
      for (const Variable& variable : Variables(frame, scope)) names.insert(variable.name);
    }
    lua_pushvalue(thread_, LUA_GLOBALSINDEX);
  } else if (!PushNamed(frame, text.substr(0, dot))) {
    return {};
  }
  RealTable(thread_, lua_gettop(thread_));
  if (lua_istable(thread_, -1)) {
    const int table = lua_gettop(thread_);
    for (lua_pushnil(thread_); lua_next(thread_, table) != 0; lua_pop(thread_, 1)) {
      if (lua_type(thread_, -2) == LUA_TSTRING && IsName(StringAt(thread_, -2)))
        names.emplace(StringAt(thread_, -2));
    }
  }
  std::vector<std::string> found;
  for (const std::string& name : names) {
    if (name.starts_with(typed)) found.push_back(StrCat(prefix, name));
  }
  return found;
}

}  // namespace luarig
