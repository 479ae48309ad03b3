// Scripts that try to get out of the sandbox, or to leave something in it.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

std::string ReadWhole(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::filesystem::path> Scripts() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(LUARIG_SOURCE_DIR) / "tests/scripts/escape")) {
    if (entry.path().extension() == ".lua") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

// Everything that a script can reach from its globals, as text: names, types and identities.
constexpr const char* kProbe = R"lua(
  local seen, lines = {}, {}
  local function walk(path, value)
    lines[#lines + 1] = path .. ' = ' .. tostring(value)
    if type(value) ~= 'table' or seen[value] then return end
    seen[value] = true
    for key, inner in pairs(value) do
      if key ~= 'KEYS' and key ~= 'ARGV' then walk(path .. '.' .. tostring(key), inner) end
    end
    walk(path .. '<meta>', getmetatable(value))
  end
  local names = {}
  for name in pairs(_G) do
    if name ~= 'KEYS' and name ~= 'ARGV' then names[#names + 1] = name end
  end
  table.sort(names)
  for _, name in ipairs(names) do walk(name, _G[name]) end
  walk('string<meta>', getmetatable(''))
  walk('_G<meta>', getmetatable(_G))
  for _, value in ipairs({1, true, cjson.null, pairs, coroutine.create(function() end)}) do
    lines[#lines + 1] = type(value) .. '<meta> = ' .. tostring(getmetatable(value))
  end
  table.sort(lines)
  return table.concat(lines, '\n')
)lua";

size_t Count(const std::string& text, std::string_view wanted) {
  size_t count = 0;
  for (size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1))
    ++count;
  return count;
}

}  // namespace

TEST_CASE("no script gets out of the sandbox or leaves anything in it") {
  size_t attempts = 0;
  for (const char* target : {"redis-7.0", "redis-7.4", "valkey-8.0"}) {
    TestEngine redis(target);
    const std::string before = redis.Eval(kProbe).text;
    REQUIRE(before.find(".call = function") != std::string::npos);
    for (const auto& path : Scripts()) {
      const std::string script = ReadWhole(path);
      attempts += Count(script, "\nattempt(");
      CAPTURE(target);
      CAPTURE(path.filename());
      CHECK(redis.Eval(script) == Bulk("safe"));
      CHECK(redis.Eval(kProbe).text == before);
      // Code that assigns to a global reads all of them through the proxy, other code directly.
      CHECK(redis.Eval(StrCat("if false then global = 1 end ", script)) == Bulk("safe"));
      CHECK(redis.Eval(kProbe).text == before);
    }
  }
  CHECK(attempts >= 3 * 60);
}

TEST_CASE("functions share the sandbox of functions, and leave nothing in it either") {
  TestEngine redis;
  const std::string probe =
      StrCat("#!lua name=probe\nredis.register_function('probe', function()", kProbe, "end)");
  REQUIRE(redis.Run({"FUNCTION", "LOAD", probe}) == Bulk("probe"));
  const std::string before = redis.Run("FCALL probe 0").text;
  REQUIRE(before.find(".call = function") != std::string::npos);
  for (const char* name : {"globals", "libraries", "strings", "raw"}) {
    const std::string script = ReadWhole(std::filesystem::path(LUARIG_SOURCE_DIR) /
                                         "tests/scripts/escape" / StrCat(name, ".lua"));
    const std::string library = StrCat("#!lua name=", name, "\nredis.register_function('", name,
                                       "', function(keys, args)\n", script, "end)");
    CAPTURE(name);
    CHECK(redis.Run({"FUNCTION", "LOAD", library}) == Bulk(name));
    CHECK(redis.Run({"FCALL", name, "0"}) == Bulk("safe"));
    CHECK(redis.Run("FCALL probe 0").text == before);
  }
}

}  // namespace luarig::test
