#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/debug/debugged.h"

namespace luarig::test {
namespace {

constexpr std::string_view kTwice = R"(local function twice(n)
  local m = n * 2
  return m
end
local a = twice(4)
local b = twice(a)
return b)";

TEST_CASE("a step goes into functions, next goes past them, out leaves them") {
  Debugged run({"next", "next", "step", "frames", "locals", "out", "frames", "next"});
  CHECK(run.Eval(kTwice) == Int(16));
  CHECK(run.seen() == Lines{"entry 4", "step 5", "step 6", "step 2", "twice:2 < main chunk:6",
                            "n=8", "step 7", "main chunk:7", "end 16"});
}

TEST_CASE("each line that is gone back to is the line before") {
  Debugged run(
      {"next", "next", "next", "= b", "back", "= m", "back", "back", "= a", "back", "= m"});
  CHECK(run.Eval(kTwice) == Int(16));
  CHECK(run.seen() == Lines{"entry 4", "step 5", "step 6", "step 7", "16", "step 3", "16", "step 2",
                            "step 6", "8", "step 3", "8", "end 16"});
}

TEST_CASE("going back over a call does not stop in it; going back out of one stops at the call") {
  Debugged run({"next", "next", "next", "rnext", "step", "step", "rout", "start"});
  CHECK(run.Eval(kTwice) == Int(16));
  CHECK(run.seen() == Lines{"entry 4", "step 5", "step 6", "step 7", "step 6", "step 2", "step 3",
                            "step 6", "step 4", "end 16"});
}

TEST_CASE("the first line is the end of going back") {
  Debugged run({"step", "rcontinue", "back", "back"});
  CHECK(run.Eval("local a = 1\nlocal b = 2\nreturn a + b") == Int(3));
  CHECK(run.seen() == Lines{"entry 1", "step 2", "start 1", "start 1", "start 1", "end 3"});
}

TEST_CASE("from the end of a run one goes back into it") {
  Debugged run({"continue", "back", "= b", "rcontinue", "continue"});
  CHECK(run.Eval(kTwice) == Int(16));
  CHECK(run.seen() == Lines{"entry 4", "end 16", "step 7", "16", "start 4", "end 16"});
}

TEST_CASE("what the run wrote is taken back with it") {
  Debugged run({"step", "step", "redis GET k", "back", "redis GET k", "back", "redis GET k"});
  run.server.Run("SET k before");
  run.Eval("redis.call('SET', 'k', 'one')\nredis.call('SET', 'k', 'two')\nreturn 1");
  CHECK(run.seen() ==
        Lines{"entry 1", "step 2", "step 3", "two", "step 2", "one", "step 1", "", "end 1"});
}

TEST_CASE("code stops at lines, on conditions, at times that count") {
  Debugged run({"continue", "continue", "continue"}, false);
  const std::string_view loop = "local sum = 0\nfor i = 1, 10 do\n  sum = sum + i\nend\nreturn sum";
  run.Know(loop);
  run.Break({.place = {.file = 0, .line = 3}, .condition = "i % 2 == 0", .hits = ">3"});
  run.BreakAt(5);
  CHECK(run.Eval(loop) == Int(55));
  CHECK(run.seen() == Lines{"break 3 #1", "break 3 #1", "break 5 #2", "end 55"});
}

TEST_CASE(
    "a breakpoint on a function stops where it starts, whatever line that is, and only there") {
  const std::string_view script = R"(local function spin(n)
  while n > 0 do n = n - 1 end
  return n
end
local function one() return 1 end
local function last(n) if n > 0 then return one() end return spin(n) end
spin(3)
return last(1) + last(0))";
  Debugged at({"continue", "continue", "continue", "frames", "rcontinue", "rcontinue", "continue",
               "continue", "continue"});
  at.Know(script);
  at.Break({.kind = BreakKind::kFunction, .what = "spin"});
  at.Break({.kind = BreakKind::kFunction, .what = "one"});
  CHECK(at.Eval(script) == Int(1));
  CHECK(at.seen() == Lines{"entry 4", "break 2 #1", "break 5 #2", "break 2 #1",
                           "spin:2 < main chunk:8", "break 5 #2", "break 2 #1", "break 5 #2",
                           "break 2 #1", "end 1"});
}

TEST_CASE("reverse-continue goes to the breakpoint that was met last") {
  Debugged run({"continue", "continue", "continue", "= i", "rcontinue", "= i", "rcontinue", "= i",
                "rcontinue"},
               false);
  const std::string_view loop = "local sum = 0\nfor i = 1, 3 do\n  sum = sum + i\nend\nreturn sum";
  run.Know(loop);
  run.BreakAt(3);
  CHECK(run.Eval(loop) == Int(6));
  CHECK(run.seen() == Lines{"break 3 #1", "break 3 #1", "break 3 #1", "end 6",
                            "error no code stands still", "break 3 #1", "3", "break 3 #1", "2",
                            "break 3 #1", "break 3 #1", "break 3 #1", "end 6"});
}

TEST_CASE("a line without code moves a breakpoint to the next that has some") {
  Debugged run({});
  run.Know("local a = 1\n\n-- nothing\nreturn a");
  const int id = run.BreakAt(2);
  CHECK(run.debugger.breakpoints().get(id)->place.line == 4);
  const auto none = run.debugger.breakpoints().Add({.place = {.file = 0, .line = 9}});
  REQUIRE_FALSE(none.ok());
  CHECK(none.error() == "no code at or after script.lua:9");
}

TEST_CASE("a log point prints and does not stop") {
  Debugged run({}, false);
  const std::string_view loop = "for i = 1, 2 do\n  local t = {i, 'x'}\n  redis.call('PING')\nend";
  run.Know(loop);
  run.Break({.place = {.file = 0, .line = 3}, .log = "i is {i}, t is {t}, \\{not}"});
  run.Eval(loop);
  CHECK(run.seen() == Lines{"point i is 1, t is {1, \"x\"}, {not} @3",
                            "point i is 2, t is {2, \"x\"}, {not} @3", "end "});
}

TEST_CASE("code stops before a command, after a key was written or read, on errors") {
  Debugged run(
      {"frames", "redis GET n", "continue", "redis GET n", "continue", "continue", "continue"},
      false);
  run.Break({.kind = BreakKind::kCommand, .what = "incrby"});
  run.Break({.kind = BreakKind::kKeyWritten, .what = "n*"});
  run.Break({.kind = BreakKind::kKeyRead, .what = "other"});
  run.Break({.kind = BreakKind::kErrorReply});
  run.Eval(
      "redis.call('INCRBY', 'n', 5)\nredis.call('GET', 'n')\nredis.call('GET', 'other')\n"
      "redis.pcall('LPUSH', 'n', 1)\nreturn 1");
  CHECK(run.seen() ==
        Lines{"break 1 #1", "main chunk:1", "", "key 1 #2 <+ n: 5> key n", "5",
              "key 3 #3 key other",
              "error 4 #4 <WRONGTYPE Operation against a key holding the wrong kind of value>",
              "end 1"});
}

TEST_CASE("a breakpoint that is set at a line counts for the commands of that line") {
  struct FrontEnd final : DebugFrontEnd {
    Debugger* debugger = nullptr;
    Lines seen;
    Resume OnStop(const Stop& stop) override {
      seen.push_back(StrCat(stop.place.line, ".", stop.moment.command));
      if (seen.size() == 1)
        (void)debugger->breakpoints().Add({.kind = BreakKind::kKeyWritten, .what = "k"});
      if (seen.size() == 2) return {.move = Move::kBack};
      // The same moment, from before it.
      if (seen.size() == 3) {
        debugger->breakpoints().RemoveAll();
        return {.move = Move::kGoTo, .moment = {.line = 1, .command = 2}};
      }
      return {};
    }
    Resume OnEnd(const Reply&) override { return {}; }
    void OnOutput(OutputKind, std::string_view, FilePlace) override {}
  };
  TestEngine server;
  FrontEnd front_end;
  Debugger debugger(server.engine, front_end, {});
  front_end.debugger = &debugger;
  const std::vector<std::string> call{"EVAL", "redis.call('SET', 'k', 1)\nreturn 1", "0"};
  debugger.Run(server.engine.default_session(), call);
  CHECK(front_end.seen == Lines{"1.0", "1.2", "1.0", "1.2"});
}

TEST_CASE("who wrote a key last is told by going there") {
  Debugged run({"continue", "who n", "frames", "keys", "who n", "who n"}, false);
  run.Know("redis.call('SET', 'n', 1)\nredis.call('INCR', 'n')\nredis.call('GET', 'n')\nreturn 1");
  run.BreakAt(4);
  run.Eval("redis.call('SET', 'n', 1)\nredis.call('INCR', 'n')\nredis.call('GET', 'n')\nreturn 1");
  CHECK(run.seen() == Lines{"break 4 #1", "end 1", "key 2 <~ n: 1 -> 2> key n", "main chunk:2",
                            "n!", "key 1 <+ n: 1> key n", "start 1", "break 4 #1", "end 1"});
}

TEST_CASE("an error that pcall catches stops where it was raised") {
  Debugged run({"frames", "locals", "continue"}, false);
  run.Break({.kind = BreakKind::kRaised});
  run.Eval(
      "local function f(x)\n  return x.y.z\nend\nlocal ok = pcall(f, {})\nreturn ok and 1 or 0");
  CHECK(run.seen() == Lines{"error 2 #1 <user_script:2: attempt to index field 'y' (a nil value)>",
                            "f:2 < main chunk:4", "x={}", "end 0"});
}

TEST_CASE("an error that xpcall catches stops where it was raised, before its handler is called") {
  Debugged run({"frames", "locals", "continue"}, false);
  run.Break({.kind = BreakKind::kRaised});
  const Reply reply = run.Eval(R"(local function f(x)
  return x.y.z
end
local ok, text = xpcall(function() return f({}) end, function(raised)
  return 'handled ' .. raised
end)
return text)");
  CHECK(reply == Bulk("handled user_script:2: attempt to index field 'y' (a nil value)"));
  CHECK(run.seen() == Lines{"error 2 #1 <user_script:2: attempt to index field 'y' (a nil value)>",
                            "f:2 < main chunk:4", "x={}",
                            "end handled user_script:2: attempt to index field 'y' (a nil value)"});
}

TEST_CASE("an error of xpcall's handler is told once") {
  Debugged run({"continue", "continue"}, false);
  run.Break({.kind = BreakKind::kRaised});
  run.Eval("local _, text = xpcall(error, function() return nil + 1 end) return text");
  CHECK(run.seen() == Lines{"error 1 #1 <nil>", "end error in error handling"});
}

TEST_CASE("an error that ends a coroutine stops where it was raised") {
  Debugged run({"frames", "locals", "back", "continue", "continue"}, false);
  run.Break({.kind = BreakKind::kRaised});
  run.Eval(R"(local co = coroutine.create(function(n)
  local m = n + 1
  return m.field
end)
local ok = coroutine.resume(co, 1)
ok = ok or coroutine.resume(co, 1)
return coroutine.status(co))");
  CHECK(run.seen() ==
        Lines{"error 3 #1 <user_script:3: attempt to index local 'm' (a number value)>",
              "function at script.lua:1:3 < main chunk:5", "n=1, m=2", "step 3",
              "error 3 #1 <user_script:3: attempt to index local 'm' (a number value)>",
              "end dead"});
}

TEST_CASE("an error that ends the script stops it before it is over") {
  Debugged run({"locals", "back", "continue"}, false);
  run.Break({.kind = BreakKind::kUncaught});
  run.Eval("local a = 5\nlocal b = a + nil\nreturn b");
  CHECK(run.seen()[0] ==
        "error 2 #1 <user_script:2: attempt to perform arithmetic on a nil value>");
  CHECK(run.seen()[1] == "a=5");
  CHECK(run.seen()[2] == "step 2");
}

TEST_CASE("redis.breakpoint() stops and says so to the script; redis.debug prints") {
  Debugged run({"continue"}, false);
  CHECK(run.Eval("redis.debug('x', {1})\nif redis.breakpoint() then\n  return 1\nend") == Int(1));
  CHECK(run.seen() == Lines{"debug \"x\", {1} @1", "called 2", "end 1"});
}

TEST_CASE("redis.log comes with its place") {
  Debugged run({}, false);
  run.Eval("redis.log(redis.LOG_WARNING, 'careful')");
  CHECK(run.seen() == Lines{"log careful @1", "end "});
}

TEST_CASE("code runs to a line, to a moment, and is broken off") {
  Debugged run({"until 3", "goto 2", "goto 5", "abort"});
  const Reply reply = run.Eval("local a = 1\na = 2\na = 3\na = 4\na = 5\nreturn a");
  CHECK(run.seen() == Lines{"entry 1", "goto 3", "goto 2", "goto 5"});
  CHECK(reply.text.starts_with("ERR script aborted for user request script: "));
}

TEST_CASE("what catches everything cannot catch the way back") {
  Debugged run({"step", "step", "step", "back", "continue"});
  run.Eval(
      "local function f()\n  local a = 1\n  return a\nend\nwhile true do\n"
      "  local ok = pcall(f)\n  if ok then return 1 end\nend");
  CHECK(run.seen() == Lines{"entry 4", "step 6", "step 2", "step 3", "step 2", "end 1"});
}

TEST_CASE("coroutines are stepped into, past and back") {
  const std::string_view script = R"(local co = coroutine.wrap(function(n)
  local m = n + 1
  coroutine.yield(m)
  return m + 1
end)
local a = co(1)
local b = co()
return a + b)";
  // The first statement ends where its function ends, and calls after that.
  Debugged into(
      {"next", "next", "next", "step", "frames", "step", "step", "back", "frames", "rout", "out"});
  CHECK(into.Eval(script) == Int(5));
  CHECK(into.seen() == Lines{"entry 1", "step 5", "step 1", "step 6", "step 2",
                             "function at script.lua:1:2 < main chunk:6", "step 3", "step 7",
                             "step 3", "function at script.lua:1:3 < main chunk:6", "step 6",
                             "end 5"});
  Debugged past({"next", "next", "next", "next", "next", "rnext", "rnext"});
  CHECK(past.Eval(script) == Int(5));
  CHECK(past.seen() == Lines{"entry 1", "step 5", "step 1", "step 6", "step 7", "step 8", "step 7",
                             "step 6", "end 5"});
}

TEST_CASE("lines that nobody looks at are counted like those that are") {
  const std::string_view script = R"(local sum = 0
for i = 1, 2000 do
  sum = sum + i
end
redis.call('SET', KEYS[1], sum)
return sum)";
  // `until` looks at each line that code comes to on the way, and so does a watched local.
  Debugged looked({"until 5", "moment", "back", "moment"});
  CHECK(looked.Eval(script, {"k"}) == Int(2001000));
  Debugged passed({"continue", "moment", "goto 4002", "moment", "goto 2", "moment"});
  passed.Know(script);
  passed.BreakAt(5);
  CHECK(passed.Eval(script, {"k"}) == Int(2001000));
  CHECK(looked.seen() == Lines{"entry 1", "goto 5", "4003.0", "step 2", "4002.0", "end 2001000"});
  CHECK(passed.seen() == Lines{"entry 1", "break 5 #1", "4003.0", "goto 2", "4002.0", "goto 2",
                               "2.0", "break 5 #1", "end 2001000"});
}

// Writes down where it stops, and makes one move again and again.
struct Walk final : DebugFrontEnd {
  explicit Walk(Move move) : move(move) {}
  Resume OnStop(const Stop& stop) override {
    stops.emplace_back(stop.place.line, stop.moment);
    return {.move = move};
  }
  Resume OnEnd(const Reply&) override { return {}; }
  void OnOutput(OutputKind, std::string_view, FilePlace) override {}

  Move move;
  std::vector<std::pair<int, Moment>> stops;
};

TEST_CASE("a breakpoint stops at each moment at which stepping comes to its line") {
  const std::string_view script = R"(local log = {}
local function sum(n)
  if n == 0 then return 0 end
  return n + sum(n - 1)
end
local function tail(n)
  if n == 0 then
    return 'done'
  end
  return tail(n - 1)
end
local co = coroutine.wrap(function(n)
  for i = 1, n do
    local inner = coroutine.create(function() coroutine.yield(sum(i)) error('end') end)
    log[#log + 1] = select(2, coroutine.resume(inner))
    coroutine.resume(inner)
    coroutine.yield(i)
  end
end)
for i = 1, 40 do co(40) end
for i = 1, 5 do
  local ok = pcall(function()
    tail(i)
    error({i})
  end)
  log[#log + 1] = ok
end
redis.call('SET', KEYS[1], #log)
return #log)";
  const auto walk = [&](Move move, int line) {
    TestEngine server;
    Walk front_end(move);
    Debugger debugger(server.engine, front_end, {.stop_on_entry = line == 0});
    debugger.files().Add(ScriptKind::kScript, "script.lua", std::string(script), {}, {}, true);
    if (line != 0) CHECK(debugger.breakpoints().Add({.place = {.file = 0, .line = line}}).ok());
    const std::vector<std::string> call{"EVAL", std::string(script), "1", "k"};
    CHECK(debugger.Run(server.engine.default_session(), call) == Int(45));
    return front_end.stops;
  };
  const auto all = walk(Move::kStepIn, 0);
  CHECK(all.size() > 1000);
  std::map<int, std::vector<std::pair<int, Moment>>> by_line;
  for (const auto& stop : all) by_line[stop.first].push_back(stop);
  for (const auto& [line, stops] : by_line) CHECK(walk(Move::kContinue, line) == stops);
}

TEST_CASE("a coroutine is deeper than its caller after lines that nobody looks at") {
  const std::string_view script = R"(local function add(n)
  local sum = 0
  for i = 1, n do sum = sum + i end
  return sum
end
local co = coroutine.wrap(function(n)
  local sum = add(n)
  coroutine.yield(sum)
  return sum
end)
local first = add(1500)
local a = co(1500)
local b = co()
return a - b)";
  Debugged at({"continue", "frames", "out", "continue", "rout", "frames", "continue"});
  at.Know(script);
  at.BreakAt(8);
  at.BreakAt(9);
  CHECK(at.Eval(script) == Int(0));
  CHECK(at.seen() == Lines{"entry 5", "break 8 #1", "function at script.lua:6:8 < main chunk:12",
                           "step 13", "break 9 #2", "step 13", "main chunk:13", "break 9 #2",
                           "end 0"});
}

TEST_CASE("functions of libraries are debugged, and their locals are what they were") {
  TestEngine server;
  server.Run({"FUNCTION", "LOAD",
              "#!lua name=lib\nlocal calls = 0\nredis.register_function('count', "
              "function(keys, args)\n  calls = calls + 1\n  return calls\nend)"});
  ScriptedFrontEnd front_end(
      {"locals", "upvalues", "next", "back", "continue", "restart", "upvalues", "continue"});
  Debugger debugger(server.engine, front_end, {});
  front_end.debugger = &debugger;
  const std::vector<std::string> call{"FCALL", "count", "1", "k", "a"};
  CHECK(debugger.Run(server.engine.default_session(), call) == Int(1));
  CHECK(front_end.seen == Lines{"entry 4", R"(keys={"k"}, args={"a"})", "calls=0", "step 5",
                                "step 4", "end 1", "entry 4", "calls=0", "end 1"});
  CHECK(debugger.files().files()[0].name == "library lib");
}

}  // namespace
TEST_CASE("a library is debugged while it loads, and what it leaves is what the last run left") {
  TestEngine server;
  server.Run({"FUNCTION", "LOAD",
              "#!lua name=old\nredis.register_function('old', function() return 'old' end)"});
  ScriptedFrontEnd front_end({"moment", "next", "locals", "set n 7", "back", "next", "redis GET k",
                              "continue", "restart", "continue"});
  Debugger debugger(server.engine, front_end, {});
  front_end.debugger = &debugger;
  const std::string_view library =
      "#!lua name=lib\nlocal n = 1\nredis.register_function('n', function() return n end)";
  debugger.files().Add(ScriptKind::kLibrary, "lib.lua", std::string(library), {}, {}, true);
  const Reply reply =
      debugger.Run(server.engine.default_session(),
                   std::vector<std::string>{"FUNCTION", "LOAD", std::string(library)});
  CHECK(reply == Bulk("lib"));
  CHECK(front_end.seen == Lines{"entry 2", "1.0", "step 3", "n=1", "7", "note undone: set n = 7 @3",
                                "step 2", "step 3",
                                "ERR a library calls no commands while it loads", "end lib",
                                "entry 2", "end lib"});
  // Nothing stops where nobody debugs.
  CHECK(server.Run({"FCALL", "n", "0"}) == Int(1));
  CHECK(server.Run({"FCALL", "old", "0"}) == Bulk("old"));
  CHECK(server.Run({"FUNCTION", "LOAD", "REPLACE", library}) == Bulk("lib"));
}

TEST_CASE("a library may load for half a second, however long a person looks at it meanwhile") {
  struct Watch final : Stopwatch {
    int64_t ElapsedMicros() override { return micros; }
    int64_t micros = 0;
  };
  // Looks at each stop for a minute; the loop takes as long as it says.
  struct FrontEnd final : DebugFrontEnd {
    Watch* watch = nullptr;
    int64_t loop = 0;
    Resume OnStop(const Stop& stop) override {
      watch->micros += 60'000'000;
      stopped = stop.place.line;
      return {.move = Move::kStepOver};
    }
    Resume OnEnd(const Reply&) override { return {}; }
    void OnOutput(OutputKind, std::string_view, FilePlace) override { watch->micros += loop; }
    int stopped = 0;
  };
  const std::vector<std::string> load{
      "FUNCTION", "LOAD", "REPLACE",
      "#!lua name=lib\nlocal n = 1\nredis.log(redis.LOG_WARNING, 'a loop')\n"
      "for i = 1, 200000 do n = n + i end\n"
      "redis.register_function('n', function() return n end)"};
  const auto load_with = [&](int64_t loop_micros) {
    Watch watch;
    ManualClock clock(0);
    Engine engine({.clock = &clock, .stopwatch = &watch});
    FrontEnd front_end;
    front_end.watch = &watch;
    front_end.loop = loop_micros;
    Debugger debugger(engine, front_end, {});
    Reply reply = debugger.Run(engine.default_session(), load);
    CHECK(front_end.stopped > 2);
    return reply;
  };
  CHECK(load_with(400'000) == Bulk("lib"));
  CHECK(load_with(600'000) == Error("ERR Error registering functions: ERR FUNCTION LOAD timeout"));
}

TEST_CASE("a load that is broken off leaves the libraries as they were") {
  TestEngine server;
  ScriptedFrontEnd front_end({"next", "abort"});
  Debugger debugger(server.engine, front_end, {});
  front_end.debugger = &debugger;
  const Reply reply = debugger.Run(
      server.engine.default_session(),
      std::vector<std::string>{"FUNCTION", "LOAD",
                               "#!lua name=lib\nredis.register_function('a', function() end)\n"
                               "redis.register_function('b', function() end)"});
  CHECK(reply == Error("ERR Error registering functions: ERR script aborted for user request"));
  CHECK(server.Run({"FUNCTION", "LIST"}) == Array({}));
}

}  // namespace luarig::test
