#ifndef LUARIG_ENGINE_TESTING_LUA_SETTINGS_H_
#define LUARIG_ENGINE_TESTING_LUA_SETTINGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <lua.hpp>

#include "engine/base/diagnostic.h"
#include "engine/testing/suite.h"
#include "engine/testing/suite_settings.h"

namespace luarig {

// The text of a suite's file, for the places of what is wrong with it.
struct SuiteText {
  std::string path;
  std::string text;
};

// What suite{...} says. Files come on top of those of the group around it and of the flags; what
// else it leaves out comes from there.
struct LuaSettings {
  TestFiles libraries;
  TestFiles fixtures;
  std::optional<std::vector<std::string>> targets;
  std::optional<std::vector<SuiteSettings::Condition>> under;
  std::optional<int> resp;
  std::optional<int64_t> now_micros;
  std::optional<uint64_t> seed;

  // Adds what the suite{...} of a group inside says.
  void Add(const LuaSettings& inner);

  // One setting for each target and condition.
  std::vector<Setting> Cells(const SuiteDefaults& defaults) const;
};

// Reads the table on top of the stack, which is left there. What is wrong goes to `problems`.
// Raises nothing.
LuaSettings ReadLuaSettings(lua_State* lua, int line, const SuiteText& text, SuiteFiles& files,
                            std::vector<Diagnostic>& problems);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_LUA_SETTINGS_H_
