#ifndef LUARIG_ENGINE_TESTING_LUA_COLLECTOR_H_
#define LUARIG_ENGINE_TESTING_LUA_COLLECTOR_H_

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <lua.hpp>

#include "engine/base/diagnostic.h"
#include "engine/testing/lua_host.h"
#include "engine/testing/lua_settings.h"

namespace luarig {

// When a function that before_each() and the like were given runs.
enum class LuaHook : uint8_t { kSetup, kBeforeEach, kAfterEach, kTeardown };
inline constexpr size_t kLuaHooks = 4;

// What describe() makes; the file itself is one without a name.
struct LuaGroup {
  std::string name;  // with those around it: "reserve > refuses"
  LuaGroup* parent = nullptr;
  std::vector<const LuaGroup*> path;  // from the file to itself
  LuaSettings settings;
  std::vector<int> hooks[kLuaHooks];  // in the registry

  const std::vector<int>& Of(LuaHook hook) const { return hooks[static_cast<size_t>(hook)]; }
};

// What it() makes.
struct LuaTest {
  std::string name;
  LuaGroup* group = nullptr;
  SourcePlace where;
  std::string skip;      // why it is not run
  int body = LUA_NOREF;  // in the registry
};

// Collects what a suite's file describes while it runs: the functions describe(), it(),
// before_each(), suite() and their kin, as the prelude finds them in its table of natives.
class LuaCollector {
 public:
  LuaCollector(LuaHost& host, const SuiteText& text, SuiteFiles& files);

  // Sets the functions in the table on top.
  void Register();

  // While it is true, they do their work; otherwise they say that they are no part of a test.
  void set_open(bool open) { open_ = open; }

  const LuaGroup& file() const { return groups_.front(); }
  const std::vector<LuaTest>& tests() const { return tests_; }
  std::vector<Diagnostic>& problems() { return problems_; }

 private:
  int Describe(lua_State* lua);  // describe(name, body)
  int It(lua_State* lua);        // it(name, body or nil, reason or nil)
  int AddHook(lua_State* lua);   // hook(which, body)
  int SetSuite(lua_State* lua);  // suite(table)

  void RefuseOutside(lua_State* lua, const char* what) const;
  std::string FullName(std::string_view name) const;

  LuaHost& host_;
  const SuiteText& text_;
  SuiteFiles& files_;
  bool open_ = false;
  std::deque<LuaGroup> groups_;  // the file first; addresses stay
  LuaGroup* group_ = nullptr;    // the one whose body runs
  std::vector<LuaTest> tests_;
  std::map<std::string, int, std::less<>> lines_;  // of tests, by name
  std::vector<Diagnostic> problems_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_LUA_COLLECTOR_H_
