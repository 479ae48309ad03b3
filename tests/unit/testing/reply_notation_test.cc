#include "engine/testing/reply_notation.h"

#include "engine/fixture/json_document.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

// "" if `reply` is what `expected` says; else where and why not.
std::string Why(std::string_view expected, const Reply& reply) {
  const JsonDocument document(expected, "");
  REQUIRE_FALSE(document.error());
  REQUIRE_FALSE(CheckReplyNotation(document.tape(), 0));
  const auto mismatch = MatchReply(document.tape(), 0, reply);
  if (!mismatch) return "";
  return StrCat(mismatch->inside, "|", mismatch->reason);
}

std::string Wrong(std::string_view expected) {
  const JsonDocument document(expected, "");
  const auto error = CheckReplyNotation(document.tape(), 0);
  return error ? error->message : "";
}

Reply OfKind(Reply::Kind kind, std::string_view text) {
  return {.kind = kind, .text = std::string(text)};
}

}  // namespace

TEST_CASE("a text matches a bulk or a status, a typed form only its kind") {
  CHECK(Why(R"("OK")", Ok()) == "");
  CHECK(Why(R"("OK")", Bulk("OK")) == "");
  CHECK(Why(R"({"status": "OK"})", Ok()) == "");
  CHECK(Why(R"({"status": "OK"})", Bulk("OK")) == "|it is of type bulk");
  CHECK(Why(R"({"error": "ERR x"})", Error("ERR x")) == "");
}

TEST_CASE("null matches both of its kinds, true and false a boolean") {
  CHECK(Why("null", Nil()) == "");
  CHECK(Why("null", {.kind = Reply::Kind::kNullArray}) == "");
  CHECK(Why("null", Bulk("")) == "|");
  CHECK(Why("true", {.kind = Reply::Kind::kBool, .integer = 1}) == "");
  CHECK(Why("true", Int(1)) == "|");
}

TEST_CASE("integers are compared by their digits, also past 2^53") {
  CHECK(Why("9007199254740993", Int(9007199254740993)) == "");
  CHECK(Why("9007199254740992", Int(9007199254740993)) == "|");
  CHECK(Why("1", Bulk("1")) == "|it is the text \"1\", not an integer");
}

TEST_CASE("a mismatch inside says where it is") {
  CHECK(Why(R"([1, ["a", "b"]])", Array({Int(1), Array({Bulk("a"), Bulk("c")})})) == "[1][1]|");
  CHECK(Why("[1]", Array({Int(1), Int(2)})) == "|expected 1 elements, got 2");
}

TEST_CASE("matchers: any, type, regex, unordered, approx, json, length") {
  CHECK(Why(R"({"$any": true})", Error("ERR")) == "");
  CHECK(Why(R"({"$type": "integer"})", Int(7)) == "");
  CHECK(Why(R"({"$type": "string"})", Ok()) == "");
  CHECK(Why(R"({"$type": "array"})", Int(7)) == "|it is of type integer");
  CHECK(Why(R"({"$regex": "^a+$"})", Bulk("aaa")) == "");
  CHECK(Why(R"({"$regex": "^a+$"})", Bulk("aab")) == "|it does not match");
  CHECK(Why(R"({"$unordered": ["b", {"$any": true}, "a"]})",
            Array({Bulk("a"), Bulk("b"), Bulk("c")})) == "");
  CHECK(Why(R"({"$unordered": ["a", "a"]})", Array({Bulk("a"), Bulk("b")})) ==
        "|not the same elements, whatever their order");
  CHECK(Why(R"({"$approx": [5, 0.1]})", Bulk("5.05")) == "");
  CHECK(Why(R"({"$approx": [5, 0.1]})", Int(6)) == "|");
  CHECK(Why(R"({"$json": {"a": [1, {"$any": 1}]}})", Bulk(R"({"a":[1,"x"]})")) == "");
  CHECK(Why(R"({"$json": {"a": 1}})", Bulk("{")) == "|it is not JSON");
  CHECK(Why(R"({"$length": 3})", Bulk("abc")) == "");
}

TEST_CASE("maps match in any order, as pairs or as an object") {
  const Reply map{.kind = Reply::Kind::kMap, .elements = {Bulk("a"), Int(1), Bulk("b"), Int(2)}};
  CHECK(Why(R"({"map": [["b", 2], ["a", 1]]})", map) == "");
  CHECK(Why(R"({"map": {"b": 2, "a": 1}})", map) == "");
  CHECK(Why(R"({"map": {"b": 2, "a": 3}})", map) == ".a|");
}

TEST_CASE("what is no expected reply is refused before anything runs") {
  CHECK(Wrong(R"({"$regx": "a"})") == "there is no matcher \"$regx\"");
  CHECK(Wrong(R"({"name": "a"})") == "\"name\" is no kind of reply");
  CHECK(Wrong(R"({"$approx": 1})") == "[number, how far it may be off] belongs here");
  CHECK(Wrong(R"({"$type": "strin"})") == "there is no type \"strin\"");
  CHECK(Wrong(R"([{"$unordered": 1}])") == "an array belongs here");
  CHECK(Wrong("{}") == "an empty object is no reply");
}

TEST_CASE("every kind of reply is written so that it matches itself") {
  using Kind = Reply::Kind;
  const std::vector<Reply> replies = {Nil(),
                                      {.kind = Kind::kNullArray},
                                      Int(-3),
                                      Ok(),
                                      Bulk("a\"b"),
                                      Bulk(std::string("\0\xff", 2)),
                                      Error("ERR no"),
                                      {.kind = Kind::kBool, .integer = 1},
                                      OfKind(Kind::kDouble, "1.5"),
                                      OfKind(Kind::kDouble, "inf"),
                                      OfKind(Kind::kBigNumber, "12345678901234567890"),
                                      {.kind = Kind::kVerbatim, .text = "x", .format = "txt"},
                                      Array({Int(1), Array({}), Bulk("b")}),
                                      {.kind = Kind::kMap, .elements = {Bulk("k"), Int(1)}},
                                      {.kind = Kind::kSet, .elements = {Bulk("k"), Bulk("l")}}};
  for (const Reply& reply : replies) {
    const std::string written = ReplyNotation(reply);
    CAPTURE(written);
    CHECK(Why(written, reply) == "");
  }
}

}  // namespace luarig::test
