#include "engine/testing/grow_key.h"

#include <doctest/doctest.h>

#include "engine/reply/text.h"
#include "engine/testing/element_variants.h"
#include "engine/testing/engine_scene.h"
#include "engine/testing/grown_text.h"

namespace luarig::test {
namespace {

std::string Variant(const char* pattern, uint64_t number) {
  return ElementVariants(pattern).At(number);
}

// A scene in which commands were run, one of whose keys grows.
struct Grown {
  Grown() : scene({}, {}) { REQUIRE_FALSE(scene.Begin()); }

  std::string Run(std::vector<std::string> words) {
    return FormatReplyTo(words, scene.Run("", words, {}).reply);
  }
  GrownKey Grow(const std::string& key, uint64_t size, int database = 0) {
    return GrowKey(scene, scene, database, key, size);
  }
  // What GrowKey() says, or "" if it is done.
  std::string Why(const std::string& key, uint64_t size, int database = 0) {
    return Grow(key, size, database).why;
  }

  EngineScene scene;
};

}  // namespace

TEST_CASE("variants: the last number of a text counts on") {
  CHECK(Variant("job:7", 1) == "job:8");
  CHECK(Variant("job:7", 93) == "job:100");
  CHECK(Variant("user:17:cart", 2) == "user:19:cart");
  CHECK(Variant("007", 5) == "012");
  CHECK(Variant("99", 1) == "100");
  CHECK(Variant("-5", 1) == "-6");
  CHECK(Variant("1.5", 1) == "1.6");
  CHECK(Variant("99999999999999999999", 1) == "100000000000000000000");
  CHECK(Variant("lamp", 1) == "lamp:2");
  CHECK(Variant("", 1) == ":2");
}

TEST_CASE("variants: JSON keeps its shape, and its id counts on") {
  CHECK(Variant(R"({"type":"mail","id":7,"n":1})", 1) == R"({"type":"mail","id":8,"n":1})");
  CHECK(Variant(R"({"n":1, "orderId": "a-9"})", 2) == R"({"n":1, "orderId": "a-11"})");
  CHECK(Variant(R"({"to":"ada","at":1700000000})", 1) == R"({"to":"ada","at":1700000001})");
  CHECK(Variant(R"({"to":"ada","rate":1.5})", 1) == R"({"to":"ada:2","rate":1.5})");
  CHECK(Variant(R"(["x", [5]])", 1) == R"(["x", [6]])");
  CHECK(Variant(R"({"id":"\u0041"})", 1) == R"({"id":"\u0041:2"})");
  CHECK(Variant("{no JSON 1}", 1) == "{no JSON 2}");
}

TEST_CASE("variants: there are none of bytes, and of JSON without texts and whole numbers") {
  CHECK_FALSE(ElementVariants("\x93\x01\x02").any());
  CHECK_FALSE(ElementVariants(R"({"a":true})").any());
  CHECK_FALSE(ElementVariants("[]").any());
  CHECK(Variant("[]", 3) == "[]");
}

TEST_CASE("a text grows by what it is") {
  CHECK(GrownText("7", 1'000) == "1000");
  CHECK(GrownText("abc", 7) == "abcabca");
  CHECK(GrownText("abc", 2) == "ab");
  CHECK(GrownText(R"([{"id":1}, {"id":2}])", 3) == R"([{"id":1}, {"id":2},{"id":3}])");
  CHECK(GrownText(R"(["a", "b", "c"])", 2) == R"(["a", "b"])");
  CHECK(GrownText(R"(["lamp"])", 3) == R"(["lamp","lamp:2","lamp:3"])");
  CHECK(GrownText("[true]", 2) == "[true,true]");
  CHECK(GrownText(R"({"k2":1,"k1":{"n":5}})", 3) == R"({"k2":1,"k1":{"n":5},"k3":{"n":5}})");
  CHECK(GrownText(R"({"a":1,"b":2})", 1) == R"({"a":1})");
  CHECK_FALSE(GrownText("", 3));
  CHECK_FALSE(GrownText("[]", 3));
}

TEST_CASE("lists, sets, hashes and sorted sets grow after their last element") {
  Grown at;
  at.Run({"RPUSH", "l", "a", "job:9"});
  at.Run({"SADD", "s", "x1", "x3"});
  at.Run({"HSET", "h", "f1", "one", "f3", "three", "f4", "four", "f9", "nine"});
  at.Run({"ZADD", "z", "1", "m1", "5", "m2"});
  for (const char* key : {"l", "s", "h", "z"}) CHECK(at.Why(key, 5) == "");
  CHECK(at.Run({"LRANGE", "l", "0", "-1"}) ==
        "1) \"a\"\n2) \"job:9\"\n3) \"job:10\"\n4) \"job:11\"\n5) \"job:12\"");
  CHECK(at.Run({"SMISMEMBER", "s", "x1", "x3", "x4", "x5", "x6"}).find('0') == std::string::npos);
  CHECK(at.Run({"HGET", "h", "f10"}) == "\"nine\"");
  CHECK(at.Run({"ZRANGE", "z", "5", "5", "BYSCORE"}) ==
        "1) \"m2\"\n2) \"m3\"\n3) \"m4\"\n4) \"m5\"");
}

TEST_CASE("variants that are there already are left as they are") {
  Grown at;
  at.Run({"HSET", "h", "f9", "last", "f10", "ten", "f12", "twelve"});
  at.Run({"ZADD", "z", "1", "m10", "2", "m9"});
  CHECK(at.Why("h", 5) == "");
  CHECK(at.Why("z", 4) == "");
  CHECK(at.Run({"HMGET", "h", "f10", "f11", "f12", "f13"}) ==
        "1) \"ten\"\n2) \"last\"\n3) \"twelve\"\n4) \"last\"");
  CHECK(at.Run({"ZSCORE", "z", "m10"}) == "\"1\"");
}

TEST_CASE("keys become smaller too, and their first elements stay") {
  Grown at;
  at.Run({"RPUSH", "l", "a", "b", "c"});
  at.Run({"SADD", "s", "a", "b", "c"});
  at.Run({"HSET", "h", "a", "1", "b", "2", "c", "3"});
  at.Run({"ZADD", "z", "1", "a", "2", "b", "3", "c"});
  at.Run({"XADD", "x", "1-1", "f", "a"});
  at.Run({"XADD", "x", "2-1", "f", "b"});
  for (const char* key : {"l", "s", "h", "z", "x"}) CHECK(at.Why(key, 1) == "");
  CHECK(at.Run({"LRANGE", "l", "0", "-1"}) == "1) \"a\"");
  CHECK(at.Run({"SMEMBERS", "s"}) == "1) \"a\"");
  CHECK(at.Run({"HKEYS", "h"}) == "1) \"a\"");
  CHECK(at.Run({"ZRANGE", "z", "0", "-1"}) == "1) \"a\"");
  CHECK(at.Run({"XRANGE", "x", "-", "+"}).find("1-1") != std::string::npos);
  CHECK(at.Run({"XLEN", "x"}) == "(integer) 1");
  CHECK(at.Why("l", 0) == "");
  CHECK(at.Run({"EXISTS", "l"}) == "(integer) 0");
}

TEST_CASE("streams get entries as the last, with ids of its time") {
  Grown at;
  at.Run({"XADD", "x", "7-2", "f", "v", "g", "w"});
  CHECK(at.Why("x", 3) == "");
  CHECK(at.Run({"XREVRANGE", "x", "+", "-", "COUNT", "1"}) ==
        "1) 1) \"7-4\"\n   2) 1) \"f\"\n      2) \"v\"\n      3) \"g\"\n      4) \"w\"");
  at.Run({"XADD", "x", "9-9", "f", "v"});
  at.Run({"XDEL", "x", "9-9"});
  CHECK(at.Why("x", 4) == "");
  CHECK(at.Run({"EXISTS", "x"}) == "(integer) 1");
}

TEST_CASE("a key that grows keeps its TTL") {
  Grown at;
  at.Run({"SET", "k", "5", "EX", "100"});
  CHECK(at.Why("k", 12) == "");
  CHECK(at.Run({"GET", "k"}) == "\"12\"");
  CHECK(at.Run({"TTL", "k"}) == "(integer) 100");
}

TEST_CASE("large keys grow too") {
  Grown at;
  at.Run({"SADD", "s", "1"});
  CHECK(at.Why("s", 100'000) == "");
  CHECK(at.Run({"SCARD", "s"}) == "(integer) 100000");
  CHECK(at.Run({"OBJECT", "ENCODING", "s"}) == "\"hashtable\"");
}

TEST_CASE("what cannot grow says why") {
  Grown at;
  at.Run({"SADD", "s", "\x93\x01"});
  at.Run({"PFADD", "p", "a"});
  at.Run({"XADD", "x", "1-1", "f", "v"});
  at.Run({"XDEL", "x", "1-1"});
  at.Run({"RPUSH", "queue", "a"});
  CHECK(at.Why("s", 2) ==
        "no variants of the last element of \"s\" can be made: it is no text, or JSON without a "
        "text or a whole number");
  CHECK(at.Why("p", 2) == "a HyperLogLog has no elements to grow");
  CHECK(at.Why("x", 2) == "the stream \"x\" has no entry to make more of");
  CHECK(at.Why("queu", 2) == "there is no key \"queu\"; did you mean \"queue\"?");
  CHECK(at.Grow("queu", 2).outcome == GrownKey::Outcome::kMissing);
  CHECK(at.Why("queue", 2, 3) == "there is no key \"queue\" in database 3");
}

TEST_CASE("growing ends with the time of a test") {
  class Clock final : public Stopwatch {
   public:
    int64_t ElapsedMicros() override { return now += 100; }
    int64_t now = 0;
  } clock;
  EngineScene scene({}, {.stopwatch = &clock, .time_limit_micros = 5'000});
  REQUIRE_FALSE(scene.Begin());
  const std::vector<std::string> push = {"RPUSH", "l", "a"};
  scene.Run("", push, {});
  const GrownKey grown = GrowKey(scene, scene, 0, "l", 1'000'000);
  CHECK(grown.outcome == GrownKey::Outcome::kOutOfTime);
  CHECK(grown.why == "growing \"l\" to 1000000 took longer than the time limit of 5 ms");
}

}  // namespace luarig::test
