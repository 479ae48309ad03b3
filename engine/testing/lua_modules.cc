#include "engine/testing/lua_modules.h"

#include <algorithm>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

struct Told {
  std::string_view function;
  bool Watching::*flag;
};

constexpr Told kTold[] = {
    {"calls", &Watching::calls},   {"diff", &Watching::difference},
    {"events", &Watching::events}, {"instructions", &Watching::instructions},
    {"log", &Watching::log},       {"propagated", &Watching::propagated},
};

}  // namespace

LuaModules::LuaModules(LuaHost& host, const SuiteText& text, SuiteFiles& files)
    : host_(host), text_(text), files_(files) {
  LookFor(text.text);
}

void LuaModules::Register() {
  SetMethod<LuaModules, &LuaModules::Require>(host_.lua(), "require", this);
}

void LuaModules::LookFor(std::string_view text) {
  for (const Told& told : kTold) {
    if (!(wanted_.*told.flag))
      wanted_.*told.flag = FindWord(text, 0, told.function) != std::string_view::npos;
  }
}

Result<std::shared_ptr<const TestFile>> LuaModules::Read(const std::string& path) {
  const auto known = read_.find(path);
  if (known != read_.end()) return known->second;
  auto file = files_.ReadLua(text_.path, path);
  if (file) read_.emplace(path, *file);
  return file;
}

// require(name): what the file returned, or true. The prelude has looked among what is loaded.
int LuaModules::Require(lua_State* lua) {
  const std::string name(StringAt(lua, 1));
  std::string path = name;
  if (!path.ends_with(".lua")) {
    std::ranges::replace(path, '.', '/');
    path += ".lua";
  }
  if (loading_.contains(name)) {
    RaiseText(lua, StrCat("module ", Quote(name), " needs itself, or could not be loaded before"));
  }
  auto file = Read(path);
  if (!file) RaiseText(lua, StrCat("module ", Quote(name), ": ", file.error()));
  const TestFile& found = **file;
  LookFor(found.text);
  if (const auto problem = host_.Compile(lua, found.text, found.path)) {
    RaiseText(lua, StrCat(found.path, ":", problem->where.line, ": ", problem->message));
  }
  loading_.insert(name);
  lua_call(lua, 0, 1);
  loading_.erase(name);
  if (lua_isnil(lua, -1)) lua_pushboolean(lua, 1);
  return 1;
}

}  // namespace luarig
