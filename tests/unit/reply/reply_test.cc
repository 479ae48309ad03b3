#include "engine/reply/reply.h"

#include <doctest/doctest.h>

namespace luarig::test {
namespace {

using Kind = Reply::Kind;

// What a client of that protocol receives when a command writes one of each type.
std::vector<Reply> OneOfEach(int resp) {
  ReplyBuilder builder(resp, FloatStyle::kSeventeenDigits);
  std::vector<Reply> replies;
  const auto keep = [&] { replies.push_back(builder.Take()); };
  builder.Null(), keep();
  builder.NullArray(), keep();
  builder.Double(0.1), keep();
  builder.Bool(true), keep();
  builder.BigNumber("123"), keep();
  builder.Verbatim("txt", "note"), keep();
  builder.Map(0), keep();
  builder.Set(0), keep();
  builder.Push(0), keep();
  return replies;
}

}  // namespace

TEST_CASE("a reply as a value holds the types that RESP3 knows") {
  CHECK(OneOfEach(3) ==
        std::vector<Reply>{{.kind = Kind::kNull},
                           {.kind = Kind::kNull},
                           {.kind = Kind::kDouble, .text = "0.10000000000000001"},
                           {.kind = Kind::kBool, .integer = 1},
                           {.kind = Kind::kBigNumber, .text = "123"},
                           {.kind = Kind::kVerbatim, .text = "note", .format = "txt"},
                           {.kind = Kind::kMap},
                           {.kind = Kind::kSet},
                           {.kind = Kind::kPush}});
}

TEST_CASE("RESP2 narrows them to bulks, integers and arrays") {
  CHECK(OneOfEach(2) == std::vector<Reply>{{.kind = Kind::kNull},
                                           {.kind = Kind::kNullArray},
                                           {.kind = Kind::kBulk, .text = "0.10000000000000001"},
                                           {.kind = Kind::kInteger, .integer = 1},
                                           {.kind = Kind::kBulk, .text = "123"},
                                           {.kind = Kind::kBulk, .text = "note"},
                                           {.kind = Kind::kArray},
                                           {.kind = Kind::kArray},
                                           {.kind = Kind::kArray}});
}

TEST_CASE("collections fill with the replies that follow, the innermost first") {
  ReplyBuilder builder(3, FloatStyle::kShortest);
  builder.Map(1);
  builder.Bulk("key");
  CHECK_FALSE(builder.complete());
  builder.Array(2);
  builder.Integer(1);
  builder.Set(0);
  REQUIRE(builder.complete());

  const Reply map = builder.Take();
  CHECK(map.kind == Kind::kMap);
  REQUIRE(map.elements.size() == 2);
  CHECK(map.elements[0].text == "key");
  CHECK(map.elements[1].elements ==
        std::vector<Reply>{{.kind = Kind::kInteger, .integer = 1}, {.kind = Kind::kSet}});
}

TEST_CASE("a builder is ready for the next reply once one was taken") {
  ReplyBuilder builder(2, FloatStyle::kShortest);
  builder.Error("ERR no");
  CHECK(builder.Take().is_error());
  CHECK_FALSE(builder.complete());
  builder.Ok();
  CHECK(builder.Take() == Reply{.kind = Kind::kStatus, .text = "OK"});
}

TEST_CASE("an announced size alone takes no memory") {
  ReplyBuilder builder(2, FloatStyle::kShortest);
  builder.Array(size_t{1} << 60);
  builder.Integer(1);
  CHECK_FALSE(builder.complete());
}

}  // namespace luarig::test
