#ifndef LUARIG_ENGINE_TESTING_LUA_SUITE_H_
#define LUARIG_ENGINE_TESTING_LUA_SUITE_H_

#include <string>
#include <string_view>

#include "engine/testing/lua_host.h"
#include "engine/testing/suite.h"

namespace luarig {

// ReadLuaSuite() of suite.h with bounds for the suite's own code (docs/lua-suites.md is what such a
// file may say). The file runs here, but none of its tests. `files` must outlive the suite: tests
// may name files when they run.
ReadSuite ReadLuaSuite(std::string_view text, const std::string& path, SuiteFiles& files,
                       const SuiteDefaults& defaults, const LuaSuiteOptions& options);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_LUA_SUITE_H_
