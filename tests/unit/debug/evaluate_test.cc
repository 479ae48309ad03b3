#include "tests/unit/debug/debugged.h"

namespace luarig::test {
namespace {

constexpr std::string_view kSum = R"(local limit = 10
local function add(a, b)
  local sum = a + b
  if sum > limit then sum = limit end
  return sum
end
local r = add(3, 4)
return r)";

TEST_CASE("code sees the locals, upvalues and globals of its frame, and of its callers") {
  Debugged run({"until 4", "= sum", "= limit", "= a + b == sum", "locals", "upvalues",
                "caller limit", "= tonumber('7') + sum", "= nosuch"});
  CHECK(run.Eval(kSum) == Int(7));
  CHECK(run.seen() ==
        Lines{"entry 1", "goto 4", "7", "10", "true", "a=3, b=4, sum=7", "limit=10", "10", "14",
              "error Script attempted to access nonexistent global variable 'nosuch'", "end 7"});
}

TEST_CASE("locals and upvalues can be set, by assignment and by name") {
  Debugged assigned({"until 4", "= sum = 50", "= sum", "= limit = 40"});
  CHECK(assigned.Eval(kSum) == Int(40));
  Debugged named({"until 4", "set sum a * 3", "set nosuch 1"});
  CHECK(named.Eval(kSum) == Int(9));
  CHECK(named.seen() == Lines{"entry 1", "goto 4", "9", "error no variable nosuch here", "end 9"});
}

TEST_CASE("code that does not compile is told of as what it looks like") {
  Debugged run({"= 40 +", "= x =", "= for", "= a b"});
  run.Eval("return 1");
  CHECK(run.seen() == Lines{"entry 1", "error eval:1: unexpected symbol near '<eof>'",
                            "error eval:1: unexpected symbol near '<eof>'",
                            "error eval:1: '<name>' expected near '<eof>'",
                            "error eval:1: '<eof>' expected near 'b'", "end 1"});
}

TEST_CASE("what only looks changes nothing") {
  Debugged run({"until 4", "look sum + 1", "look (function() sum = 1 end)()",
                "look redis.call('SET', 'k', 1)", "look redis.call('EXISTS', 'k')"});
  CHECK(run.Eval(kSum) == Int(7));
  CHECK(run.seen() ==
        Lines{"entry 1", "goto 4", "8", "error eval:1: 'sum' is not changed by what only looks",
              "error ERR Write commands are not allowed from read-only scripts.", "0", "end 7"});
}

TEST_CASE("the innermost of several locals of a name is meant") {
  Debugged run({"until 4", "= x", "locals"});
  run.Eval("local x = 1\ndo\n  local x = 'inner'\n  redis.call('PING')\nend\nreturn x");
  CHECK(run.seen() == Lines{"entry 1", "goto 4", "\"inner\"", "x=1, x=\"inner\"", "end 1"});
}

TEST_CASE("going back before a change by hand undoes it and says so; after it, it stays") {
  Debugged run({"step", "step", "= a = 50", "step", "back", "= a", "back", "= a", "continue"});
  CHECK(run.Eval("local a = 1\na = a + 1\na = a + 1\nreturn a") == Int(3));
  CHECK(run.seen() == Lines{"entry 1", "step 2", "step 3", "nil", "step 4", "step 3", "50",
                            "note undone: eval a = 50 @3", "step 2", "1", "end 3"});
}

TEST_CASE("commands by hand go back with the rest") {
  Debugged run({"step", "redis SET k hand", "step", "redis GET k", "back", "redis GET k", "back",
                "redis GET k"});
  run.Eval("local a = 1\nlocal b = redis.call('GET', 'k')\nreturn b");
  CHECK(run.seen() == Lines{"entry 1", "step 2", "OK", "step 3", "hand", "step 2", "hand",
                            "note undone: redis SET k hand @2", "step 1", "", "end "});
}

TEST_CASE("restart forgets what was changed by hand, or makes it again where it was made") {
  const std::string_view script = "local a = 1\na = a + 1\nreturn a";
  Debugged plain({"step", "set a 10", "restart"});
  CHECK(plain.Eval(script) == Int(2));
  CHECK(plain.seen() ==
        Lines{"entry 1", "step 2", "10", "note undone: set a = 10 @2", "entry 1", "end 2"});
  Debugged keep({"step", "set a 10", "step", "keep"});
  CHECK(keep.Eval(script) == Int(11));
}

TEST_CASE("a long table is read in pieces, and its fields can be set") {
  struct FrontEnd final : DebugFrontEnd {
    Debugger* debugger = nullptr;
    Lines seen;
    Resume OnStop(const Stop& stop) override {
      if (stop.place.line == 3) {
        const ShownValue t = debugger->Variables(0, Scope::kLocals)[0].value;
        seen.push_back(StrCat(t.indexed, " ", t.named, " ", t.text));
        for (const Variable& child : debugger->Children(t.handle, 998, 10))
          seen.push_back(StrCat(child.name, " ", child.value.text));
        const Variable nested = debugger->Children(t.handle, 1000, 1).front();
        CHECK(debugger->SetChild(nested.value.handle, "[1]", 0, "'changed'").value().text ==
              "\"changed\"");
        CHECK(debugger->SetChild(t.handle, "two words", 0, "5").value().text == "5");
        return {.move = Move::kStepIn};
      }
      // The change is made again in the run that goes back to it.
      return {.move = stop.place.line == 4 && ++times_ == 1 ? Move::kBack : Move::kStepIn};
    }
    Resume OnEnd(const Reply&) override { return {}; }
    void OnOutput(OutputKind, std::string_view, FilePlace) override {}
    int times_ = 0;
  };
  TestEngine server;
  FrontEnd front_end;
  Debugger debugger(server.engine, front_end, {});
  front_end.debugger = &debugger;
  const std::string script =
      "local t = {nested = {'x'}, ['two words'] = 1}\nfor i = 1, 1000 do t[i] = i end\n"
      "local stop\nlocal done = t.nested[1]\nreturn {done, t['two words']}";
  const std::vector<std::string> call{"EVAL", script, "0"};
  CHECK(debugger.Run(server.engine.default_session(), call) == Array({Bulk("changed"), Int(5)}));
  CHECK(front_end.seen[0].starts_with("1000 2 {1, 2, 3,"));
  CHECK(front_end.seen[1] == "[999] 999");
  CHECK(front_end.seen[3] == "nested {\"x\"}");
  CHECK(front_end.seen[4] == "[\"two words\"] 1");
}

TEST_CASE("values are shown in Lua's notation") {
  Debugged run({"until 8", "locals", "print t", "print KEYS", "arguments"});
  run.Eval(
      "local s = 'a\\0\"b'\nlocal n = 1/3\nlocal big = 2^53\nlocal null = cjson.null\n"
      "local f = function() end\nlocal co = coroutine.create(f)\n"
      "local t = {1, {2, {3}}, x = {y = {z = 'a long text that takes much room'}, w = 'more text'}}"
      "\nreturn 1",
      {"k1"});
  CHECK(run.seen()[2] ==
        "s=\"a\\x00\\\"b\", n=0.3333333333333333, big=9007199254740992, null=null, "
        "f=function at line 5, co=coroutine (suspended), "
        "t={1, {2, {3}}, x = {w = \"more text\", y = {z = \"a long text that tak\"... "
        "(32 bytes)}}}");
  CHECK(run.seen()[3] ==
        "{\n  1,\n  {2, {3}},\n  x = {\n    w = \"more text\",\n"
        "    y = {z = \"a long text that takes much room\"}\n  }\n}");
  CHECK(run.seen()[4] == "{\"k1\"}");
  CHECK(run.seen()[5] == "KEYS={\"k1\"}, ARGV={}");
}

TEST_CASE("the values of ... are shown") {
  Debugged run({"until 2", "arguments", "continue"});
  run.Eval("local function f(a, ...)\n  return a\nend\nreturn f(1, 'two', {3})", {"k"});
  CHECK(run.seen() ==
        Lines{"entry 3", "goto 2", "...[1]=\"two\", ...[2]={3}, KEYS={\"k\"}, ARGV={}", "end 1"});
}

TEST_CASE("a table that contains itself is shown") {
  Debugged run({"until 3", "= t", "print t"});
  run.Eval("local t = {}\nt.me = t\nreturn 1");
  CHECK(run.seen()[2] == "{me = {... (itself)}}");
}

TEST_CASE("names complete to what there is") {
  Debugged run({"until 4", "complete su", "complete redis.ca", "complete user.na",
                "complete redis.call(user.", "complete nosuch.x"});
  run.Eval("local user = {name = 'ada', nature = 1}\nlocal sum = 1\nlocal sugar = 2\nreturn sum");
  CHECK(run.seen() == Lines{"entry 1", "goto 4", "sugar sum", "redis.call", "user.name user.nature",
                            "user.name user.nature", "", "end 1"});
}

TEST_CASE("a local variable that changes stops the code; going back tells where it got its value") {
  const std::string_view script = "local a = 1\nlocal b = 5\na = 2\nb = 6\na = 3\nreturn a + b";
  Debugged run({"= a", "continue", "= a", "continue", "rcontinue"}, false);
  run.Know(script);
  run.Break({.kind = BreakKind::kLocal, .place = {.file = 0, .line = 2}, .what = "a"});
  CHECK(run.Eval(script) == Int(9));
  CHECK(run.seen() == Lines{"break 4 #1", "2", "break 6 #1", "3", "end 9", "break 6 #1", "end 9"});
}

TEST_CASE("a condition that fails stops, and says why") {
  Debugged run({}, false);
  run.Know("local a = 1\nreturn a");
  run.Break({.place = {.file = 0, .line = 2}, .condition = "a.b.c == 1"});
  run.Eval("local a = 1\nreturn a");
  CHECK(run.seen()[0] ==
        "note breakpoint 1 stops, for its condition fails: eval:1: attempt to index global 'a' (a "
        "number value) @2");
  CHECK(run.seen()[1] == "break 2 #1");
}

TEST_CASE("conditions and log messages that are no Lua are refused when they are made") {
  Debugged run({});
  run.Know("return 1");
  const auto refused = [&](Breakpoint breakpoint) {
    breakpoint.place = {.file = 0, .line = 1};
    const auto id = run.debugger.breakpoints().Add(std::move(breakpoint));
    return id.ok() ? "" : id.error();
  };
  CHECK(refused({.condition = "a =="}) == "condition \"a ==\": unexpected symbol near '<eof>'");
  CHECK(refused({.log = "x {1 +}"}) == "log message, {1 +}: unexpected symbol near '<eof>'");
  CHECK(refused({.hits = "often"}) ==
        "hit condition \"often\": write a number (from that time on), or ==N, >N, <N, %N");
}

}  // namespace
}  // namespace luarig::test
