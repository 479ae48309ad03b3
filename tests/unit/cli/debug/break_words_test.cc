#include "cli/debug/break_words.h"

#include <string>

#include <doctest/doctest.h>

#include "cli/app/subcommand.h"
#include "cli/debug/words.h"

namespace luarig::test {
namespace {

Breakpoint Read(std::string_view text) { return ReadBreakWords(text, false).breakpoint; }

// What is said of words that are none; "" if they are some.
std::string RefusalOf(std::string_view text, bool is_log = false) {
  try {
    ReadBreakWords(text, is_log);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a number, alone or behind a file, is a line; any other word is a function") {
  CHECK(ReadBreakWords("12", false).line == "12");
  CHECK(ReadBreakWords("lib/stock.lua:12", false).line == "lib/stock.lua:12");
  CHECK(Read("12").kind == BreakKind::kLine);
  CHECK(Read("reserve").kind == BreakKind::kFunction);
  CHECK(Read("M.total").what == "M.total");
  CHECK(Read("M:total").what == "M:total");
  CHECK(Read("function error").what == "error");
}

TEST_CASE("kinds of breakpoints have words") {
  CHECK(Read("command *write").kind == BreakKind::kCommand);
  CHECK(Read("command *write").what == "*write");
  CHECK(Read("key stock:*").kind == BreakKind::kKeyWritten);
  CHECK(Read("key write stock:*").kind == BreakKind::kKeyWritten);
  CHECK(Read("key read stock:*").kind == BreakKind::kKeyRead);
  CHECK(Read("key use stock:*").kind == BreakKind::kKeyUsed);
  CHECK(Read("key use stock:*").what == "stock:*");
  CHECK(Read("local total").kind == BreakKind::kLocal);
  CHECK(Read("error").kind == BreakKind::kErrorReply);
  CHECK(Read("raised").kind == BreakKind::kRaised);
  CHECK(Read("uncaught").kind == BreakKind::kUncaught);
}

TEST_CASE("a key may be called like a use, and have blanks in quotes") {
  CHECK(Read("key read").what == "read");
  CHECK(Read("key read").kind == BreakKind::kKeyWritten);
  CHECK(Read("key write if n > 1").what == "write");
  CHECK(Read("key read read").kind == BreakKind::kKeyRead);
  CHECK(Read("key read read").what == "read");
  CHECK(Read(R"(key "two words")").what == "two words");
  CHECK(Read(R"(key read "a\x00b")").what == std::string("a\0b", 3));
}

TEST_CASE("behind the place come hits, and a condition or a text to the end of the line") {
  const Breakpoint counted = Read("12 hits %3 if n > 1 and hits == 'log'");
  CHECK(counted.hits == "%3");
  CHECK(counted.condition == "n > 1 and hits == 'log'");
  CHECK(counted.log.empty());
  const Breakpoint logged = Read("command HSET log if {KEYS[1]} is it");
  CHECK(logged.what == "HSET");
  CHECK(logged.log == "if {KEYS[1]} is it");
  CHECK(ReadBreakWords("12 hits >2 total is {total}", true).breakpoint.log == "total is {total}");
  CHECK(ReadBreakWords("12 hits >2 total is {total}", true).breakpoint.hits == ">2");
}

TEST_CASE("what is missing or too much in a breakpoint is said") {
  CHECK(RefusalOf("").starts_with("where?"));
  CHECK(RefusalOf("key") == "key what? key PATTERN");
  CHECK(RefusalOf("command") == "command what? command NAME");
  CHECK(RefusalOf("12 n > 1") ==
        "behind the place comes hits SPEC, if CONDITION or log TEXT, and not n");
  CHECK(RefusalOf("12 if") == "if what?");
  CHECK(RefusalOf("12 hits").starts_with("hits what?"));
  CHECK(RefusalOf("12", true).starts_with("log what?"));
  CHECK(RefusalOf(R"(key "open)") == R"(the quotes do not end: "open)");
}

TEST_CASE("words are taken off the front of a line one by one") {
  std::string_view rest = R"(  one "two \" words"  three )";
  CHECK(TakeWord(rest) == "one");
  CHECK(TakeWord(rest) == R"(two " words)");
  CHECK(rest == "three");
  CHECK(TakeWord(rest) == "three");
  CHECK(TakeWord(rest).empty());
}

TEST_CASE("a number has a least value, and words for what it counts") {
  CHECK(ReadNumber("3", 1, "a line") == 3);
  CHECK_THROWS_WITH_AS(ReadNumber("0", 1, "a line"), "a line is a number from 1 on, and not \"0\"",
                       UsageError);
  CHECK_THROWS_AS(ReadNumber("99999999999", 1, "a line"), UsageError);
  CHECK_THROWS_AS(ReadNumber("3x", 1, "a line"), UsageError);
}

}  // namespace luarig::test
