#include "engine/reply/resp_sink.h"

#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "engine/reply/reply.h"
#include "engine/reply/resp_reader.h"

namespace luarig::test {
namespace {

// The bytes that `write` leaves behind.
template <typename Write>
std::string Wire(int resp, Write write, FloatStyle floats = FloatStyle::kSeventeenDigits) {
  std::string out;
  RespSink sink(out, resp, floats);
  write(sink);
  return out;
}

}  // namespace

TEST_CASE("the types both protocols know are written alike") {
  for (const int resp : {2, 3}) {
    CAPTURE(resp);
    CHECK(Wire(resp, [](ReplySink& r) { r.Ok(); }) == "+OK\r\n");
    CHECK(Wire(resp, [](ReplySink& r) { r.Error("ERR no"); }) == "-ERR no\r\n");
    CHECK(Wire(resp, [](ReplySink& r) { r.Integer(std::numeric_limits<int64_t>::min()); }) ==
          ":-9223372036854775808\r\n");
    CHECK(Wire(resp, [](ReplySink& r) { r.Bulk(std::string_view("a\0\r\n", 4)); }) ==
          std::string("$4\r\na\0\r\n\r\n", 10));
    CHECK(Wire(resp, [](ReplySink& r) { r.Bulk(""); }) == "$0\r\n\r\n");
    CHECK(Wire(resp, [](ReplySink& r) { r.Array(12); }) == "*12\r\n");
  }
}

TEST_CASE("an attribute is for RESP3, and comes before its reply") {
  const auto write = [](ReplySink& r) {
    r.Array(2);
    if (r.Attribute(1)) {
      r.Bulk("a");
      r.Integer(1);
    }
    r.Ok();
    r.Integer(2);
  };
  CHECK(Wire(2, write) == "*2\r\n+OK\r\n:2\r\n");
  CHECK(Wire(3, write) == "*2\r\n|1\r\n$1\r\na\r\n:1\r\n+OK\r\n:2\r\n");

  ReplyBuilder builder(3, FloatStyle::kShortest);
  write(builder);
  const Reply reply = builder.Take();
  CHECK(reply.attributes.empty());
  CHECK(reply.elements.at(0).attributes.size() == 2);
  CHECK(reply.elements.at(1).attributes.empty());
  // Held as a value it is written again as it was, and read again.
  const std::string bytes = Wire(3, [&](ReplySink& r) { WriteReply(reply, r); });
  CHECK(bytes == Wire(3, write));
  CHECK(Wire(2, [&](ReplySink& r) { WriteReply(reply, r); }) == Wire(2, write));
  ReplyReader reader;
  reader.Feed(bytes);
  CHECK(reader.Next() == reply);
}

TEST_CASE("RESP3 has types of its own, RESP2 the nearest older one") {
  struct Row {
    void (*write)(ReplySink&);
    const char* resp2;
    const char* resp3;
  };
  const std::vector<Row> rows = {
      {[](ReplySink& r) { r.Null(); }, "$-1\r\n", "_\r\n"},
      {[](ReplySink& r) { r.NullArray(); }, "*-1\r\n", "_\r\n"},
      {[](ReplySink& r) { r.Bool(true); }, ":1\r\n", "#t\r\n"},
      {[](ReplySink& r) { r.Bool(false); }, ":0\r\n", "#f\r\n"},
      {[](ReplySink& r) { r.Double(3.5); }, "$3\r\n3.5\r\n", ",3.5\r\n"},
      {[](ReplySink& r) { r.Double(std::numeric_limits<double>::infinity()); }, "$3\r\ninf\r\n",
       ",inf\r\n"},
      {[](ReplySink& r) { r.BigNumber("-99"); }, "$3\r\n-99\r\n", "(-99\r\n"},
      {[](ReplySink& r) { r.Verbatim("mkd", "*a*"); }, "$3\r\n*a*\r\n", "=7\r\nmkd:*a*\r\n"},
      {[](ReplySink& r) { r.Map(2); }, "*4\r\n", "%2\r\n"},
      {[](ReplySink& r) { r.Set(2); }, "*2\r\n", "~2\r\n"},
      {[](ReplySink& r) { r.Push(2); }, "*2\r\n", ">2\r\n"},
  };
  for (const Row& row : rows) {
    CHECK(Wire(2, row.write) == row.resp2);
    CHECK(Wire(3, row.write) == row.resp3);
  }
}

TEST_CASE("doubles are written in the style of the target") {
  const auto tenth = [](ReplySink& r) { r.Double(0.1); };
  CHECK(Wire(3, tenth, FloatStyle::kSeventeenDigits) == ",0.10000000000000001\r\n");
  CHECK(Wire(3, tenth, FloatStyle::kShortest) == ",0.1\r\n");
}

TEST_CASE("line ends inside a status or an error become blanks") {
  CHECK(Wire(2, [](ReplySink& r) { r.Error("MY a\r\nb\nc"); }) == "-MY a  b c\r\n");
  CHECK(Wire(2, [](ReplySink& r) { r.Status("a\r\nb"); }) == "+a  b\r\n");
}

TEST_CASE("a command is sent as an array of bulks") {
  std::string out;
  AppendCommand(out, std::vector<std::string>{"SET", "k", ""});
  CHECK(out == "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n");
}

}  // namespace luarig::test
