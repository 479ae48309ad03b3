#ifndef LUARIG_ENGINE_TESTING_LUA_MODULES_H_
#define LUARIG_ENGINE_TESTING_LUA_MODULES_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include <lua.hpp>

#include "engine/testing/lua_host.h"
#include "engine/testing/lua_settings.h"
#include "engine/testing/scene.h"

namespace luarig {

// The files of Lua that a suite names while it runs: helpers by require(), scripts by eval(). Each
// is read once.
class LuaModules {
 public:
  LuaModules(LuaHost& host, const SuiteText& text, SuiteFiles& files);

  // Sets require() in the table on top.
  void Register();

  Result<std::shared_ptr<const TestFile>> Read(const std::string& path);

  // What must be watched because the suite or one of its helpers speaks of it: the functions that
  // tell of the last call come after that call, so their names are looked for beforehand.
  const Watching& wanted() const { return wanted_; }

 private:
  int Require(lua_State* lua);
  void LookFor(std::string_view text);

  LuaHost& host_;
  const SuiteText& text_;
  SuiteFiles& files_;
  std::map<std::string, std::shared_ptr<const TestFile>, std::less<>> read_;
  std::set<std::string, std::less<>> loading_;
  Watching wanted_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_LUA_MODULES_H_
