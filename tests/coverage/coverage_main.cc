// Writes what covers a few scripts into a folder, for the programs that read such files:
//
//   luarig_coverage_sample FOLDER
//
// shop.lua, odd & names.lua, coverage.info, coverage.xml; what a person sees goes to standard
// output.

#include <fstream>
#include <iostream>
#include <string>
#include <string_view>

#include "engine/engine.h"
#include "engine/trace/cobertura.h"
#include "engine/trace/coverage.h"
#include "engine/trace/coverage_table.h"
#include "engine/trace/lcov.h"

namespace luarig::test {
namespace {

constexpr std::string_view kLibrary = R"(#!lua name=shop
local M = {}

local function price(item)
  if item == 'tea' then return 3 end
  return item == 'coffee' and 4 or 5
end

function M.total(items)
  local sum = 0
  for _, item in ipairs(items) do
    sum = sum + price(item)
  end
  return sum
end

local function never()
  while true do
    if M.total({}) > 0 then break end
  end
end

redis.register_function('total', function(keys, args)
  return M.total(args)
end)
redis.register_function{
  function_name = 'nothing',
  callback = function() return never() end,
}
)";

// Two functions of one name, and one without.
constexpr std::string_view kScript =
    "local function f(x) return x or 1 end\n"
    "do\n"
    "  local function f(x) return x and 2 end\n"
    "  f()\n"
    "end\n"
    "return pcall(function() return f() end)\n";

void Write(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

void WriteSample(const std::string& folder) {
  ManualClock clock{1'700'000'000'000'000};
  Engine engine({.clock = &clock});
  Coverage coverage(engine.state(), Coverage::Depth::kBranches);
  engine.AddObserver(coverage);
  engine.Run(engine.default_session(), {"FUNCTION", "LOAD", kLibrary});
  engine.Run(engine.default_session(), {"FCALL", "total", "0", "tea", "tea", "coffee"});
  engine.Run(engine.default_session(), {"EVAL", kScript, "0"});
  engine.RemoveObserver(coverage);

  const CoverageReport report = coverage.Report([&](const Coverage::Unit& unit) {
    const std::string name = unit.name == "shop" ? "shop.lua" : "odd & names.lua";
    std::string path = folder + "/" + name;
    Write(path, unit.text);
    return path;
  });
  Write(folder + "/coverage.info", Lcov(report));
  constexpr int64_t kTimestamp = 1'700'000'000'000;
  Write(folder + "/coverage.xml", Cobertura(report, folder, kTimestamp));
  std::cout << CoverageTable(report);
}

}  // namespace
}  // namespace luarig::test

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "luarig_coverage_sample FOLDER\n";
    return 2;
  }
  luarig::test::WriteSample(argv[1]);
  return 0;
}
