#include "engine/reply/resp_reader.h"

#include <doctest/doctest.h>

#include "engine/base/bytes.h"
#include "engine/reply/text.h"

namespace luarig::test {
namespace {

using Words = std::vector<std::string>;

// Every whole reply in `bytes`, fed in pieces of `piece` bytes.
std::vector<std::string> Replies(std::string_view bytes, size_t piece) {
  ReplyReader reader;
  std::vector<std::string> pictures;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    reader.Feed(bytes.substr(0, piece));
    while (auto reply = reader.Next()) pictures.push_back(FormatReply(*reply));
  }
  if (reader.broken()) pictures.emplace_back("broken");
  return pictures;
}

// Every whole command in `bytes`, and the error at the end if there is one.
std::vector<Words> Commands(std::string_view bytes, size_t piece = 4096) {
  CommandReader reader;
  std::vector<Words> commands;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    reader.Feed(bytes.substr(0, piece));
    while (const auto words = reader.Next()) commands.emplace_back(words->begin(), words->end());
  }
  if (!reader.error().empty()) commands.push_back({reader.error()});
  return commands;
}

// What the server answers to these bytes before it hangs up; "" if it waits for more.
std::string Refusal(std::string_view bytes) {
  CommandReader reader;
  reader.Feed(bytes);
  CHECK_FALSE(reader.Next());
  return reader.error();
}

}  // namespace

TEST_CASE("replies of every type are read, in however small pieces they come") {
  const std::string bytes =
      "+OK\r\n-ERR "
      "no\r\n:-5\r\n$3\r\na\r\n\r\n$-1\r\n*-1\r\n*2\r\n*0\r\n$0\r\n\r\n_\r\n#t\r\n#f\r\n"
      ",1.5\r\n,-inf\r\n(123\r\n=7\r\ntxt:abc\r\n%1\r\n+k\r\n:1\r\n~1\r\n:7\r\n>1\r\n+m\r\n"
      "!6\r\nERR \r\n\r\n|1\r\n+ttl\r\n:9\r\n:1\r\n";
  const std::vector<std::string> expected = {"OK",
                                             "(error) ERR no",
                                             "(integer) -5",
                                             "\"a\\r\\n\"",
                                             "(nil)",
                                             "(nil)",
                                             "1) (empty array)\n2) \"\"",
                                             "(nil)",
                                             "(true)",
                                             "(false)",
                                             "(double) 1.5",
                                             "(double) -inf",
                                             "(big number) 123",
                                             "abc",
                                             "1# k => (integer) 1",
                                             "1~ (integer) 7",
                                             "1) m",
                                             "(error) ERR \r\n",
                                             "(integer) 1"};
  for (const size_t piece : {size_t{1}, size_t{2}, size_t{7}, bytes.size()}) {
    CAPTURE(piece);
    CHECK(Replies(bytes, piece) == expected);
  }
}

TEST_CASE("verbatim strings and collections keep their kind") {
  ReplyReader reader;
  reader.Feed("%1\r\n=8\r\nmkd:*a*!\r\n>1\r\n_\r\n");
  const auto map = reader.Next();
  REQUIRE(map);
  CHECK(map->kind == Reply::Kind::kMap);
  CHECK(map->elements[0] == Reply{.kind = Reply::Kind::kVerbatim, .text = "*a*!", .format = "mkd"});
  CHECK(map->elements[1].kind == Reply::Kind::kPush);
}

TEST_CASE("bytes that are no reply break the stream for good") {
  for (const char* bytes : {"x\r\n", "\r\n", "+OK\n", ":1x\r\n", ":\r\n", "$-2\r\n", "$1x\r\n",
                            "$1\r\nabc\r\n", "$1073741825\r\n", "*4294967296\r\n", "#x\r\n",
                            "_x\r\n", "=3\r\ntxt\r\n", "%-1\r\n", "$?\r\n"}) {
    CAPTURE(bytes);
    CHECK(Replies(StrCat(bytes, "+OK\r\n"), 4096) == std::vector<std::string>{"broken"});
  }
}

TEST_CASE("hostile nesting and sizes are refused before they cost anything") {
  std::string deep;
  for (size_t i = 0; i < ReplyReader::kMaxDepth; ++i) deep += "*1\r\n";
  CHECK(Replies(deep + ":1\r\n", deep.size()).size() == 1);
  CHECK(Replies(deep + "*1\r\n:1\r\n", deep.size()) == std::vector<std::string>{"broken"});
  CHECK(Replies("*2147483647\r\n:1\r\n", 4096).empty());
}

TEST_CASE("commands are read, in however small pieces they come") {
  const std::string bytes =
      "*2\r\n$4\r\nECHO\r\n$4\r\na\r\nb\r\n*0\r\n\r\n*-1\r\n  \r\nping 'x y' \"\\x41\"\r\n"
      "GET k\n*1\r\n$0\r\n\r\n";
  const std::vector<Words> expected = {
      {"ECHO", "a\r\nb"}, {"ping", "x y", "A"}, {"GET", "k"}, {""}};
  for (const size_t piece : {size_t{1}, size_t{3}, bytes.size()}) {
    CAPTURE(piece);
    CHECK(Commands(bytes, piece) == expected);
  }
}

TEST_CASE("protocol errors are worded as the server words them") {
  struct Row {
    std::string bytes;
    const char* error;
  };
  const std::vector<Row> rows = {
      {"*x\r\n", "invalid multibulk length"},
      {"*\r\n", "invalid multibulk length"},
      {"*+1\r\n", "invalid multibulk length"},
      {"*01\r\n", "invalid multibulk length"},
      {"*-0\r\n", "invalid multibulk length"},
      {"*1\n$4\r\n", "invalid multibulk length"},
      {"*2147483648\r\n", "invalid multibulk length"},
      {"*1\r\nx4\r\n", "expected '$', got 'x'"},
      {"*1\r\n\r\n", "expected '$', got ' '"},
      {"*1\r\n$x\r\n", "invalid bulk length"},
      {"*1\r\n$-1\r\n", "invalid bulk length"},
      {"*1\r\n$04\r\n", "invalid bulk length"},
      {"*1\r\n$536870913\r\n", "invalid bulk length"},
      {"SET \"a b\r\n", "unbalanced quotes in request"},
      {"SET \"a\"b c\r\n", "unbalanced quotes in request"},
      {"*" + std::string(65536, '1'), "too big mbulk count string"},
      {"*1\r\n$" + std::string(65536, '1'), "too big bulk count string"},
      {std::string(65537, 'A'), "too big inline request"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.bytes.substr(0, 40));
    CHECK(Refusal(row.bytes) == StrCat("ERR Protocol error: ", row.error));
  }
}

TEST_CASE("what might still become a command waits") {
  CHECK(Refusal("*2147483647\r\n").empty());
  CHECK(Refusal("*1\r\n$536870912\r\n").empty());
  CHECK(Refusal(std::string(65536, 'A')).empty());
  // The server looks for the end of a line only up to a NUL byte.
  CHECK(Refusal(std::string("PING\0x\r\n", 8)).empty());
  CHECK(Refusal(std::string("*1\r\n\0\r\n", 7)).empty());
}

TEST_CASE("the byte after a CR may be anything, a long line that has come whole too") {
  CHECK(Commands("*1\rZ$4\rZPINGxx") == std::vector<Words>{{"PING"}});
  const std::string word(70000, 'A');
  CHECK(Commands("ECHO " + word + "\r\n", 100000) == std::vector<Words>{{"ECHO", word}});
}

TEST_CASE("commands before a protocol error are served, nothing after it") {
  CHECK(Commands("PING\r\n*x\r\nPING\r\n") ==
        std::vector<Words>{{"PING"}, {"ERR Protocol error: invalid multibulk length"}});
}

TEST_CASE("who has not authenticated may send ten short words") {
  for (const auto& [bytes, error] :
       {std::pair{"*11\r\n", "ERR Protocol error: unauthenticated multibulk length"},
        std::pair{"*1\r\n$16385\r\n", "ERR Protocol error: unauthenticated bulk length"},
        std::pair{"*10\r\n$16384\r\n", ""}}) {
    CommandReader reader;
    reader.set_authenticated(false);
    reader.Feed(bytes);
    CHECK_FALSE(reader.Next());
    CHECK(reader.error() == error);
  }
}

}  // namespace luarig::test
