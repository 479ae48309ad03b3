#include "engine/trace/coverage.h"

#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

// An engine whose scripts are counted.
class CoveredEngine : public TestEngine {
 public:
  CoveredEngine() { engine.AddObserver(coverage); }
  ~CoveredEngine() { engine.RemoveObserver(coverage); }
  CoveredEngine(const CoveredEngine&) = delete;
  CoveredEngine& operator=(const CoveredEngine&) = delete;

  std::string Lcov() const {
    return coverage.Lcov([](const Coverage::Unit& unit) {
      return unit.kind == ScriptKind::kScript ? "script.lua" : unit.name + ".lua";
    });
  }

  Coverage coverage{engine.state()};
};

}  // namespace

TEST_CASE("each line that has code is counted, those that were not reached as well") {
  CoveredEngine redis;
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
  CHECK(redis.Lcov() ==
        "TN:\nSF:script.lua\n"
        "DA:1,1\nDA:2,4\nDA:3,3\nDA:5,1\nDA:6,0\nDA:8,1\n"
        "LF:6\nLH:5\nend_of_record\n");
}

TEST_CASE(
    "a library counts from its load on, the functions in it too, and its header has no code") {
  CoveredEngine redis;
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
  CHECK(redis.Lcov() ==
        "TN:\nSF:shop.lua\n"
        "DA:2,1\nDA:4,0\nDA:5,1\nDA:6,2\nDA:7,2\nDA:8,2\nDA:9,2\n"
        "LF:7\nLH:6\nend_of_record\n");
}

TEST_CASE("code that a script compiles, coroutines, and scripts of the same name do not mix") {
  CoveredEngine redis;
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

TEST_CASE("who does not watch lines has no hook") {
  TestEngine redis;
  CHECK(redis.engine.state().line_observers.empty());
  Coverage coverage(redis.engine.state());
  redis.engine.AddObserver(coverage);
  CHECK(redis.engine.state().line_observers.size() == 1);
  redis.engine.RemoveObserver(coverage);
  CHECK(redis.Eval("return 1") == Int(1));
  CHECK(coverage.units().empty());
}

}  // namespace luarig::test
