// Streams: what needs a clock that stands still, and where targets answer differently. Source of
// the latter: the observed facts (tests/reference).

#include "engine/commands/streams_read.h"
#include "engine/dispatch/registry.h"
#include "engine/reply/reply.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

constexpr int64_t kNow = 1'700'000'000'000;

Reply Entry(std::string_view id, std::string_view field, std::string_view value) {
  return Array({Bulk(id), Array({Bulk(field), Bulk(value)})});
}

Reply NilArray() { return {.kind = Reply::Kind::kNullArray}; }

// The value behind `name` in a reply that alternates names and values.
Reply Behind(const Reply& reply, std::string_view name) {
  for (size_t i = 0; i + 1 < reply.elements.size(); i += 2) {
    if (reply.elements[i] == Bulk(name)) return reply.elements[i + 1];
  }
  return Error(StrCat("no ", name));
}

TEST_CASE(
    "XADD * takes the clock's milliseconds, and counts on when it stands still or goes back") {
  TestEngine redis;
  CHECK(redis.Run("XADD s * a b") == Bulk("1700000000000-0"));
  CHECK(redis.Run("XADD s * a b") == Bulk("1700000000000-1"));
  redis.clock.Advance(2'000);
  CHECK(redis.Run("XADD s * a b") == Bulk("1700000000002-0"));
  CHECK(redis.Run("XADD s 1800000000000-7 a b") == Bulk("1800000000000-7"));
  CHECK(redis.Run("XADD s * a b") == Bulk("1800000000000-8"));
  CHECK(redis.Run("XADD s 1800000000000-18446744073709551615 a b").kind == Reply::Kind::kBulk);
  CHECK(redis.Run("XADD s * a b") == Bulk("1800000000001-0"));
  CHECK(redis.Run("XADD s MINID 1800000000001 NOMKSTREAM * a b") == Bulk("1800000000001-1"));
  CHECK(redis.Run("XLEN s") == Int(2));
}

TEST_CASE("pending entries age") {
  TestEngine redis;
  redis.Run("XADD s 1-1 a b");
  redis.Run("XADD s 1-2 a b");
  redis.Run("XGROUP CREATE s g 0");
  redis.Run("XREADGROUP GROUP g c COUNT 1 STREAMS s >");
  redis.clock.Advance(5'000'000);
  redis.Run("XREADGROUP GROUP g c STREAMS s >");
  redis.clock.Advance(1'000'000);
  CHECK(redis.Run("XPENDING s g - + 10") ==
        Array({Array({Bulk("1-1"), Bulk("c"), Int(6000), Int(1)}),
               Array({Bulk("1-2"), Bulk("c"), Int(1000), Int(1)})}));
  CHECK(redis.Run("XPENDING s g IDLE 1001 - + 10").elements.size() == 1);
  CHECK(redis.Run("XCLAIM s g d 1001 1-1 1-2 JUSTID") == Array({Bulk("1-1")}));
  CHECK(redis.Run("XPENDING s g - + 10 d") ==
        Array({Array({Bulk("1-1"), Bulk("d"), Int(0), Int(1)})}));
  CHECK(redis.Run("XCLAIM s g d 0 1-2 IDLE 500").elements.size() == 1);
  CHECK(redis.Run("XCLAIM s g d 0 1-1 TIME 1700000000000 JUSTID").elements.size() == 1);
  CHECK(redis.Run("XPENDING s g - + 10") ==
        Array({Array({Bulk("1-1"), Bulk("d"), Int(6000), Int(1)}),
               Array({Bulk("1-2"), Bulk("d"), Int(500), Int(2)})}));
  CHECK(redis.Run("XAUTOCLAIM s g e 501 0 JUSTID").elements[1] == Array({Bulk("1-1")}));
}

TEST_CASE("7.0 knows when a consumer got something, later targets also when it tried") {
  TestEngine old("redis-7.0");
  TestEngine redis("redis-7.2");
  for (TestEngine* engine : {&old, &redis}) {
    engine->Run("XADD s 1-1 a b");
    engine->Run("XGROUP CREATE s g 0");
    engine->Run("XREADGROUP GROUP g c STREAMS s >");
    engine->clock.Advance(1'000'000);
    CHECK(engine->Run("XREADGROUP GROUP g c STREAMS s >") == NilArray());
    CHECK(engine->Run("XREADGROUP GROUP g new STREAMS s >") == NilArray());
    CHECK(engine->Run("XCLAIM s g other 0 9-9") == Array({}));
    engine->clock.Advance(500'000);
  }
  CHECK(old.Run("XINFO CONSUMERS s g") == Array({Array({Bulk("name"), Bulk("c"), Bulk("pending"),
                                                        Int(1), Bulk("idle"), Int(1500)})}));
  const auto consumer = [](std::string_view name, int64_t pending, int64_t inactive) {
    return Array({Bulk("name"), Bulk(name), Bulk("pending"), Int(pending), Bulk("idle"), Int(500),
                  Bulk("inactive"), Int(inactive)});
  };
  CHECK(redis.Run("XINFO CONSUMERS s g") ==
        Array({consumer("c", 1, 1500), consumer("new", 0, -1), consumer("other", 0, -1)}));
  const Reply group = Behind(redis.Run("XINFO STREAM s FULL"), "groups").elements[0];
  const Reply first = Behind(group, "consumers").elements[0];
  CHECK(Behind(first, "seen-time") == Int(kNow + 1000));
  CHECK(Behind(first, "active-time") == Int(kNow));
}

TEST_CASE("neither old entries nor NOACK make a consumer active") {
  TestEngine redis("redis-7.4");
  redis.Run("XADD s 1-1 a b");
  redis.Run("XGROUP CREATE s g 0");
  redis.Run("XREADGROUP GROUP g c NOACK STREAMS s >");
  redis.Run("XREADGROUP GROUP g c STREAMS s 0");
  CHECK(Behind(redis.Run("XINFO CONSUMERS s g").elements[0], "inactive") == Int(-1));
  redis.Run("XCLAIM s g c 0 1-1 FORCE");
  CHECK(Behind(redis.Run("XINFO CONSUMERS s g").elements[0], "inactive") == Int(0));
}

TEST_CASE("+ is the last entry since 7.4") {
  TestEngine old("redis-7.2");
  old.Run("XADD s 1-1 a b");
  CHECK(old.Run("XREAD STREAMS s +") ==
        Error("ERR Invalid stream ID specified as stream command argument"));
  for (const char* name : {"redis-7.4", "valkey-8.0"}) {
    TestEngine redis(name);
    CHECK(redis.Run("XREAD STREAMS s +") == NilArray());
    redis.Run("XADD s 1-1 a b");
    redis.Run("XADD s 2-0 c d");
    CHECK(redis.Run("XREAD COUNT 5 STREAMS s +") ==
          Array({Array({Bulk("s"), Array({Entry("2-0", "c", "d")})})}));
    redis.Run("XDEL s 2-0");
    CHECK(redis.Run("XREAD STREAMS s +") == NilArray());
    redis.Run("XGROUP CREATE s g 0");
    CHECK(redis.Run("XREADGROUP GROUP g c STREAMS s +")
              .text.starts_with("ERR The + ID is meaningless in the context of XREADGROUP: "));
  }
}

TEST_CASE("scripts may say BLOCK since 7.4, and never wait") {
  constexpr std::string_view kRead =
      "return redis.pcall('XREAD', 'BLOCK', '0', 'STREAMS', 's', '$')";
  TestEngine old("redis-7.2");
  CHECK(old.Eval(kRead) ==
        Error("ERR XREAD command is not allowed with BLOCK option from scripts"));
  TestEngine redis("redis-7.4");
  CHECK(redis.Eval(kRead) == Nil());
}

TEST_CASE("XSETID stays above what was deleted since 7.2") {
  for (const char* name : {"redis-7.0", "redis-7.2"}) {
    TestEngine redis(name);
    redis.Run("XADD s 1-1 a b");
    redis.Run("XADD s 1-3 a b");
    redis.Run("XDEL s 1-3");
    const Reply refused =
        Error("ERR The ID specified in XSETID is smaller than current max_deleted_entry_id");
    CHECK(redis.Run("XSETID s 1-2") == (name == std::string_view("redis-7.0") ? Ok() : refused));
    CHECK(redis.Run("XSETID s 1-3") == Ok());
  }
}

TEST_CASE("texts of 7.2") {
  TestEngine redis("redis-7.2");
  CHECK(redis.Run("XREAD STREAMS s 0 0") ==
        Error("ERR Unbalanced 'xread' list of streams: for each stream key an ID or '$' must be "
              "specified."));
  CHECK(redis.Run("XREADGROUP GROUP g c STREAMS s > >") ==
        Error("ERR Unbalanced 'xreadgroup' list of streams: for each stream key an ID or '>' must "
              "be specified."));
  CHECK(redis.Run("XREAD BLOCK 9223372036854775807 STREAMS s $") ==
        Error("ERR timeout is out of range"));
  TestEngine old("redis-7.0");
  CHECK(old.Run("XREAD BLOCK 9223372036854775807 STREAMS s $") == NilArray());
}

TEST_CASE("a value as large as a listpack may be is refused, and leaves no key") {
  TestEngine redis;
  const std::string half((size_t{1} << 29) + 1, 'x');
  CHECK(redis.Run({"XADD", "s", "1-1", half, half}) ==
        Error("ERR Elements are too large to be stored"));
  CHECK(redis.Run("EXISTS s") == Int(0));
}

TEST_CASE("checkpoints bring streams back, small and large") {
  TestEngine redis;
  redis.Run("XADD s 1-1 a b");
  for (int i = 0; i < 300; ++i) redis.Run({"XADD", "large", StrCat(i + 1, "-0"), "f", StrCat(i)});
  redis.Run("XGROUP CREATE large g 0");
  redis.Run("XREADGROUP GROUP g c COUNT 100 STREAMS large >");
  const std::string small = redis.Run("DUMP s").text;
  const std::string large = redis.Run("DUMP large").text;
  const Journal::Mark mark = redis.engine.Checkpoint();
  redis.Run("XADD s 2-1 a b");
  redis.Run("XTRIM large MAXLEN 20");
  redis.Run("XAUTOCLAIM large g d 0 0");
  redis.Run("XADD large MAXLEN 10 * a b");
  redis.Run("XGROUP DESTROY large g");
  redis.Run("RENAME large moved");
  redis.engine.RollBack(mark);
  CHECK(redis.Run("DUMP s").text == small);
  CHECK(redis.Run("DUMP large").text == large);
  redis.engine.Release(mark);
}

// What a client that waits is served from when entries arrive.
TEST_CASE("the arguments of XREADGROUP serve later as well") {
  TestEngine redis("redis-7.4");
  redis.Run("XGROUP CREATE s g $ MKSTREAM");
  Session& session = redis.engine.default_session();
  ServerState& server = redis.engine.state();
  const std::vector<std::string_view> argv = {"XREADGROUP", "GROUP",   "g", "c", "BLOCK",
                                              "100",        "STREAMS", "s", ">"};
  ReplyBuilder reply(2, FloatStyle::kShortest);
  Call call = {*server.commands->Find("XREADGROUP")->spec,
               argv,
               session,
               server,
               server.keyspace(session),
               reply};
  const StreamRead read = StreamRead::Parse(call);
  CHECK(read.block_ms == 100);
  CHECK_FALSE(read.Serve(call));
  redis.Run("XADD s 5-5 a b");
  CHECK(read.Serve(call));
  CHECK(reply.Take() == Array({Array({Bulk("s"), Array({Entry("5-5", "a", "b")})})}));
  CHECK(redis.Run("XPENDING s g").elements[0] == Int(1));
}

}  // namespace
}  // namespace luarig::test
