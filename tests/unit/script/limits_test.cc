// No script takes the runtime down: what runs for too long, nests too deeply or wants too much ends
// in an error, and the next script finds everything as it was.

#include <string>
#include <string_view>

#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

// A millisecond passes whenever somebody looks.
class Ticks final : public Stopwatch {
 public:
  int64_t ElapsedMicros() override { return micros_ += 1'000; }

 private:
  int64_t micros_ = 0;
};

// Ends the script at the look with that number.
class Killer final : public Interrupt {
 public:
  Killer(ServerState& server, int looks) : server_(server), left_(looks) {}

  void WhileScriptRuns(bool /*busy*/) override {
    if (--left_ == 0) server_.scripts->Kill(server_.scripts->runs_function());
  }

 private:
  ServerState& server_;
  int left_;
};

// An engine whose scripts may take some time only.
class LimitedEngine {
 public:
  Reply Run(std::initializer_list<std::string_view> words) {
    Killer killer(engine.state(), 3);
    engine.state().interrupt = &killer;
    Reply reply = engine.Run(engine.default_session(), words);
    engine.state().interrupt = nullptr;
    return reply;
  }
  Reply Eval(std::string_view script) { return Run({"EVAL", script, "0"}); }

  ManualClock clock{1'700'000'000'000'000};
  Ticks ticks;
  Engine engine{{.target = FindTarget("redis-7.0"), .clock = &clock, .stopwatch = &ticks}};
};

bool StartsWith(const Reply& reply, std::string_view text) {
  return reply.is_error() && reply.text.starts_with(text);
}

// An engine whose Lua may use four megabytes.
class SmallEngine : public TestEngine {
 public:
  SmallEngine() { engine.state().scripts->LimitMemory(size_t{4} << 20); }
};

}  // namespace

TEST_CASE("a killed script ends inside a pattern, and in whatever else takes its time") {
  LimitedEngine redis;
  constexpr std::string_view kKilled = "ERR Script killed by user with SCRIPT KILL... script: ";
  for (const char* script :
       {"local n = 30 return (('a'):rep(n - 1) .. 'b'):find(('a?'):rep(n) .. ('a'):rep(n))",
        "return string.rep('a', 5e4):find(('.-'):rep(200) .. 'b')",
        "return string.rep('a', 5e4):match(('.*'):rep(20) .. 'b')",
        "return (string.rep('a', 5e4):gsub(('a*'):rep(20) .. 'b', ''))",
        "for m in string.rep('a', 5e4):gmatch(('a+'):rep(20) .. 'b') do return m end",
        "return string.rep('(', 5e5):find('%b()x')",
        "return (string.rep('a', 2e5) .. 'b'):match('(a*)%1c')",
        "return string.rep('a', 1e5):find(string.rep('a', 5e4) .. '[b]')",
        "table.insert({}, -2147483648, 'x')", "while true do end",
        "while true do pcall(function() while true do end end) end",
        "coroutine.wrap(function() while true do end end)()",
        "return string.rep('a', 5e4):gsub('.', function() while true do end end)",
        "pcall(string.find, string.rep('a', 5e4), ('.-'):rep(200) .. 'b') while true do end",
        "local s, p = ('a'):rep(5e4), ('.-'):rep(200) .. 'b' pcall(s.find, s, p) s:find(p)"}) {
    CAPTURE(script);
    CHECK(StartsWith(redis.Eval(script), kKilled));
    CHECK(redis.Eval("return 1") == Int(1));
  }
}

TEST_CASE("a kill that a pcall catches is the script's to return") {
  LimitedEngine redis;
  CHECK(redis.Eval("return select(2, pcall(string.find, string.rep('a', 5e4), ('.-'):rep(200) .. "
                   "'b'))") == Bulk("ERR Script killed by user with SCRIPT KILL..."));
}

TEST_CASE("a function and a library end inside a pattern as well") {
  LimitedEngine redis;
  CHECK(redis.Run({"FUNCTION", "LOAD",
                   "#!lua name=l\nredis.register_function('f', function() return "
                   "string.rep('a', 5e4):find(('.-'):rep(200) .. 'b') end)"}) == Bulk("l"));
  CHECK(
      StartsWith(redis.Run({"FCALL", "f", "0"}),
                 "ERR Script killed by user with SCRIPT KILL... script: f, on @user_function:2."));
  CHECK(redis.Run({"FUNCTION", "LOAD",
                   "#!lua name=m\nlocal x = ('a'):rep(50000):find(('.-'):rep(200) .. 'b')"}) ==
        Error("ERR Error registering functions: ERR FUNCTION LOAD timeout"));
}

TEST_CASE("a coroutine that outlives its call is watched in the next one") {
  LimitedEngine redis;
  CHECK(
      redis.Run({"FUNCTION", "LOAD",
                 "#!lua name=l\nlocal co\nredis.register_function('start', function() co = "
                 "coroutine.wrap(function() coroutine.yield(1) while true do end end) return co() "
                 "end)\nredis.register_function('go', function() return co() end)"}) == Bulk("l"));
  CHECK(redis.Run({"FCALL", "start", "0"}) == Int(1));
  CHECK(StartsWith(redis.Run({"FCALL", "go", "0"}), "ERR Script killed by user"));
  CHECK(
      redis.Run({"FCALL", "go", "0"}).text.starts_with("ERR user_function:4: cannot resume dead"));
}

TEST_CASE("a coroutine outlives its call where nobody watches any more") {
  LimitedEngine redis;
  CHECK(
      redis.Run({"FUNCTION", "LOAD",
                 "#!lua name=l\nlocal co\nredis.register_function('start', function() co = "
                 "coroutine.wrap(function() coroutine.yield(1) for i = 1, 1e6 do end return 2 end) "
                 "return co() end)\nredis.register_function('go', function() return co() end)"}) ==
      Bulk("l"));
  CHECK(redis.Run({"FCALL", "start", "0"}) == Int(1));
  CHECK(redis.engine.Run(redis.engine.default_session(), {"FCALL", "go", "0"}) == Int(2));
}

TEST_CASE("memory that Lua may not have is an error, and the next script works") {
  SmallEngine redis;
  for (const char* script :
       {"local t = {} for i = 1, 1e7 do t[i] = i end", "return string.rep('x', 1e7)",
        "local s = 'x' while true do s = s .. s end",
        "local s = string.rep('x', 1e6) return s .. s .. s .. s .. s .. s",
        "return table.concat({string.rep('x', 1e6)}, string.rep('x', 1e6), 1, 1) .. "
        "string.rep('y', 1e6) .. string.rep('z', 2e6)",
        "return (string.rep('x', 1000):gsub('x', string.rep('y', 10000)))",
        "local t = {} for i = 1, 1e5 do t[i] = string.rep('x', 100) .. i end",
        "local t = {} for i = 1, 1e5 do t[i] = function() return t end end",
        "local t = {} for i = 1, 1e5 do t[i] = coroutine.create(function() end) end",
        "return loadstring('return {' .. string.rep('1,', 1e6) .. '}')()",
        "local f f = function(n) return 1 + f(n - 1), {n} end return cjson.decode('[' .. "
        "string.rep('1,', 9e5) .. '1]')",
        "return string.format('%s%s%s%s', string.rep('a', 1e6), string.rep('b', 1e6), "
        "string.rep('c', 1e6), string.rep('d', 1e6))"}) {
    CAPTURE(script);
    const Reply reply = redis.Eval(script);
    CHECK(StartsWith(reply, "ERR "));
    CHECK(reply.text.find("not enough memory") != std::string::npos);
    CHECK(redis.Eval("return #string.rep('x', 1e6)") == Int(1'000'000));
  }
}

TEST_CASE("what cjson, cmsgpack and struct write is within the limit") {
  SmallEngine redis;
  for (const char* script :
       {"local t = {'x'} for i = 1, 100 do t = {t, t} end return cjson.encode(t)",
        "local t = {'x'} for i = 1, 14 do t = {t, t, t, t} end return cmsgpack.pack(t)",
        "cjson.encode_sparse_array(false, 0) return cjson.encode({[2147483647] = 1})",
        "return struct.pack(('c0'):rep(100), unpack((function() local t = {} for i = 1, 100 do "
        "t[i] = ('x'):rep(1e5) end return t end)()))"}) {
    CAPTURE(script);
    CHECK(StartsWith(redis.Eval(script), "ERR not enough memory script: "));
    CHECK(redis.Eval("return cjson.encode({1})") == Bulk("[1]"));
  }
}

TEST_CASE("what nobody needs does not count") {
  SmallEngine redis;
  CHECK(redis.Eval("local n = 0 for i = 1, 1e5 do n = n + #(string.rep('x', 1000) .. i) end "
                   "return n") == Int(100'488'895));
  CHECK(redis.Eval("for i = 1, 100 do local s = string.rep('x' .. i, 3e5) end return 1") == Int(1));
}

TEST_CASE("a script may catch that there is no memory") {
  SmallEngine redis;
  CHECK(redis.Eval("return {select(2, pcall(string.rep, 'x', 1e8)), #string.rep('x', 1000)}") ==
        Array({Bulk("not enough memory"), Int(1000)}));
}

TEST_CASE("a reply that is too large for Lua is an error once the command is done") {
  SmallEngine redis;
  for (const char* key : {"a", "b", "c", "d", "e"})
    redis.Run({"SET", key, std::string(1'000'000, *key)});
  const Reply reply = redis.Eval(
      "redis.call('SET', 'done', '1') return #redis.call('MGET', 'a', 'b', 'c', 'd', 'e')");
  CHECK(StartsWith(reply, "ERR not enough memory script: "));
  CHECK(redis.Run("GET done") == Bulk("1"));
  CHECK(redis.Eval("return #redis.call('GET', 'a')") == Int(1'000'000));
}

TEST_CASE("compiling and loading are within the limit, and keep nothing that failed") {
  SmallEngine redis;
  std::string script = "return {";
  for (int i = 0; i < 200'000; ++i) script += StrCat("'", i, "',");
  script += "}";
  CHECK(StartsWith(redis.Eval(script), "ERR Error compiling script (new function): not enough"));
  CHECK(StartsWith(redis.Run({"SCRIPT", "LOAD", script}), "ERR Error compiling script"));
  CHECK(StartsWith(redis.Run({"FUNCTION", "LOAD", StrCat("#!lua name=l\n", script)}),
                   "ERR Error compiling function: not enough memory"));
  CHECK(redis.Run(
            {"FUNCTION", "LOAD", "#!lua name=l\nlocal t = {} for i = 1, 1e7 do t[i] = i end"}) ==
        Error("ERR Error registering functions: ERR not enough memory"));
  CHECK(redis.Run("FUNCTION LIST") == Array({}));
  CHECK(redis.Run({"FUNCTION", "LOAD",
                   "#!lua name=l\nredis.register_function('f', function() return 1 end)"}) ==
        Bulk("l"));
  CHECK(redis.Run("FCALL f 0") == Int(1));
}

TEST_CASE("the limit stays where the interpreter is made anew, and can be taken away") {
  SmallEngine redis;
  redis.Run("SCRIPT FLUSH");
  redis.Run("FUNCTION FLUSH");
  CHECK(StartsWith(redis.Eval("return string.rep('x', 1e7)"), "ERR not enough memory"));
  redis.engine.state().scripts->LimitMemory(0);
  CHECK(redis.Eval("return #string.rep('x', 1e7)") == Int(10'000'000));
}

TEST_CASE("strings that no memory holds are refused before they are made") {
  TestEngine redis;
  for (const char* script :
       {"return string.rep('x', 2147483647)", "return string.rep('abc', 2147483647)",
        "return string.rep(string.rep('x', 1e6), 1e6)", "return string.rep('x', 1.1e9)"}) {
    CAPTURE(script);
    CHECK(StartsWith(redis.Eval(script), "ERR not enough memory script: "));
  }
  CHECK(redis.Eval("return string.rep('', 2147483647)") == Bulk(""));
}

TEST_CASE("code nests as deeply as the server lets it") {
  TestEngine redis;
  const auto error_of = [&](std::string_view code) {
    return redis.Eval(StrCat("local _, e = loadstring(", code, ") return (e:gsub('^.*%]:', ''))"))
        .text;
  };
  constexpr std::string_view kLevels = "1: chunk has too many syntax levels";
  CHECK(error_of("'return ' .. ('('):rep(250) .. 1 .. (')'):rep(250)") == kLevels);
  CHECK(error_of("'return ' .. ('{'):rep(250) .. ('}'):rep(250)") == kLevels);
  CHECK(error_of("'return ' .. ('not '):rep(50000) .. '1'") == kLevels);
  CHECK(error_of("'return ' .. ('a ..'):rep(50000) .. 'a'") == kLevels);
  CHECK(error_of("('do '):rep(250) .. ('end '):rep(250)") == kLevels);
  CHECK(error_of("('function f() '):rep(250) .. ('end '):rep(250)").ends_with(kLevels));
  CHECK(redis.Eval("return loadstring('return 1' .. (' + 1'):rep(50000))()") == Int(50'001));
}

TEST_CASE("load takes what the server takes from its reader") {
  TestEngine redis;
  CHECK(redis.Eval("local p, i = {'return ', '7'}, 0 return load(function() i = i + 1 return p[i] "
                   "end)()") == Int(7));
  CHECK(redis.Eval("return select(2, load(function() return '\\27Lua' end))") ==
        Bulk("(load):1: unexpected symbol near 'char(27)'"));
  // An empty piece at the start is no end; Lua looks again.
  CHECK(redis.Eval("local i = 0 return select(2, load(function() i = i + 1 return ({'', '\\27Lua'})"
                   "[i] end))") == Bulk("(load):1: unexpected symbol near 'char(27)'"));
  // The server's handler of errors is asked inside load as well.
  CHECK(redis.Eval("return select(2, load(function() error('inside') end))") ==
        Error("ERR user_script:1: inside"));
  CHECK(redis.Eval("return select(2, load(function() return {} end))") ==
        Error("ERR user_script:1: reader function must return a string"));
}

TEST_CASE("recursion ends with the server's errors, wherever it goes through C") {
  TestEngine redis;
  const auto error_of = [&](std::string_view body) {
    return redis.Eval(StrCat("local f f = function() ", body, " end return select(2, pcall(f))"))
        .text;
  };
  CHECK(error_of("return 1 + f()") == "user_script:1: stack overflow");
  for (const char* body :
       {"string.gsub('a', 'a', f)", "table.sort({1, 2, 3}, f)", "table.foreach({1}, f)",
        "tostring(setmetatable({}, {__tostring = f}))"}) {
    CAPTURE(body);
    CHECK(error_of(body) == "C stack overflow");
  }
  CHECK(error_of("coroutine.wrap(f)()").starts_with("user_script:1: user_script:1: "));
  CHECK(redis.Eval("local h h = function(e) return h(e) .. 'x' end return select(2, "
                   "xpcall(error, h))") == Bulk("error in error handling"));
  CHECK(redis.Eval("return 1") == Int(1));
}

TEST_CASE("a reply that would have no end is refused, however small it is in Lua") {
  SmallEngine redis;
  const auto refused = [&](std::string_view script) {
    return StartsWith(redis.engine.Run(redis.engine.default_session(), {"EVAL", script, "0"}),
                      "ERR reply of more than 4194304 bytes");
  };
  CHECK(refused("local t = {1} for i = 1, 40 do t = {t, t} end return t"));
  CHECK(
      refused("local t = {} for i = 1, 300 do t[i] = 'x' end local u = {} for i = 1, 300 do u[i] = "
              "t end return u"));
  CHECK(refused("local t = {} for i = 1, 10 do t[i] = string.rep('x', 1e6) end return t"));
  CHECK(refused("local t = {1} for i = 1, 40 do t = {map = {a = t, b = t}} end return t"));
  CHECK(refused(
      "local t = {1} for i = 1, 40 do t = {set = {[t] = true, [{t}] = true}} end return t"));
  CHECK(redis.Eval("local t = {1} for i = 1, 10 do t = {t, t} end return t").elements.size() == 2);
  CHECK(redis.Eval("return 1").integer == 1);
}

}  // namespace luarig::test
