#include "tests/support/case_file.h"

#include <doctest/doctest.h>

namespace luarig::test {
namespace {

// The steps of a file with this text, which must be readable.
std::vector<CaseStep> Steps(std::string_view text) {
  Result<CaseFile> file = ParseCase("x.case", text);
  REQUIRE_MESSAGE(file.ok(), (file.ok() ? "" : file.error()));
  return file.value().steps;
}

std::string ErrorOf(std::string_view text) {
  const Result<CaseFile> file = ParseCase("x.case", text);
  return file.ok() ? "" : file.error();
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a case is what a user types and what redis-cli prints") {
  const auto steps = Steps(
      "@server 7.0.15\n# About.\n> SET k \"a b\"\nOK\n\n# More.\n> LRANGE l 0 -1\n1) \"a\"\n2) "
      "\"b\"\n");
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].words == Words{"SET", "k", "a b"});
  CHECK(steps[0].expected == "OK");
  CHECK(steps[0].line == 3);
  CHECK(steps[1].expected == "1) \"a\"\n2) \"b\"");
}

TEST_CASE("a # inside a reply is the reply's, after a blank line a comment") {
  const auto steps = Steps("> INFO cluster\n# Cluster\r\non:0\r\n\n# A comment.\n> PING\nPONG\n");
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].expected == "# Cluster\r\non:0\r");
  CHECK(steps[1].expected == "PONG");
}

TEST_CASE("a backslash guards lines of a reply that would mean something else") {
  CHECK(Steps("> X\na\n\\\n\\> b\n\\\\c\n")[0].expected == "a\n\n> b\n\\c");
}

TEST_CASE("behind the version stands the setting of the story, which a recording keeps") {
  const Result<CaseFile> file = ParseCase("x.case", "@server 7.0.14 failing-disk\n> PING\n");
  REQUIRE(file.ok());
  CHECK(file.value().server == "7.0.14");
  CHECK(file.value().setting.setting == Setting::kFailingDisk);
  const std::vector<std::optional<std::string>> pictures = {"PONG"};
  CHECK(WithReplies(file.value(), pictures, "7.0.15") ==
        "@server 7.0.15 failing-disk\n> PING\nPONG\n");
  CHECK(ErrorOf("@server 7.0.15 nosuch\n") == "x.case:1: no setting is called nosuch");
}

TEST_CASE("directives end the command's line") {
  const CaseStep step = Steps("> KEYS * @unordered @resp3 @direct @since 7.2.0\n")[0];
  CHECK(step.words == Words{"KEYS", "*"});
  CHECK(step.unordered);
  CHECK(step.resp3);
  CHECK(step.direct);
  CHECK(step.since == "7.2.0");
  CHECK(Steps("> TTL k @approx 1.5\n")[0].approx == 1.5);
  CHECK(Steps("> TIME @match \"1) *\"\n")[0].match == "1) *");
  const CaseStep until = Steps("> INFO @until \"*on:1*\" @mask \"[0-9]+\"\n")[0];
  CHECK(until.match == "*on:1*");
  CHECK(until.until);
  CHECK(until.mask->Apply("a=12") == "a=<*>");
  CHECK(Steps("> TIME @only engine the words are ours\n")[0].engine_only);
  // Words that only look like directives are the command's.
  CHECK(Steps("> ACL CAT @read\n")[0].words == Words{"ACL", "CAT", "@read"});
  CHECK(Steps("> SET k @shape v\n")[0].words.size() == 4);
}

TEST_CASE("a script stands in the file as it is") {
  const auto steps = Steps("> EVAL <<END 1 k\nlocal x = '\\n'\n\n> 5\nEND\n(nil)\n");
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].words == Words{"EVAL", "local x = '\\n'\n\n> 5", "1", "k"});
  CHECK(steps[0].expected == "(nil)");
}

TEST_CASE("what cannot be read names its line") {
  CHECK(ErrorOf("\nOK\n") == "x.case:2: a reply without a command");
  CHECK(ErrorOf("> SET \"k\n") == "x.case:1: unbalanced quotes, or no command");
  CHECK(ErrorOf("> EVAL <<END 0\nreturn 1\n") == "x.case:3: no line END ends the text");
}

TEST_CASE("a step agrees with what its directives allow") {
  CaseStep step;
  step.expected = "1) \"a\"\n2) (integer) 5";
  CHECK(Agrees(step, "1) \"a\"\n2) (integer) 5"));
  const std::string turned = "1) (integer) 5\n2) \"a\"";
  CHECK_FALSE(Agrees(step, turned));
  step.unordered = true;
  CHECK(Agrees(step, turned));
  step.unordered = false;
  step.approx = 1;
  CHECK(Agrees(step, "1) \"a\"\n2) (integer) 6"));
  CHECK_FALSE(Agrees(step, "1) \"b\"\n2) (integer) 5"));
  step.approx.reset();
  step.shape = true;
  CHECK(Agrees(step, "1) \"bb\"\n2) (integer) 77"));
  CHECK_FALSE(Agrees(step, "1) \"bb\"\n2) (nil)"));
  step.match = "1) *5";
  CHECK(Agrees(step, step.expected));
  CHECK_FALSE(Agrees(step, "OK"));
}

TEST_CASE("recording keeps comments, directives and layout") {
  const char* text =
      "# About.\n> GET k @unordered\n(nil)\n> EVAL <<END 0\nreturn 1\nEND\n\n# End.\n> "
      "PING\nPONG\n";
  const Result<CaseFile> file = ParseCase("x.case", text);
  REQUIRE(file.ok());
  const std::vector<std::optional<std::string>> pictures = {"1) \"a\"\n2) \"b\"", "> \n", {}};
  CHECK(WithReplies(file.value(), pictures, "7.0.15") ==
        "@server 7.0.15\n# About.\n> GET k @unordered\n1) \"a\"\n2) \"b\"\n> EVAL <<END 0\nreturn "
        "1\nEND\n\\> \n\\\n\n# End.\n> PING\nPONG\n");
}

TEST_CASE("steps that a program writes read as they were") {
  const std::vector<CaseStep> steps = {
      {.words = {"SET", "k", "", "a b", "\n", "@shape", "<<END"}, .expected = "OK\n\n> x"},
      {.words = {"HGETALL", "h"}, .expected = "(empty hash)", .unordered = true, .resp3 = true}};
  const auto read = Steps(WriteSteps(steps));
  REQUIRE(read.size() == 2);
  CHECK(read[0].words == steps[0].words);
  CHECK(read[0].expected == steps[0].expected);
  CHECK(read[1].unordered);
  CHECK(read[1].resp3);
}

TEST_CASE("versions compare by their numbers") {
  CHECK(IsOlder("7.0.15", "7.2.0"));
  CHECK(IsOlder("7.0.9", "7.0.15"));
  CHECK(IsOlder("7.0", "7.0.1"));
  CHECK_FALSE(IsOlder("7.0.15", "7.0.15"));
  CHECK_FALSE(IsOlder("10.0", "7.4.1"));
}

}  // namespace luarig::test
