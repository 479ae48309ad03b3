#include "engine/testing/lua_collector.h"

#include <utility>

#include "engine/base/bytes.h"

namespace luarig {

LuaCollector::LuaCollector(LuaHost& host, const SuiteText& text, SuiteFiles& files)
    : host_(host), text_(text), files_(files) {
  group_ = &groups_.emplace_back();
  group_->path = {group_};
}

void LuaCollector::Register() {
  lua_State* lua = host_.lua();
  SetMethod<LuaCollector, &LuaCollector::Describe>(lua, "describe", this);
  SetMethod<LuaCollector, &LuaCollector::It>(lua, "it", this);
  SetMethod<LuaCollector, &LuaCollector::AddHook>(lua, "hook", this);
  SetMethod<LuaCollector, &LuaCollector::SetSuite>(lua, "suite", this);
}

void LuaCollector::RefuseOutside(lua_State* lua, const char* what) const {
  if (!open_) RaiseText(lua, StrCat(what, " cannot be used inside of a test"));
}

std::string LuaCollector::FullName(std::string_view name) const {
  return group_->name.empty() ? std::string(name) : StrCat(group_->name, " > ", name);
}

int LuaCollector::Describe(lua_State* lua) {
  RefuseOutside(lua, "describe()");
  if (lua_type(lua, 1) != LUA_TSTRING) RaiseText(lua, "describe() takes a name and a function");
  if (!lua_isfunction(lua, 2)) {
    RaiseText(lua, StrCat("describe(", Quote(StringAt(lua, 1)), ") has no function"));
  }
  LuaGroup& group = groups_.emplace_back();
  group.name = FullName(StringAt(lua, 1));
  group.parent = std::exchange(group_, &group);
  group.path = group.parent->path;
  group.path.push_back(&group);
  const size_t tests_before = tests_.size();
  lua_settop(lua, 2);
  auto problem = host_.Call(lua, 0, 0);
  group_ = group.parent;
  if (!problem) return 0;
  // A group that could not be read to its end is left out, the others are not.
  while (tests_.size() > tests_before) {
    lines_.erase(tests_.back().name);
    tests_.pop_back();
  }
  const bool stopped = problem->kind == LuaProblem::Kind::kStopped;
  problem->message = StrCat("in describe ", Quote(group.name), ": ", problem->message);
  problems_.push_back(DiagnosticOf(*std::move(problem)));
  return stopped ? RaiseText(lua, "stopped") : 0;
}

int LuaCollector::It(lua_State* lua) {
  RefuseOutside(lua, "it()");
  if (lua_type(lua, 1) != LUA_TSTRING) RaiseText(lua, "it() takes a name and a function");
  if (!lua_isnoneornil(lua, 2) && !lua_isfunction(lua, 2)) {
    RaiseText(lua, StrCat("it(", Quote(StringAt(lua, 1)), ") takes a function, not a ",
                          luaL_typename(lua, 2)));
  }
  LuaTest test;
  test.name = FullName(StringAt(lua, 1));
  test.group = group_;
  test.where = host_.PlaceIn(lua);
  if (lua_type(lua, 3) == LUA_TSTRING) test.skip = StringAt(lua, 3);
  if (lua_isnoneornil(lua, 2) && test.skip.empty()) test.skip = "it has no body";
  const auto [known, added] = lines_.emplace(test.name, test.where.line);
  if (!added) {
    Diagnostic problem;
    problem.code = "suite";
    problem.message =
        StrCat("there are two tests ", Quote(test.name), "; the first is in line ", known->second);
    problem.where = test.where;
    problem.help = "give each test of a file a name of its own";
    problems_.push_back(std::move(problem));
    return 0;
  }
  if (test.skip.empty()) {
    lua_pushvalue(lua, 2);
    test.body = luaL_ref(lua, LUA_REGISTRYINDEX);
  }
  tests_.push_back(std::move(test));
  return 0;
}

int LuaCollector::AddHook(lua_State* lua) {
  const int which = IntAt(lua, 1);
  const std::string name(StringAt(lua, 2));
  RefuseOutside(lua, (name + "()").c_str());
  if (!lua_isfunction(lua, 3)) {
    RaiseText(lua, StrCat(name, "() takes a function, not a ", luaL_typename(lua, 3)));
  }
  lua_settop(lua, 3);
  group_->hooks[static_cast<size_t>(which)].push_back(luaL_ref(lua, LUA_REGISTRYINDEX));
  return 0;
}

int LuaCollector::SetSuite(lua_State* lua) {
  RefuseOutside(lua, "suite{}");
  if (!lua_istable(lua, 1)) RaiseText(lua, "suite takes a table: suite { libraries = {...} }");
  lua_settop(lua, 1);
  const int line = host_.PlaceIn(lua).line;
  group_->settings.Add(ReadLuaSettings(lua, line, text_, files_, problems_));
  return 0;
}

}  // namespace luarig
