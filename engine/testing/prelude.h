#ifndef LUARIG_ENGINE_TESTING_PRELUDE_H_
#define LUARIG_ENGINE_TESTING_PRELUDE_H_

#include <span>
#include <string_view>

namespace luarig {

// What of the functions for suites is itself written in Lua. Each text is called, in this order,
// with one table that all of them share with the natives (lua_stage.h, lua_collector.h).
extern const std::string_view kPreludeShow;        // values as text, deep comparison
extern const std::string_view kPreludeAssert;      // assert and its chains, say
extern const std::string_view kPreludeAssertions;  // same, equal, has_error, ...
extern const std::string_view kPreludeSpies;       // spy, stub, mock, match
extern const std::string_view kPreludeSuite;       // describe, it, before_each, require
extern const std::string_view kPreludeRedis;       // redis, fcall, clock, key, faults

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_PRELUDE_H_
