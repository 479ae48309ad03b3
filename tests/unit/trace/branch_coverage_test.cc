#include "engine/script/program_counter.h"
#include "tests/unit/trace/covered_engine.h"

namespace luarig::test {
namespace {

// The branches of a script that is run once.
std::string BranchesOf(std::string_view script) {
  CoveredEngine redis;
  const Reply reply = redis.Eval(script);
  CHECK_MESSAGE(reply.kind != Reply::Kind::kError, reply.text);
  return redis.Branches();
}

}  // namespace

TEST_CASE("the Lua this is built with lets branches be seen") { CHECK(KnowsProgramCounter()); }

TEST_CASE("an if on one line is seen to go both ways") {
  CHECK(BranchesOf("local x = true if x then return 1 end") == "1 1/0");
  CHECK(BranchesOf("local x = false if x then return 1 end") == "1 0/1");
  CHECK(BranchesOf("local function f(x) if x then return 1 end end f(1) f(nil) f(2)") == "1 2/1");
}

TEST_CASE("elseif and else: each condition goes on or past") {
  const char* script =
      "local function sign(n)\n"
      "  if n > 0 then\n"
      "    return 1\n"
      "  elseif n < 0 then\n"
      "    return -1\n"
      "  else\n"
      "    return 0\n"
      "  end\n"
      "end\n"
      "sign(1) sign(2) sign(0)\n";
  CHECK(BranchesOf(script) == "2 2/1, 4 0/1");
}

TEST_CASE("negated conditions go on into their then as others do") {
  CHECK(BranchesOf("local x = 1 if not x then return 1 end") == "1 0/1");
  CHECK(BranchesOf("local x = 1 if x ~= 1 then return 1 end") == "1 0/1");
  CHECK(BranchesOf("local x = 1 if not (x == 1) then return 1 end") == "1 0/1");
}

TEST_CASE("each side of and and or is a condition of its own") {
  const char* pick = "local function f(a, b, c) return a and b or c end ";
  // What `a` and `b` decide; the value of `c` decides nothing.
  CHECK(BranchesOf(StrCat(pick, "f(1, 2, 3)")) == "1 1/0, 1 0/1");
  CHECK(BranchesOf(StrCat(pick, "f(nil, 2, 3)")) == "1 0/1, 1 0/0");
  CHECK(BranchesOf(StrCat(pick, "f(1, nil, 3) f(1, 1, 1) f(nil)")) == "1 2/1, 1 1/1");
  CHECK(BranchesOf("local a, b = 1, nil if a and b then return 1 end") == "1 1/0, 1 0/1");
  CHECK(BranchesOf("local a, b = 1, nil if a or b then return 1 end") == "1 0/1, 1 0/0");
  CHECK(BranchesOf("local a, b = 1, 2 return a < b and a ~= 7 and b") == "1 1/0, 1 1/0");
}

TEST_CASE("comparisons and negations that only make a value are no branches") {
  CHECK(BranchesOf("local a, b = 1, 2 local c, d = a == b, not a return a < b") == "");
  CHECK(BranchesOf("local a, b = 1, 2 local c = a and a <= b return c") == "1 1/0");
  CHECK(BranchesOf("local x = 1 if x then end return x") == "");  // and what decides nothing
  CHECK(BranchesOf("while true do break end while 1 do break end") == "");
  // Lua 5.1 does not fold this one; and it is true that it never goes on.
  CHECK(BranchesOf("if false then return 1 end return 2") == "1 0/1");
}

TEST_CASE("loops of for run their body or end") {
  CHECK(BranchesOf("for i = 1, 3 do local x = i end") == "for 1 3/1");
  CHECK(BranchesOf("for i = 1, 0 do local x = i end") == "for 1 0/1");
  CHECK(BranchesOf("for i = 1, 3 do end") == "for 1 3/1");
  CHECK(BranchesOf("for i = 1, 3 do break end") == "for 1 1/0");
  CHECK(BranchesOf("for k, v in pairs({1, 2}) do local x = v end") == "for 1 2/1");
  CHECK(BranchesOf("for k in pairs({}) do local x = k end") == "for 1 0/1");
}

TEST_CASE("an iterator in Lua has branches of its own") {
  const char* script =
      "local function count(most)\n"
      "  local n = 0\n"
      "  return function()\n"
      "    n = n + 1\n"
      "    if n <= most then return n end\n"
      "  end\n"
      "end\n"
      "for i in count(3) do local x = i end\n";
  CHECK(BranchesOf(script) == "5 3/1, for 8 3/1");
}

TEST_CASE("while and repeat") {
  CHECK(BranchesOf("local i = 0 while i < 2 do i = i + 1 end") == "1 2/1");
  CHECK(BranchesOf("local i = 0 repeat i = i + 1 until i == 3") == "1 1/2");
  CHECK(BranchesOf("local i = 0\nrepeat\n  local j = i\n  i = (function() return j + 1 end)()\n"
                   "until j == 1") == "5 1/1");
}

TEST_CASE("recursion, also in the middle of a condition") {
  const char* script =
      "local function even(n)\n"
      "  if n == 0 then return true end\n"
      "  if even(n - 1) then return false end\n"
      "  return true\n"
      "end\n"
      "even(4)\n";
  CHECK(BranchesOf(script) == "2 1/4, 3 2/2");
}

TEST_CASE("a comparison that calls a metamethod goes its way when that has returned") {
  const char* script =
      "local meta = {__lt = function(a, b)\n"
      "  if a.n < b.n then return true end\n"
      "  return false\n"
      "end}\n"
      "local function new(n) return setmetatable({n = n}, meta) end\n"
      "if new(1) < new(2) then local x = 1 end\n"
      "if new(2) < new(1) then local x = 1 end\n";
  CHECK(BranchesOf(script) == "2 1/1, 6 1/0, 7 0/1");
}

TEST_CASE("a condition that ends in an error goes nowhere") {
  const char* script =
      "local bad = setmetatable({}, {__lt = function() error('no') end})\n"
      "local function f()\n"
      "  if bad < bad then return 1 end\n"
      "  return 2\n"
      "end\n"
      "local x = pcall(f)\n"
      "if x then return 1 end\n"
      "x = pcall(f)\n"
      "return x\n";
  CHECK(BranchesOf(script) == "3 0/0, 7 0/1");
}

TEST_CASE("coroutines: each goes its own way, wherever the others stand") {
  const char* script =
      "local function walk(n)\n"
      "  for i = 1, n do\n"
      "    if i % 2 == 0 then coroutine.yield(i) end\n"
      "  end\n"
      "end\n"
      "local a = coroutine.create(walk)\n"
      "local b = coroutine.create(walk)\n"
      "while coroutine.resume(a, 4) and coroutine.status(a) ~= 'dead' do\n"
      "  coroutine.resume(b, 2)\n"
      "end\n";
  CHECK(BranchesOf(script) == "for 2 6/2, 3 3/3, 8 3/0, 8 2/1");
}

TEST_CASE("a coroutine that fails in a condition leaves those around it as they were") {
  const char* script =
      "local bad = setmetatable({}, {__lt = function() error('no') end})\n"
      "local n = 0\n"
      "local function fails() if bad < bad then return 1 end end\n"
      "local function next_one()\n"
      "  coroutine.resume(coroutine.create(fails))\n"
      "  n = n + 1\n"
      "  if n < 3 then return n end\n"
      "end\n"
      "for i in next_one do local x = i end\n";
  CHECK(BranchesOf(script) == "3 0/0, 7 2/1, for 9 2/1");
}

TEST_CASE("functions with varargs and tail calls") {
  const char* script =
      "local function last(...)\n"
      "  local n = select('#', ...)\n"
      "  if n == 1 then return (...) end\n"
      "  return last(select(2, ...))\n"
      "end\n"
      "last(1, 2, 3)\n";
  CoveredEngine redis;
  redis.Eval(script);
  CHECK(redis.Branches() == "3 1/2");
  CHECK(redis.Functions() == "last:1 3");
}

TEST_CASE("code that a script compiles has no branches of it") {
  CHECK(BranchesOf("local f = loadstring('local x = ... if x then return 1 end', '@user_script')\n"
                   "if f(1) then return 2 end") == "2 1/0");
}

TEST_CASE("a long list of values holds numbers that look like instructions") {
  std::string script = "local t = {";
  for (int i = 0; i < 28'000; ++i) script += "0,";
  CHECK(BranchesOf(script + "} if t then return 1 end") == "1 1/0");
}

TEST_CASE("each way leads to a line") {
  CoveredEngine redis;
  redis.Eval("local x = 1\nif x then\n  x = 2\nelse\n  x = 3\nend\nreturn x\n");
  const CoverageReport report = redis.Report();
  const BranchCoverage& branch = report.files[0].branches.at(0);
  CHECK(branch.ways[0].leads_to == 3);
  CHECK(branch.ways[1].leads_to == 5);
  CHECK(WayText(branch, 1) == "goes on at line 5");
}

TEST_CASE("a library counts while it loads and when it is called") {
  CoveredEngine redis;
  const char* library =
      "#!lua name=shop\n"
      "local big = 10 > 1\n"
      "local n = 3\n"
      "if n > 2 then n = 2 end\n"
      "redis.register_function('count', function(keys, args)\n"
      "  if #keys > 0 then return 1 end\n"
      "  return n\n"
      "end)\n";
  CHECK(redis.Run({"FUNCTION", "LOAD", library}) == Bulk("shop"));
  CHECK(redis.Branches() == "4 1/0, 6 0/0");
  CHECK(redis.Run("FCALL count 0") == Int(2));
  CHECK(redis.Run("FCALL count 1 k") == Int(1));
  CHECK(redis.Branches() == "4 1/0, 6 1/1");
  CHECK(redis.Functions() == "count:5 2");
}

TEST_CASE("a script that an error ends is counted up to there") {
  CoveredEngine redis;
  redis.Eval("local x = 1\nif x then error('no') end\nreturn 1");
  CHECK(redis.Branches() == "2 1/0");
}

TEST_CASE("how many instructions a line took") {
  CoveredEngine redis;
  redis.Eval("local n = 0\nfor i = 1, 3 do\n  n = n + i\nend\nreturn n\n");
  const std::map<int, uint64_t> expected = {{1, 1}, {2, 8}, {3, 3}, {5, 1}};
  CHECK(redis.Report().files[0].instructions == expected);
}

TEST_CASE("lines are the same whether branches are watched or not") {
  const char* script =
      "local function f(x) if x then return 1 end return 2 end\n"
      "for i = 1, 3 do\n  f(i > 1)\nend\nreturn f()\n";
  CoveredEngine lines(Coverage::Depth::kLines);
  CoveredEngine branches;
  lines.Eval(script);
  branches.Eval(script);
  CHECK(lines.Report().files[0].lines == branches.Report().files[0].lines);
  CHECK(lines.Report().files[0].branches.empty());
  CHECK(lines.engine.state().branch_observers.empty());
}

}  // namespace luarig::test
