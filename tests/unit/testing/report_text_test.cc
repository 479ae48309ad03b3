#include <doctest/doctest.h>

#include "engine/testing/report/formats.h"
#include "engine/testing/report/line_diff.h"
#include "engine/testing/report/lua_colors.h"
#include "engine/testing/report/text.h"

namespace luarig::test {
namespace {

SourcePlace At(std::string file, int line) {
  SourcePlace place;
  place.file = std::move(file);
  place.line = line;
  return place;
}

TestFailure Failure() {
  TestFailure failure;
  failure.what = "reply";
  failure.message = "another reply";
  failure.where = {.file = "a.json", .line = 3, .column = 7, .length = 0, .path = "$.tests[0]"};
  failure.step = "GET k";
  failure.expected = "1) \"a\"\n2) \"b\"";
  failure.got = "(nil)";
  return failure;
}

// The lines of a comparison: "-expected", "+got", " both", what changed within in [brackets].
std::vector<std::string> Shown(std::string_view expected, std::string_view got) {
  std::vector<std::string> out;
  for (const DiffLine& line : DiffLines(expected, got)) {
    std::string text(line.text);
    if (line.begin < line.end) {
      text.insert(line.end, "]");
      text.insert(line.begin, "[");
    }
    const char mark = line.side == DiffSide::kBoth ? ' ' : line.side == DiffSide::kGot ? '+' : '-';
    out.push_back(mark + text);
  }
  return out;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("readable text is UTF-8 without controls, and says which bytes it was made of") {
  CHECK(Readable("caf\u00e9 \u4e16 \U0001f600") == "caf\u00e9 \u4e16 \U0001f600");
  CHECK(Readable("a\tb\nc\r\n") == "a\tb\nc\\r\n");
  CHECK(ReadableLine("a\tb\nc\r\n") == "a\\tb\\nc\\r\\n");
  CHECK(Readable(std::string_view("\0\x1b[31m\x7f", 7)) == "\\x00\\x1b[31m\\x7f");
  CHECK(Readable("\xff \xc3 \xe4\xb8") == "\\xff \\xc3 \\xe4\\xb8");
  CHECK(Readable("\xed\xa0\x80") == "\\xed\\xa0\\x80");
  CHECK(Readable("\xef\xbf\xbe\xef\xbf\xbf") == "\\xef\\xbf\\xbe\\xef\\xbf\\xbf");
  CHECK(Readable("\xc2\x85") == "\\xc2\\x85");
}

TEST_CASE("characters that turn the direction of others are told, not obeyed") {
  CHECK(Readable("a\xe2\x80\xae"
                 "b\xe2\x81\xa9") == "a\\xe2\\x80\\xaeb\\xe2\\x81\\xa9");
}

TEST_CASE("places, names and counts leave out what is not known") {
  CHECK(ShownPlace({}).empty());
  CHECK(ShownPlace(At("a.lua", 3)) == "a.lua:3");
  CHECK(ShownPlace(Failure().where) == "a.json:3:7 ($.tests[0])");
  TestResult test;
  test.name = "g > n";
  test.target = "redis-7.4";
  CHECK(ShownName(test, false) == "g > n");
  CHECK(ShownName(test, true) == "g > n [redis-7.4]");
  test.under = "replica";
  CHECK(ShownName(test, true) == "g > n [redis-7.4, replica]");
  CHECK(ShownCounts({.passed = 3, .failed = 1, .skipped = 0, .problems = 2}) ==
        "1 failed, 2 problems, 3 passed");
  CHECK(ShownCounts({}) == "no tests");
}

TEST_CASE("a failure in lines begins with what is wrong, and sets texts of several lines apart") {
  CHECK(FailureText(Failure()) ==
        "reply: another reply\n  step: GET k\n  at: a.json:3:7 ($.tests[0])\n  expected:\n"
        "    1) \"a\"\n    2) \"b\"\n  got: (nil)");
  CHECK(FailureText({}) == "failed");
}

TEST_CASE("a diagnostic in lines has its traceback, its command, and what stays written") {
  Diagnostic error;
  error.code = "OOM";
  error.message = "OOM command not allowed";
  error.where = At("s.lua", 2);
  error.traceback = {{.place = At("s.lua", 2), .function = "take"},
                     {.place = At("s.lua", 9), .function = ""}};
  error.command = {"SET", "a b", "\u00e9"};
  error.condition = "maxmemory 1mb";
  error.writes = 1;
  error.written = {"k"};
  error.help = "free some";
  CHECK(DiagnosticText(error) ==
        "OOM command not allowed\n  at: s.lua:2\n  in: take (s.lua:2)\n  in: s.lua:9\n"
        "  command: SET \"a b\" \u00e9\n  refused by: maxmemory 1mb\n"
        "  written: 1 change before it stays: k\n  help: free some");
}

TEST_CASE("times are told in a unit that suits them") {
  CHECK(ShownDuration(-1) == "0 \u00b5s");
  CHECK(ShownDuration(999) == "999 \u00b5s");
  CHECK(ShownDuration(1'250) == "1.25 ms");
  CHECK(ShownDuration(12'580) == "12.5 ms");
  CHECK(ShownDuration(3'070'000) == "3.07 s");
  CHECK(ShownDuration(59'999'999) == "59.9 s");
  CHECK(ShownDuration(125'000'000) == "2 min 5 s");
  CHECK(ShownSeconds(1'250) == "0.001250");
  CHECK(ShownUtc(0) == "1970-01-01T00:00:00");
  CHECK(ShownUtc(int64_t{951'782'399} * 1'000'000) == "2000-02-28T23:59:59");
  CHECK(ShownUtc(int64_t{951'782'400} * 1'000'000) == "2000-02-29T00:00:00");
  CHECK(ShownUtc(int64_t{1'767'225'600} * 1'000'000) == "2026-01-01T00:00:00");
  CHECK(ShownUtc(INT64_MAX) == "294247-01-10T04:00:54");
}

TEST_CASE("texts are compared by lines, and lines that were replaced within") {
  CHECK(Shown("a\nb\nc", "a\nc") == Lines{" a", "-b", " c"});
  CHECK(Shown("a\nc", "a\nb\nc") == Lines{" a", "+b", " c"});
  CHECK(Shown("1) 8\n2) 3", "1) 8\n2) 12") == Lines{" 1) 8", "-2) [3]", "+2) [12]"});
  CHECK(Shown("(nil)", "\"x\"") == Lines{"-(nil)", "+\"x\""});
  CHECK(Shown("a\nb\nc\nd", "b\nx\nd\ne") == Lines{"-a", " b", "-c", "+x", " d", "+e"});
  CHECK(Shown("", "a") == Lines{"+a"});
  CHECK(Shown("a\n", "a") == Lines{" a"});
  CHECK(Shown("", "").empty());
}

TEST_CASE("what changed within a line are whole characters") {
  CHECK(Shown("x\u00e9y", "x\u00e8y") == Lines{"-x[\u00e9]y", "+x[\u00e8]y"});
  CHECK(Shown("a\u4e16", "a\u4e17z\u4e16") == Lines{"-a\u4e16", "+a[\u4e17z]\u4e16"});
  CHECK(Shown("aa", "aaa") == Lines{"-aa", "+aa[a]"});
}

TEST_CASE("huge texts that differ all over are not compared line by line") {
  std::string left;
  std::string right;
  for (int i = 0; i < 5000; ++i) {
    left += "l" + std::to_string(i) + "\n";
    right += "r" + std::to_string(i) + "\n";
  }
  const std::vector<DiffLine> lines = DiffLines("first\n" + left, "first\n" + right);
  CHECK(lines.size() == 10'001);
  CHECK(lines[1].side == DiffSide::kExpected);
  CHECK(lines[10'000].side == DiffSide::kGot);
}

TEST_CASE("Lua is cut into colours, and nothing of it is lost") {
  const std::string_view text =
      "#!lua name=x\nlocal s = 'it\\'s' .. [==[ ]] ]==] --[[ long\n ]] if x1 then -- end\n"
      "return 0x1F + 1.5e3, \"open\n";
  std::string all;
  std::vector<std::string> colored;
  for (const ColoredPart& part : ColorLua(text)) {
    all += part.text;
    if (part.color == LuaColor::kPlain) continue;
    colored.emplace_back(part.text);
  }
  CHECK(all == text);
  CHECK(colored == Lines{"#!lua name=x", "local", "'it\\'s'", "[==[ ]] ]==]", "--[[ long\n ]]",
                         "if", "then", "-- end", "return", "0x1F", "1.5e3", "\"open"});
  for (const std::string_view odd :
       {"", "-", "[", "[=", "[[", "--[[", "'\\", "\"", "1.", "\xff\x00"}) {
    std::string same;
    for (const ColoredPart& part : ColorLua(odd)) same += part.text;
    CHECK(same == odd);
  }
}

TEST_CASE("every format has a row, and rows are found by name") {
  for (const ReportFormat& format : kReportFormats) {
    CHECK(FindReportFormat(format.name) == &format);
    const TestRun none;
    const std::string report = format.write({.run = none});
    CHECK(report.ends_with('\n'));
  }
  CHECK(FindReportFormat("xml") == nullptr);
}

}  // namespace luarig::test
