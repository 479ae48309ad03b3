#include "engine/reply/text.h"

#include <doctest/doctest.h>

#include "engine/reply/resp_reader.h"

namespace luarig::test {
namespace {

// The picture of the one reply in `bytes`. The expectations below are what redis-cli 7.0.15 printed
// on a terminal for these bytes.
std::string Picture(std::string_view bytes) {
  ReplyReader reader;
  reader.Feed(bytes);
  const auto reply = reader.Next();
  REQUIRE(reply);
  return FormatReply(*reply);
}

}  // namespace

TEST_CASE("scalars are printed as redis-cli prints them") {
  CHECK(Picture("+OK\r\n") == "OK");
  CHECK(Picture("+\r\n") == "");
  CHECK(Picture("-ERR no\r\n") == "(error) ERR no");
  CHECK(Picture(":-7\r\n") == "(integer) -7");
  CHECK(Picture("$-1\r\n") == "(nil)");
  CHECK(Picture("*-1\r\n") == "(nil)");
  CHECK(Picture("_\r\n") == "(nil)");
  CHECK(Picture("#t\r\n") == "(true)");
  CHECK(Picture("#f\r\n") == "(false)");
  CHECK(Picture(",0.10000000000000001\r\n") == "(double) 0.10000000000000001");
  CHECK(Picture(",inf\r\n") == "(double) inf");
  CHECK(Picture("$9\r\na\"b\n\x7f\\\xc3\xa9\r\r\n") == R"("a\"b\n\x7f\\\xc3\xa9\r")");
  CHECK(Picture("=9\r\ntxt:a\n\"b!\r\n") == "a\n\"b!");
}

TEST_CASE("empty collections have names") {
  CHECK(Picture("*0\r\n") == "(empty array)");
  CHECK(Picture("%0\r\n") == "(empty hash)");
  CHECK(Picture("~0\r\n") == "(empty set)");
}

TEST_CASE("nested arrays are numbered again and stay in their column") {
  CHECK(Picture("*3\r\n:1\r\n*3\r\n:2\r\n:3\r\n*1\r\n:4\r\n*0\r\n") ==
        "1) (integer) 1\n"
        "2) 1) (integer) 2\n"
        "   2) (integer) 3\n"
        "   3) 1) (integer) 4\n"
        "3) (empty array)");
}

TEST_CASE("numbers are aligned to the widest") {
  std::string bytes = "*11\r\n*2\r\n:1\r\n*1\r\n:1\r\n";
  for (int i = 2; i <= 11; ++i) bytes += "*0\r\n";
  const std::string picture = Picture(bytes);
  CHECK(
      picture.starts_with(" 1) 1) (integer) 1\n"
                          "    2) 1) (integer) 1\n"
                          " 2) (empty array)\n"));
  CHECK(picture.ends_with("\n 9) (empty array)\n10) (empty array)\n11) (empty array)"));
}

TEST_CASE("sets have tildes, maps pairs, pushes look like arrays") {
  CHECK(Picture("~2\r\n:0\r\n:1\r\n") == "1~ (integer) 0\n2~ (integer) 1");
  CHECK(Picture("%2\r\n:0\r\n#f\r\n:1\r\n#t\r\n") ==
        "1# (integer) 0 => (false)\n2# (integer) 1 => (true)");
  CHECK(Picture(">2\r\n$1\r\nc\r\n:1\r\n") == "1) \"c\"\n2) (integer) 1");
}

TEST_CASE("several elements as a map's value start on their own line") {
  CHECK(Picture("%2\r\n"
                "*2\r\n:1\r\n:2\r\n*2\r\n:1\r\n:2\r\n"
                "*1\r\n:3\r\n*2\r\n:4\r\n*2\r\n:5\r\n:6\r\n") ==
        "1# 1) (integer) 1\n"
        "   2) (integer) 2 => \n"
        "   1) (integer) 1\n"
        "   2) (integer) 2\n"
        "2# 1) (integer) 3 => \n"
        "   1) (integer) 4\n"
        "   2) 1) (integer) 5\n"
        "      2) (integer) 6");
  CHECK(Picture("%1\r\n:1\r\n*1\r\n*2\r\n:2\r\n:3\r\n") ==
        "1# (integer) 1 => \n   1) 1) (integer) 2\n      2) (integer) 3");
  CHECK(Picture("%1\r\n:1\r\n%1\r\n:2\r\n%1\r\n*2\r\n:3\r\n:4\r\n*1\r\n:5\r\n") ==
        "1# (integer) 1 => 1# (integer) 2 => 1# 1) (integer) 3\n"
        "         2) (integer) 4 => 1) (integer) 5");
  CHECK(Picture("%2\r\n$1\r\na\r\n%0\r\n$1\r\nb\r\n~0\r\n") ==
        "1# \"a\" => (empty hash)\n2# \"b\" => (empty set)");
}

TEST_CASE("reports are printed raw") {
  using Words = std::vector<std::string>;
  const Reply text = {.kind = Reply::Kind::kBulk, .text = "# Cluster\r\non:0\r\n"};
  CHECK(FormatReplyTo(Words{"Info"}, text) == "# Cluster\r\non:0\r");
  CHECK(FormatReplyTo(Words{"CLIENT", "LIST"}, text) == "# Cluster\r\non:0\r");
  CHECK(FormatReplyTo(Words{"GET", "info"}, text) == R"("# Cluster\r\non:0\r\n")");
  const Reply error = {.kind = Reply::Kind::kError, .text = "ERR syntax error"};
  CHECK(FormatReplyTo(Words{"client", "list", "foo"}, error) == "ERR syntax error");
  CHECK(FormatReplyTo(Words{"client", "kill"}, error) == "(error) ERR syntax error");
}

}  // namespace luarig::test
