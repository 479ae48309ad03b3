// Sweeps of faults in all three forms.

#include "tests/unit/testing/lua_suite_rig.h"
#include "tests/unit/testing/suite_run.h"

namespace luarig::test {
namespace {

// Takes from one account and gives to another: between the two anything may happen.
constexpr std::string_view kLibrary =
    "#!lua name=account\n"
    "redis.register_function('transfer', function(keys, args)\n"
    "  redis.call('DECRBY', keys[1], args[1])\n"
    "  redis.call('INCRBY', keys[2], args[1])\n"
    "  return 'done'\n"
    "end)\n"
    "redis.register_function('safe', function(keys, args)\n"
    "  local from, to = redis.call('GET', keys[1]), redis.call('GET', keys[2])\n"
    "  redis.call('MSET', keys[1], from - args[1], keys[2], to + args[1])\n"
    "  return 'done'\n"
    "end)\n"
    "redis.register_function('shrug', function(keys, args)\n"
    "  redis.pcall('DECRBY', keys[1], args[1])\n"
    "  redis.pcall('INCRBY', keys[2], args[1])\n"
    "  return 'done'\n"
    "end)\n"
    "redis.register_function('fill', function(keys, args)\n"
    "  for i = 1, tonumber(args[1]) do redis.pcall('SET', keys[1], i) end\n"
    "end)\n";
constexpr std::string_view kFixture = R"({"keys": {"a": 10, "b": 5}})";

RunWith Files() {
  return {.files = {{"account.lua", std::string(kLibrary)}, {"keys.json", std::string(kFixture)}}};
}

// A JSON suite of one test with these steps, over both accounts.
SuiteRun Swept(std::string_view steps, const RunWith& with = Files()) {
  return RunJson(StrCat(R"({"libraries": ["account.lua"], "fixture": "keys.json", "tests": [)",
                        R"({"name": "t", "steps": [)", steps, "]}]}"),
                 with);
}

std::string MessageOf(const SuiteRun& run) {
  CHECK(run.problem() == "");
  REQUIRE(!run.tests.empty());
  return run.only().failures.empty() ? "" : run.only().failures.front().message;
}

std::string Transfer(std::string_view faults, std::string_view function = "transfer") {
  return StrCat(R"({"fcall": [")", function, R"(", "a", "b", ",", 3], "reply": "done", "faults": )",
                faults, "}");
}

constexpr std::string_view kHalfDone =
    "2 of 8 faults leave things half done: check what can fail before the first write\n"
    "account.lua:4: INCRBY b 3\n"
    "  WRONGTYPE Operation against a key holding the wrong kind of value\n"
    "    ~ a: 10 -> 7\n"
    "    missing: ~ b: 5 -> 8\n"
    "  ERR value is not an integer or out of range\n"
    "    ~ a: 10 -> 7\n"
    "    missing: ~ b: 5 -> 8";

}  // namespace

TEST_CASE("a step with faults fails where one of them leaves it half done") {
  const SuiteRun run = Swept(Transfer("true"));
  REQUIRE(run.only().failures.size() == 1);
  const TestFailure& failure = run.only().failures.front();
  CHECK(failure.what == "faults");
  CHECK(failure.where.path == "$.tests[0].steps[0].faults");
  CHECK(failure.step == "FCALL transfer 2 a b 3");
  CHECK(failure.message == StrCat("2 of 9", kHalfDone.substr(6)));
  CHECK(run.only().steps == 1);  // a test is a test, however often it is run
}

TEST_CASE("all or nothing holds where the writes are one, whatever fails") {
  CHECK(Swept(Transfer("true", "safe")).failure() == "");
  CHECK(Swept(Transfer(R"("all")", "safe")).failure() == "");
  CHECK(Swept(Transfer("false")).failure() == "");
}

TEST_CASE("all is also what no server would answer, and is said to be so") {
  const std::string message = MessageOf(Swept(Transfer(R"("all")")));
  CHECK(message.starts_with("6 of 13 faults leave"));
  CHECK(message.find("OOM command not allowed when used memory > 'maxmemory'. (hypothetical)") !=
        std::string::npos);
  CHECK(message.ends_with("\nalso:\n  account.lua:4: INCRBY b 3: READONLY, MISCONF, NOREPLICAS"));
}

TEST_CASE("a script that catches the error and goes on is told of") {
  const std::string message = MessageOf(Swept(Transfer(R"({"only": ["DECRBY"]})", "shrug")));
  // A condition of the server refuses the second write too; SCRIPT KILL is not caught.
  CHECK(message.starts_with("2 of 7 faults leave things half done"));
  CHECK(message.find(
            "wrong kind of value: the script went on\n    ~ b: 5 -> 8\n    missing: ~ a: ") !=
        std::string::npos);
}

TEST_CASE("an invariant takes the place of all or nothing") {
  constexpr std::string_view kSum =
      R"x({"eval": [{"text": "return redis.call('GET', 'a') + redis.call('GET', 'b')"}], "reply": 15})x";
  CHECK(MessageOf(Swept(Transfer(StrCat(R"({"only": ["incrby"], "invariant": [)", kSum, "]}")))) ==
        "2 of 2 faults break the invariant: check what can fail before the first write\n"
        "account.lua:4: INCRBY b 3\n"
        "  WRONGTYPE Operation against a key holding the wrong kind of value\n"
        "    ~ a: 10 -> 7\n"
        "    reply at a.test.json:1:282\n"
        "      expected: 15\n"
        "      got:      12\n"
        "  ERR value is not an integer or out of range\n"
        "    ~ a: 10 -> 7\n"
        "    reply at a.test.json:1:282\n"
        "      expected: 15\n"
        "      got:      12");
  CHECK(Swept(Transfer(R"({"invariant": [{"call": ["GET", "b"], "reply": {"$regex": "[58]"}}]})"))
            .failure() == "");
  CHECK(MessageOf(Swept(Transfer(R"({"invariant": [{"call": ["GET", "b"], "reply": "5"}]})"))) ==
        "the invariant does not hold where nothing fails:\n  reply at a.test.json:1:206\n"
        "    expected: \"5\"\n    got:      \"8\"");
}

TEST_CASE("steps before the one with faults run each time, those behind it do not") {
  const std::string swept = Transfer(R"x({"invariant": [
      {"eval": [{"text": "return ARGV[1] - redis.call('GET', 'a')"}, ",", "${had}"],
       "reply": {"$approx": [0, 3]}}]})x");
  CHECK(Swept(StrCat(R"({"call": ["GET", "a"], "capture": "had"},)", swept,
                     R"(,{"call": ["SET", "a", "word"]})"))
            .failure() == "");
}

TEST_CASE("the values of a case stand in faults as well, and each is one test") {
  const SuiteRun run = RunJson(
      R"({"libraries": ["account.lua"], "fixture": "keys.json", "tests": [{"name": "t",
          "cases": [{"name": "one", "f": "safe", "b": 6, "n": 1}, {"name": "two", "f": "transfer", "b": 7, "n": 2}],
          "steps": [{"fcall": ["${f}", "a", "b", ",", "${n}"], "faults": {"only": ["MSET", "INCRBY"], "invariant": [
            {"call": ["MGET", "b"], "reply": [{"$regex": "^(5|${b})$"}]}]}}]}]})",
      Files());
  CHECK(run.tests.size() == 2);
  // A command that is named must be called.
  CHECK(run.failure().find(
            R"("INCRBY" cannot fail here, because no script calls it; called are GET, MSET)") !=
        std::string::npos);
}

TEST_CASE("a sweep that would try nothing says so") {
  CHECK(MessageOf(Swept(R"({"call": ["GET", "a"], "faults": true})")) ==
        "no script calls a command here, so there is nothing that could fail");
  CHECK(MessageOf(Swept(Transfer(R"({"only": ["INCBRY"]})"))) ==
        R"("INCBRY" cannot fail here, because no script calls it; did you mean "INCRBY"?)");
  // Where the call is refused there is nothing to try, and nothing to say.
  CHECK(
      Swept(R"({"fcall": ["transfer", "a", "b", ",", 3], "when": {"replica": {"error": "READONLY"}},
                  "faults": {"only": ["MSET"], "invariant": [{"call": ["GET", "b"], "reply": "5"}]}})",
            {.files = Files().files, .defaults = {.under = {"replica"}}})
          .failure() == "");
}

TEST_CASE("what is wrong with faults is told with its place") {
  CHECK(RunSteps(R"({"call": ["PING"], "faults": "al"})").problem() ==
        R"(1:65: there are no faults "al"; did you mean "all"?)");
  CHECK(RunSteps(R"({"call": ["PING"], "faults": 1})").problem().starts_with("1:65: true, "));
  CHECK(RunSteps(R"({"call": ["PING"], "faults": {"invariants": []}})").problem() ==
        R"(1:66: "invariants" is no member of faults; did you mean "invariant"?)");
  CHECK(RunSteps(R"({"call": ["PING"], "faults": {"only": "HSET"}})").problem() ==
        "1:74: a list of commands that may fail belongs here; [\"HSET\", \"INCRBY\"]");
  CHECK(RunSteps(R"({"call": ["PING"], "faults": {"invariant": []}})").problem() ==
        "1:79: an invariant without steps promises nothing");
  CHECK(RunSteps(
            R"({"call": ["PING"], "faults": {"invariant": [{"call": ["PING"], "faults": true}]}})")
            .problem()
            .find("a step of an invariant has no faults of its own") != std::string::npos);
  CHECK(RunSteps(R"({"advance": "1s", "faults": true})").problem() ==
        "1:64: only a call of scripts has faults");
  CHECK(RunJson(R"({"setup": [{"call": ["PING"], "faults": true}], "tests": []})").problem() ==
        "1:41: what has faults is a step of a test, not of the setup");
}

TEST_CASE("update writes what came, and leaves the runs with faults alone") {
  const SuiteRun run = Swept(
      R"({"call": ["GET", "a"], "reply": "11"}, {"fcall": ["safe", "a", "b", ",", 3], "reply": "no",
          "faults": {"invariant": [{"call": ["STRLEN", "b"], "reply": 1}]}})",
      {.files = Files().files, .update = true});
  CHECK(run.failure() == "");
  CHECK(run.updated.find(
            R"("reply": "10"}, {"fcall": ["safe", "a", "b", ",", 3], "reply": "done")") !=
        std::string::npos);
}

TEST_CASE("a test that leaves what cannot be taken back is swept in engines of its own") {
  const SuiteRun run = RunJson(
      R"({"libraries": ["account.lua"], "fixture": "keys.json", "tests": [
        {"name": "first", "steps": [{"call": ["PING"]}]},
        {"name": "t", "steps": [
          {"call": ["CONFIG", "SET", "hash-max-listpack-entries", 1]},
          {"fcall": ["transfer", "a", "b", ",", 3], "faults": {"invariant": [
            {"call": ["CONFIG", "GET", "hash-max-listpack-entries"], "reply": ["hash-max-listpack-entries", "1"]}]}}]},
        {"name": "last", "steps": [
          {"call": ["CONFIG", "GET", "hash-max-listpack-entries"], "reply": ["hash-max-listpack-entries", "512"]},
          {"call": ["GET", "a"], "reply": "10"}]}]})",
      Files());
  CHECK(run.failure() == "");
}

TEST_CASE("a sweep over many calls looks at the first of them, and says so") {
  const SuiteRun run = Swept(
      R"({"fcall": ["fill", "a", ",", 600], "faults": {"invariant": [{"call": ["EXISTS", "b"], "reply": 1}]}})");
  CHECK(run.failure() == "");
  REQUIRE(run.only().output.size() == 1);
  CHECK(run.only().output[0] == "faults: only the first 500 of 600 calls were looked at");
}

// --- Sessions ------------------------------------------------------------------------------------

namespace {

SuiteRun SweptSession(std::string_view story) {
  return RunSession(StrCat("@libraries account.lua\n@fixture keys.json\n\n# t\n", story), Files());
}

}  // namespace

TEST_CASE("@faults stands above the command that is swept") {
  const SuiteRun run = SweptSession("@faults\n> FCALL transfer 2 a b 3\n\"done\"\n");
  CHECK(MessageOf(run) == StrCat("2 of 9", kHalfDone.substr(6)));
  CHECK(run.only().failures[0].where.line == 5);
  CHECK(SweptSession("@faults all\n> FCALL safe 2 a b 3\n").failure() == "");
  CHECK(MessageOf(SweptSession("@faults all INCRBY\n> FCALL transfer 2 a b 3\n"))
            .starts_with("6 of 6 faults leave"));
}

TEST_CASE("@invariant stands above what holds behind each fault") {
  constexpr std::string_view kSwept = "@faults INCRBY\n> FCALL transfer 2 a b 3\n\"done\"\n";
  // What stands between is left out; who speaks is as it is there.
  CHECK(SweptSession(StrCat(kSwept, "> INCRBY a 3\n(integer) 10\n@client other\n@invariant\n",
                            "> STRLEN b\n(integer) 1\n"))
            .failure() == "");
  CHECK(MessageOf(SweptSession(StrCat(kSwept, "@invariant\n> GET b\n\"8\"\n")))
            .ends_with("    ~ a: 10 -> 7\n    reply at a.session:9:1\n      expected: \"8\"\n"
                       "      got:      \"5\""));
}

TEST_CASE("what is wrong with these directives is told with its line") {
  CHECK(SweptSession("@faults\n@client b\n> PING\n").problem() ==
        "5:1: @faults stands on the line above a command");
  CHECK(SweptSession("@faults al\n> PING\n").problem() ==
        "5:1: there are no faults al; did you mean \"all\"?");
  CHECK(
      SweptSession("@invariant\n> PING\n").problem() ==
      "5:1: @invariant tells what holds behind faults; put @faults above a command in front of it");
}

// --- Lua -----------------------------------------------------------------------------------------

namespace {

std::string SweptLua(std::string_view body, bool elsewhere = false) {
  LuaRig rig;
  rig.files.Add("account.lua", kLibrary);
  rig.files.Add("keys.json", kFixture);
  rig.Read(StrCat("suite { libraries = 'account.lua', fixture = 'keys.json' }\n",
                  "local function pay() return fcall('transfer', {'a', 'b'}, {3}) end\n",
                  "local function safe() return fcall('safe', {'a', 'b'}, {3}) end\n",
                  "it('t', function()\n", body, "\nend)"));
  REQUIRE_MESSAGE(rig.read.suite != nullptr, rig.Problems());
  rig.elsewhere = elsewhere;
  return rig.Outcome(0);
}

}  // namespace

TEST_CASE("faults.sweep() runs a function again for each fault") {
  CHECK(SweptLua("faults.sweep(pay)") ==
        StrCat("shop_test.lua:5: faults: 2 of 9", kHalfDone.substr(6)));
  CHECK(SweptLua("faults.sweep(safe, {which = 'all'})") == "passed");
}

TEST_CASE("each run of a sweep finds the keys, the time and the luck of the first") {
  CHECK(SweptLua(R"lua(
    redis('SET', 'a', 100)
    redis('SADD', 's', 1, 2, 3, 4, 5, 6, 7, 8, 9)
    clock.advance('1s')
    local began = {}
    faults.sweep(function()
      began[#began + 1] = {redis('GET', 'a'), clock.now(), redis('SRANDMEMBER', 's')}
      clock.advance('1s')
      eval_text("redis.call('SET', 'a', 1)")
    end)
    assert.equal(7, #began)
    for _, one in ipairs(began) do assert.same(began[1], one) end
    assert.equal('100', began[1][1])
    -- It goes on from where nothing failed.
    assert.equal('1', redis('GET', 'a'))
    assert.equal(began[1][2] + 1, clock.now()))lua") == "passed");
}

TEST_CASE("the second function of a sweep is told the fault, and asserts what holds") {
  CHECK(SweptLua(R"lua(
    local seen = {}
    faults.sweep(pay, function(fault)
      seen[#seen + 1] = table.concat({fault.call, fault.command, fault.file, fault.line,
        fault.error:match('^%S+'), table.concat(fault.words, ' ')}, ' ')
    end, {only = {'INCRBY'}})
    assert.same({'2 INCRBY account.lua 4 WRONGTYPE INCRBY b 3', '2 INCRBY account.lua 4 ERR INCRBY b 3'},
      seen))lua") == "passed");
  CHECK(
      SweptLua(R"lua(faults.sweep(pay, function(fault)
      assert.equal(15, redis('GET', 'a') + redis('GET', 'b'), 'money')
    end, {only = 'INCRBY'}))lua") ==
      "shop_test.lua:5: faults: 2 of 2 faults break the invariant: check what can fail before the "
      "first write\n"
      "account.lua:4: INCRBY b 3\n"
      "  WRONGTYPE Operation against a key holding the wrong kind of value\n"
      "    ~ a: 10 -> 7\n"
      "    assert at shop_test.lua:6:1\n"
      "      expected: 15\n"
      "      got:      12\n"
      "      money: expected equal values\n"
      "  ERR value is not an integer or out of range\n"
      "    ~ a: 10 -> 7\n"
      "    assert at shop_test.lua:6:1\n"
      "      expected: 15\n"
      "      got:      12\n"
      "      money: expected equal values");
}

TEST_CASE("a sweep says what it cannot do") {
  CHECK(SweptLua("faults.sweep(pay)", true) ==
        "skipped: commands of a real server cannot be made to fail");
  CHECK(SweptLua("faults.sweep('pay')").find("faults.sweep takes one or two functions") !=
        std::string::npos);
  CHECK(SweptLua("faults.sweep(pay, {wich = 'all'})") ==
        "shop_test.lua:5: error: faults.sweep has no option \"wich\"; did you mean \"which\"?");
  CHECK(SweptLua("faults.sweep(pay, {which = 'most'})") ==
        "shop_test.lua:5: error: which is 'likely' or 'all', and got \"most\"");
  CHECK(SweptLua("faults.sweep(pay, {only = {'SET'}})") ==
        "shop_test.lua:5: error: \"SET\" cannot fail here, because no script calls it; called are "
        "DECRBY, INCRBY");
  CHECK(SweptLua("faults.sweep(function() faults.sweep(pay) end)") ==
        "shop_test.lua:5: error: a sweep cannot run inside of another");
  CHECK(SweptLua("faults.sweep(function() error('no') end)") == "shop_test.lua:5: error: no");
  CHECK(SweptLua("faults.sweep(pay, function() pending('later') end)") == "skipped: later");
}

}  // namespace luarig::test
