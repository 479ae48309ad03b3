#include "engine/testing/session_text.h"
#include "tests/unit/testing/suite_run.h"

namespace luarig::test {

TEST_CASE("a session is a suite: each heading a story that starts afresh") {
  const SuiteRun run = RunSession(
      "# counts\n> INCR n\n(integer) 1\n> INCR n\n(integer) 2\n\n"
      "# counts from the start again\n> INCR n\n(integer) 1\n");
  CHECK(run.problem() == "");
  CHECK(run.failure() == "");
  REQUIRE(run.tests.size() == 2);
  CHECK(run.tests[0].name == "counts");
}

TEST_CASE("a reply that differs is shown as redis-cli prints it") {
  CHECK(RunSession("# t\n> LPUSH l a b\n(integer) 2\n> LRANGE l 0 -1\n1) \"a\"\n").failure() ==
        "reply at 4:1: expected 1) \"a\", got 1) \"b\"\n2) \"a\"");
}

TEST_CASE("a command without a reply below it must not fail") {
  CHECK(RunSession("# t\n> SET k v\n> GET k\n\"v\"\n").failure() == "");
  CHECK(RunSession("# t\n> SET k v\n> INCR k\n").failure().starts_with("error at 3:1"));
}

TEST_CASE("words can be lines, times can pass, clients can speak") {
  CHECK(RunSession(
            "# t\n> EVAL <<END 1 k\nredis.call('SET', KEYS[1], 'v', 'EX', 10)\n"
            "return 'two words'\nEND\n\"two words\"\n@advance 10s\n> GET k\n\"v\"\n@advance 1ms\n> "
            "GET k\n(nil)\n"
            "@client b\n> SELECT 1\nOK\n@client \"\"\n> SET k 0\nOK\n@client b\n> GET k\n(nil)\n")
            .failure() == "");
}

TEST_CASE("<*> stands for any text in a line and ... for any lines") {
  CHECK(RunSession("# t\n> TIME\n1) \"<*>\"\n...\n").failure() == "");
  CHECK(FitsPicture("a<*>c<*>", "abcd"));
  CHECK_FALSE(FitsPicture("a<*>c", "abcd"));
  CHECK(FitsPicture("a\n...\nd", "a\nb\nc\nd"));
  CHECK_FALSE(FitsPicture("a\n...\nd", "a\nb\nc"));
}

TEST_CASE("settings in front of the first story are shared, those in a story are its own") {
  const SuiteRun run = RunSession(
      "@fixture f.json\n@target redis-7.0, redis-7.4\n\n# t\n> GET k\n\"1\"\n\n# u\n@under "
      "replica\n"
      "> SET k 2\n(error) READONLY You can't write against a read only replica.\n",
      {.files = {{"f.json", R"({"keys": {"k": 1}})"}}});
  CHECK(run.problem() == "");
  CHECK(run.failure() == "");
  CHECK(run.tests.size() == 4);
}

TEST_CASE("on a page each session block is a story, named by its heading") {
  const SuiteRun run =
      RunText(ReadSessionSuite,
              "# Stock\n\nWords.\n\n```session\n@fixture f.json\n```\n\n## Taking\n\n"
              "```session\n> GET k\n\"1\"\n```\n\n```lua\n> no command\n```\n\n"
              "```session\n> INCR k\n(integer) 2\n```\n",
              "page.md", {.files = {{"f.json", R"({"keys": {"k": 1}})"}}});
  CHECK(run.problem() == "");
  CHECK(run.failure() == "");
  REQUIRE(run.tests.size() == 2);
  CHECK(run.tests[0].name == "Taking");
  CHECK(run.tests[1].name == "Taking (2)");
}

TEST_CASE("update puts the reply in the place of the one that was there") {
  CHECK(RunSession("# t\n> INCR n\n(integer) 7\n\n# u\n> LRANGE l 0 -1\nold\nlines\n> ECHO \"> "
                   "a\"\n\"<*>\"\n",
                   {.update = true})
            .updated ==
        "# t\n> INCR n\n(integer) 1\n\n# u\n> LRANGE l 0 -1\n(empty array)\n> ECHO \"> "
        "a\"\n\"<*>\"\n");
}

TEST_CASE("lines that could be taken for something else stand behind a backslash") {
  CHECK(SessionReply("") == "\\\n");
  CHECK(SessionReply("a\n\n> b\n@c\n\\d") == "a\n\\\n\\> b\n\\@c\n\\\\d\n");
}

TEST_CASE("what is wrong in a session is told with its line") {
  CHECK(RunSession("# t\nno command\n").problem().starts_with("2:1: this is neither a command"));
  CHECK(RunSession("# t\n> SET \"k\n").problem() ==
        "2:1: the quotes of this command are unbalanced");
  CHECK(RunSession("# t\n@advnace 10s\n").problem() ==
        "2:1: there is no directive @advnace; did you mean \"advance\"?");
  CHECK(RunSession("# t\n> EVAL <<END 0\nreturn 1\n").problem() ==
        "2:1: there is no line END after it");
  CHECK(RunSession("@fixture none.json\n# t\n> PING\nPONG\n").problem() ==
        "1:1: cannot read none.json");
}

}  // namespace luarig::test
