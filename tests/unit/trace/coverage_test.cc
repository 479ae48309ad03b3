#include "engine/trace/coverage.h"

#include "engine/trace/lcov.h"
#include "tests/unit/trace/covered_engine.h"

namespace luarig::test {
namespace {

std::string LcovOf(const CoveredEngine& redis) { return Lcov(redis.Report()); }

}  // namespace

TEST_CASE("each line that has code is counted, those that were not reached as well") {
  CoveredEngine redis(Coverage::Depth::kLines);
  const char* script =
      "local n = 0\n"
      "for i = 1, 3 do\n"
      "  n = n + i\n"
      "end\n"
      "if n > 100 then\n"
      "  return 'many'\n"
      "end\n"
      "return n\n";
  CHECK(redis.Eval(script) == Int(6));
  CHECK(LcovOf(redis) ==
        "TN:\nSF:script.lua\n"
        "DA:1,1\nDA:2,4\nDA:3,3\nDA:5,1\nDA:6,0\nDA:8,1\n"
        "LF:6\nLH:5\nend_of_record\n");
}

TEST_CASE(
    "a library counts from its load on, the functions in it too, and its header has no code") {
  CoveredEngine redis(Coverage::Depth::kLines);
  const char* library =
      "#!lua name=shop\n"
      "local calls = 0\n"
      "local function never()\n"
      "  return 1\n"
      "end\n"
      "redis.register_function('count', function(keys, args)\n"
      "  calls = calls + 1\n"
      "  return calls\n"
      "end)\n";
  CHECK(redis.Run({"FUNCTION", "LOAD", library}) == Bulk("shop"));
  CHECK(redis.Run("FCALL count 0") == Int(1));
  CHECK(redis.Run("FCALL count 0") == Int(2));
  CHECK(LcovOf(redis) ==
        "TN:\nSF:shop.lua\n"
        "DA:2,1\nDA:4,0\nDA:5,1\nDA:6,2\nDA:7,2\nDA:8,2\nDA:9,2\n"
        "LF:7\nLH:6\nend_of_record\n");
}

TEST_CASE("code that a script compiles, coroutines, and scripts of the same name do not mix") {
  CoveredEngine redis(Coverage::Depth::kLines);
  CHECK(redis.Eval("loadstring('return 1\\n\\n\\n')()\nreturn 2") == Int(2));
  CHECK(redis.Eval("local run = coroutine.wrap(function()\n  return 7\nend)\nreturn run()") ==
        Int(7));
  REQUIRE(redis.coverage.units().size() == 2);
  CHECK(redis.coverage.units()[0]->hits == std::vector<uint64_t>{0, 1, 1});
  const std::vector<uint64_t>& hits = redis.coverage.units()[1]->hits;
  REQUIRE(hits.size() == 5);
  for (size_t line = 1; line < hits.size(); ++line) CHECK(hits[line] > 0);
  CHECK(redis.coverage.units()[0]->name ==
        redis.Run({"SCRIPT", "LOAD", redis.coverage.units()[0]->text}).text);
}

TEST_CASE("functions are counted by their calls, and named as a person would") {
  CoveredEngine redis;
  const char* script =
      "local M = {}\n"
      "function M.twice(n)\n"
      "  local function add(m) return m + n end\n"
      "  return add(n)\n"
      "end\n"
      "local never = function() end\n"
      "pcall(function() return M.twice(2) end)\n"
      "string.gsub('aaa', 'a', function(a) return a end)\n"
      "return M.twice(4)\n";
  CHECK(redis.Eval(script) == Int(8));
  CHECK(redis.Functions() ==
        "M.twice:2 2, add:3 2, never:6 0, anonymous at line 7:7 1, anonymous at line 8:8 3");
}

TEST_CASE("a function that loops back to its start is called once") {
  CoveredEngine redis;
  redis.Eval("local n = 0\nlocal function f()\n  repeat n = n + 1 until n > 3\nend\nf()\n");
  CHECK(redis.Functions() == "f:2 1");
}

TEST_CASE("functions that nothing tells apart are one") {
  CoveredEngine redis;
  redis.Eval("local t = {function() return 1 end, function() return 1 end} t[1]() t[2]()");
  CHECK(redis.Functions() == "anonymous at line 1:1 2");
}

TEST_CASE("the lines of a unit may stand in several files, and a file in several units") {
  CoveredEngine redis;
  // Two scripts that include the same two lines.
  const std::string shared = "local function f(x)\n  if x then return 1 end\nend\n";
  redis.Eval(shared + "f(1)\nf(nil)\n");
  redis.Eval("local y = 1\n" + shared + "return f(y)\n");
  const auto starts = [](const Coverage::Unit& unit) {
    return unit.text.starts_with("local y") ? 1 : 0;
  };
  const CoverageReport report = redis.coverage.Report(Coverage::Places{
      .place =
          [&](const Coverage::Unit& unit, int line) {
            const int inner = line - starts(unit);
            if (inner >= 1 && inner <= 3) return SourcePlace{.file = "shared.lua", .line = inner};
            if (inner == 5) return SourcePlace{};
            return SourcePlace{.file = StrCat("main", starts(unit), ".lua"), .line = line};
          },
      .text = [&](const Coverage::Unit& unit,
                  const std::string& path) { return path == "shared.lua" ? shared : unit.text; }});
  REQUIRE(report.files.size() == 3);
  CHECK(report.files[0].path == "main0.lua");
  CHECK(report.files[0].lines == std::map<int, uint64_t>{{4, 1}});
  CHECK(report.files[1].lines == std::map<int, uint64_t>{{1, 1}, {5, 1}});
  const FileCoverage& both = report.files[2];
  CHECK(both.text == shared);
  CHECK(both.functions == std::vector<FunctionCoverage>{{.name = "f", .line = 1, .calls = 3}});
  REQUIRE(both.branches.size() == 1);
  CHECK(both.branches[0].line == 2);
  CHECK(both.branches[0].ways[0].times == 2);
  CHECK(both.branches[0].ways[1].times == 1);
}

TEST_CASE("who does not watch lines has no hook") {
  TestEngine redis;
  CHECK(redis.engine.state().line_observers.empty());
  Coverage coverage(redis.engine.state());
  redis.engine.AddObserver(coverage);
  CHECK(redis.engine.state().line_observers.size() == 1);
  CHECK(redis.engine.state().branch_observers.empty());
  redis.engine.RemoveObserver(coverage);
  CHECK(redis.Eval("return 1") == Int(1));
  CHECK(coverage.units().empty());
}

}  // namespace luarig::test
