#include "engine/rdb/value_bytes.h"

#include "engine/base/crc.h"
#include "engine/rdb/rdb_format.h"
#include "engine/rdb/rdb_reader.h"
#include "engine/rdb/rdb_writer.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

// Commands that make a value, and what DUMP of redis-server 7.0.15 answered for it, in base64.
struct Sample {
  std::string_view name;
  std::vector<std::string> commands;
  std::string_view dump;
};

const std::string kLong = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij";

const std::vector<Sample> kSamples = {
    {"short string", {"SET k hello"}, "AAVoZWxsbwoAY3LfdmU0IAo="},
    {"integer", {"SET k -70000"}, "AMKQ7v7/CgAodd57E+soAA=="},
    {"compressed string", {"SET k " + std::string(100, 'a')}, "AMMJQGQBYWHgVwABYWEKAOijtQewbfJx"},
    {"list", {"RPUSH k a 1 5000000000"}, "EgECFhYAAAADAIFhAgEB9ADyBSoBAAAACf8KAEkGu67TsqMu"},
    {"list of two nodes",
     {"RPUSH k a", "RPUSH k " + std::string(9000, 'x')},
     "EgICCgoAAAABAIFhAv8Cw0B6YzYHNiMAAAEA8CggBgB44P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4"
     "P"
     "8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4P8A4A4AAka"
     "t/w"
     "oAgS7J5ARiAPQ="},
    {"intset", {"SADD k 1 70000"}, "CxAEAAAAAgAAAAEAAABwEQEACgAnNUNu/WZWxA=="},
    {"set", {"SADD k " + kLong}, "AgHDEkBGCmFiY2RlZmdoaWph4DAJAWlqCgBDk6RuU1w2gA=="},
    {"small hash", {"HSET k f v n 10"}, "EBISAAAABACBZgKBdgKBbgIKAf8KAEX4QtjqBpPK"},
    {"hash", {"HSET k f " + kLong}, "BAEBZsMSQEYKYWJjZGVmZ2hpamHgMAkBaWoKANYjYl6j+oNh"},
    {"small sorted set", {"ZADD k 1.5 a 2 b"}, "ERQUAAAABACBYQKDMS41BIFiAgIB/woA+gK0Ja8Yh2M="},
    {"sorted set",
     {"ZADD k 1.5 " + kLong, "ZADD k -inf b", "ZADD k 2 c"},
     "BQMBYwAAAAAAAABAwxJARgphYmNkZWZnaGlqYeAwCQFpagAAAAAAAPg/AWIAAAAAAADw/woAF55VwbCYz6k="},
    {"stream",
     {"XADD k 1-1 a b", "XADD k 1-2 a c", "XADD k 2-0 z 1 y 2", "XDEL k 1-2"},
     "EwEQAAAAAAAAAAEAAAAAAAAAAT09AAAAGAACAQEBAQGBYQIAAQIBAAEAAYFiAgQBAwEAAQEBgWMCBAEAAQEB3/8CAgG"
     "BegIBAYF5AgIBCAH/AgIAAQEBAgMACgAQk6FT3Y46YQ=="},
    {"stream of two nodes",
     {"CONFIG SET stream-node-max-entries 2", "XADD k 1-1 a 1", "XADD k 1-2 a 2",
      "XADD k 300-3 b 3"},
     "EwIQAAAAAAAAAAEAAAAAAAAAASYmAAAADwACAQABAQGBYQIAAQIBAAEAAQEBBAECAQABAQECAQQB/xAAAAAAAAABLAAA"
     "AAAAAAADHBwAAAAKAAEBAAEBAYFiAgABAgEAAQABAwEEAf8DQSwDAQEAAAMACgDagSt64KgYrA=="},
    {"stream without entries", {"XADD k 5-5 a b", "XDEL k 5-5"}, "EwAABQUAAAUFAQAKAC7CnhmM9k4k"},
    {"stream with groups",
     {"XADD k 1-1 a 1", "XGROUP CREATE k g 0", "XGROUP CREATE k h 1-1 ENTRIESREAD 1"},
     "EwEQAAAAAAAAAAEAAAAAAAAAARwcAAAACgABAQABAQGBYQIAAQIBAAEAAQEBBAH/AQEBAQEAAAECAWcAAIH/////////"
     "/wAAAWgBAQEAAAoAxhHIg1DD47o="},
};

// Forms that are only read, as RESTORE of redis-server 7.0.15 took them.
// NOLINTBEGIN(bugprone-suspicious-missing-comma): the long ones go over several lines
constexpr std::string_view kOldForms[] = {
    "AQIBYQFiCgAyqJB+1QMaRQ==",                  // list of strings
    "AwEBYQMxLjUKADqtpf0fYYYi",                  // sorted set with scores as text
    "Cg4OAAAACgAAAAEAAAFh/woAxHkbtLwTfv4=",      // list as a ziplist
    "DRERAAAADQAAAAIAAAFmAwF2/woAABWSQO+ESMk=",  // hash as a ziplist
    // stream without figures, with a group and a pending entry
    "DwEQAAAAAAAAAAEAAAAAAAAAASYmAAAADwACAQABAQGBYQIAAQIBAAEAAQEBBAECAQABAQECAQQB/"
    "wIBAgEBZwEBAQAAAAA"
    "AAAABAAAAAAAAAAEAaOXPiwEAAAMBAWMAaOXPiwEAAAEAAAAAAAAAAQAAAAAAAAABCgBCMvYv3aGe4w==",
    // the same with figures
    "EwEQAAAAAAAAAAEAAAAAAAAAASYmAAAADwACAQABAQGBYQIAAQIBAAEAAQEBBAECAQABAQECAQQB/"
    "wIBAgEBAAACAQFnAQE"
    "BAQAAAAAAAAABAAAAAAAAAAEAaOXPiwEAAAMBAWMAaOXPiwEAAAEAAAAAAAAAAQAAAAAAAAABCgAwcA1QOg54jA==",
};
// NOLINTEND(bugprone-suspicious-missing-comma)

std::string Payload(std::string_view base64) { return *DecodeBase64(base64); }

// `body` with a seal that fits.
std::string Sealed(std::string body) {
  body += std::string("\x0a\x00", 2);
  const uint64_t crc = Crc64(0, body);
  for (int i = 0; i < 8; ++i) body += static_cast<char>(crc >> (8 * i) & 0xFF);
  return body;
}

Reply Restore(TestEngine& redis, std::string_view payload) {
  return redis.Run({"RESTORE", "k", "0", payload, "REPLACE"});
}

// Restoring `payload` ends well: it is refused, or what it made can be dumped and restored.
void CheckHarmless(TestEngine& redis, std::string_view payload) {
  const Reply reply = Restore(redis, payload);
  if (reply == Error("ERR Bad data format")) return;
  REQUIRE(reply == Ok());
  const std::string dump = redis.Run("DUMP k").text;
  REQUIRE(Restore(redis, dump) == Ok());
  REQUIRE(redis.Run("DUMP k").text == dump);
}

void CheckMutations(std::string_view payload, std::string_view target = "redis-7.0") {
  TestEngine redis(target);
  redis.Run("DEBUG SET-ACTIVE-EXPIRE 0");  // a time that is over after a change stays to be seen
  const std::string body(payload.substr(0, payload.size() - rdb::kSealBytes));
  for (size_t i = 0; i < body.size(); ++i) {
    CAPTURE(i);
    CheckHarmless(redis, Sealed(body.substr(0, i)));
    for (const int change : {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF}) {
      std::string changed = body;
      changed[i] = static_cast<char>(changed[i] ^ change);
      CheckHarmless(redis, Sealed(changed));
    }
  }
}

}  // namespace

TEST_CASE("DUMP gives the bytes of redis-server, and RESTORE takes them back") {
  for (const Sample& sample : kSamples) {
    CAPTURE(sample.name);
    TestEngine redis;
    for (const std::string& command : sample.commands) REQUIRE(!redis.Run(command).is_error());
    const Reply encoding = redis.Run("OBJECT ENCODING k");
    CHECK(EncodeBase64(redis.Run("DUMP k").text) == sample.dump);

    CHECK(Restore(redis, Payload(sample.dump)) == Ok());
    CHECK(redis.Run("OBJECT ENCODING k") == encoding);
    CHECK(EncodeBase64(redis.Run("DUMP k").text) == sample.dump);
  }
}

TEST_CASE("a payload cut or changed anywhere, its checksum fitting, is refused or is a value") {
  for (const Sample& sample : kSamples) {
    CAPTURE(sample.name);
    CheckMutations(Payload(sample.dump));
  }
  for (const std::string_view dump : kOldForms) {
    CAPTURE(dump);
    TestEngine redis;
    CHECK(Restore(redis, Payload(dump)) == Ok());
    CheckMutations(Payload(dump));
  }
  // The form of small sets since 7.2.
  TestEngine redis("redis-7.4");
  redis.Run("SADD k a 1 b");
  const std::string dump = redis.Run("DUMP k").text;
  for (size_t i = 1; i + rdb::kSealBytes < dump.size(); ++i) {
    CAPTURE(i);
    std::string changed = dump.substr(0, dump.size() - rdb::kSealBytes);
    changed[i] = static_cast<char>(~changed[i]);
    CheckHarmless(redis, Sealed(changed));
  }
}

TEST_CASE(
    "a field that stands twice is believed, as the server does, and ends where it would crash") {
  // {"f": "1", "f": "2"}
  TestEngine redis;
  const auto payload = Payload("EBMTAAAABACBZgKBMQKBZgKBMgL/CgAOMeOccwzXlw==");
  CHECK(Restore(redis, payload) == Ok());
  CHECK(redis.Run("HLEN k").integer == 2);
  CHECK(redis.Run("HGET k f").text == "1");
  redis.Run("CONFIG SET hash-max-listpack-entries 2");
  const auto mark = redis.engine.Checkpoint();
  redis.Run("HSET k g 3");  // a table from here on
  CHECK(redis.Run("OBJECT ENCODING k").text == "hashtable");
  CHECK(redis.Run("HLEN k").integer == 2);
  CHECK(redis.Run("HGET k f").text == "1");
  redis.engine.RollBack(mark);
  CHECK(redis.Run("HLEN k").integer == 2);
  redis.Run("CONFIG SET hash-max-listpack-entries 1");
  CHECK(redis.Run("DEL k").integer == 1);
  CHECK(Restore(redis, payload) == Error("ERR Bad data format"));
}

TEST_CASE("a blob that no command could have made is refused") {
  TestEngine redis;
  // Scores that are out of order: 2 before 1.
  const std::string_view items(
      "\x10\x10\0\0\0\4\0\x81"
      "a\2\2\1\x81"
      "b\2\1\1\xff",
      18);
  CHECK(Restore(redis, Sealed(std::string(items))) == Error("ERR Bad data format"));
}

TEST_CASE("a count or size that a payload cannot hold is refused without making room for it") {
  TestEngine redis;
  const std::string huge("\x81\x7f\xff\xff\xff\xff\xff\xff\xff", 9);
  for (const int type : {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19}) {
    CAPTURE(type);
    CHECK(Restore(redis, Sealed(std::string(1, static_cast<char>(type)) + huge)) ==
          Error("ERR Bad data format"));
  }
  const std::string lzf = std::string("\x00\xc3\x02\x80\xff\xff\xff\xff\x00", 9) + 'a';
  CHECK(Restore(redis, Sealed(lzf)) == Error("ERR Bad data format"));
}

TEST_CASE("lengths take the shortest form that holds them") {
  const auto bytes = [](uint64_t length) {
    RdbWriter out;
    out.AddLength(length);
    const std::string sealed = out.Seal(10);
    return Quote(std::string_view(sealed).substr(0, sealed.size() - rdb::kSealBytes));
  };
  CHECK(bytes(63) == R"("?")");
  CHECK(bytes(64) == R"("@@")");
  CHECK(bytes(16383) == R"("\x7f\xff")");
  CHECK(bytes(16384) == R"("\x80\x00\x00@\x00")");
  CHECK(bytes(0xFFFFFFFF) == R"("\x80\xff\xff\xff\xff")");
  CHECK(bytes(0x100000000) == R"("\x81\x00\x00\x00\x01\x00\x00\x00\x00")");
  for (const uint64_t length : {0U, 63U, 64U, 16383U, 16384U, 0xFFFFFFFFU}) {
    RdbWriter out;
    out.AddLength(length);
    const std::string sealed = out.Seal(10);
    CHECK(IsSealed(sealed, 10));
    CHECK(RdbReader(sealed).Length() == length);
  }
}

TEST_CASE("a target takes payloads of its own version and of older ones") {
  for (const Target& target : Targets()) {
    CAPTURE(target.name);
    TestEngine redis(target.name);
    redis.Run("SET k v");
    const std::string dump = redis.Run("DUMP k").text;
    CHECK(dump[dump.size() - rdb::kSealBytes] == target.rdb_version);
    CHECK(IsSealed(dump, target.rdb_version));
    CHECK_FALSE(IsSealed(dump, target.rdb_version - 1));
    CHECK(Restore(redis, Payload(kSamples[0].dump)) == Ok());
  }
}

TEST_CASE("a stream that no command could have made is refused") {
  const std::string node("\x01\x10\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\1", 18);
  // One entry 1-1 with the fields of its node: a, whose value is 1.
  const std::string entry(
      "\x1c\x1c\0\0\0\x0a\0\1\1\0\1\1\1\x81"
      "a\2\0\1\2\1\0\1\0\1\1\1\4\1\xff",
      29);
  const auto stream = [&](const std::string& rest) {
    return Sealed(std::string(1, '\x13') + node + entry + rest);
  };
  TestEngine redis;
  CHECK(Restore(redis, stream(std::string("\1\1\1\1\1\0\0\1\0", 9))) == Ok());
  const Reply refused = Error("ERR Bad data format");
  // The length, and an ID that is greater than the last one.
  CHECK(Restore(redis, stream(std::string("\2\1\1\1\1\0\0\2\0", 9))) == refused);
  CHECK(Restore(redis, stream(std::string("\1\1\0\1\1\0\0\1\0", 9))) == refused);
  // The same node twice.
  const std::string twice = std::string("\x13\2", 2) + node.substr(1) + entry + node.substr(1) +
                            entry + std::string("\2\1\1\1\1\0\0\2\0", 9);
  CHECK(Restore(redis, Sealed(twice)) == refused);
  // A pending entry that no consumer has, and one that two have.
  const std::string id = node.substr(2);
  const std::string time(8, '\0');
  const std::string group =
      std::string("\1\1\1\1\1\0\0\1\1\1g\1\1\1", 14) + "\1" + id + time + "\1";
  const std::string consumer = "\1c" + time + "\1" + id;
  CHECK(Restore(redis, stream(group + std::string(1, '\0'))) == refused);
  CHECK(Restore(redis, stream(group + "\1" + consumer)) == Ok());
  CHECK(Restore(redis, stream(group + "\2" + consumer + "\1d" + time + "\1" + id)) == refused);
  CHECK(Restore(redis, stream(group + "\2" + consumer + consumer)) == refused);
}

TEST_CASE("when a consumer was active is dumped, and bad data, where the target says so") {
  TestEngine newer("redis-7.2");
  newer.Run("XADD k 1-1 a 1");
  newer.Run("XGROUP CREATE k g 0");
  newer.Run("XREADGROUP GROUP g c STREAMS k >");
  newer.clock.Advance(5'000'000);
  newer.Run("XREADGROUP GROUP g c STREAMS k >");
  const Reply consumers = newer.Run("XINFO CONSUMERS k g");
  const std::string dump = newer.Run("DUMP k").text;
  CHECK(dump[0] == static_cast<char>(rdb::Type::kStreamWithActiveTimes));
  newer.Run("DEL k");
  CHECK(Restore(newer, dump) == Ok());
  CHECK(newer.Run("XINFO CONSUMERS k g") == consumers);
  for (size_t i = 1; i + rdb::kSealBytes < dump.size(); ++i) {
    CAPTURE(i);
    std::string changed = dump.substr(0, dump.size() - rdb::kSealBytes);
    changed[i] = static_cast<char>(~changed[i]);
    CheckHarmless(newer, Sealed(changed));
  }

  TestEngine older;
  CHECK(Restore(older, Sealed(dump.substr(0, dump.size() - rdb::kSealBytes))) ==
        Error("ERR Bad data format"));
  // An older form does not tell: then it was active when it was seen.
  CHECK(Restore(newer, Payload(kOldForms[5])) == Ok());
  CHECK(newer.Run("XINFO CONSUMERS k g").elements[0].elements[7] == Int(5000));
}

TEST_CASE("small sets with strings are listpacks, and bad data, where the target says so") {
  TestEngine newer("redis-7.4");
  newer.Run("SADD k a b");
  const std::string dump = newer.Run("DUMP k").text;
  CHECK(dump[0] == static_cast<char>(rdb::Type::kSetListpack));
  CHECK(Restore(newer, dump) == Ok());
  CHECK(newer.Run("SMEMBERS k").elements.size() == 2);

  TestEngine older;
  CHECK(Restore(older, Sealed(dump.substr(0, dump.size() - rdb::kSealBytes))) ==
        Error("ERR Bad data format"));
}

// What DUMP of redis 7.4.1 answered (facts hexpire-effects.order-by-expiry, .dump-after-hpersist).
TEST_CASE("a hash whose fields end is dumped with its times, in the order in which they end") {
  TestEngine redis("redis-7.4");
  redis.Run("HSET k z 1 y 2 x 3 w 4");
  redis.Run("HPEXPIREAT k 4102444800300 FIELDS 1 z");
  redis.Run("HPEXPIREAT k 4102444800100 FIELDS 1 y");
  redis.Run("HPEXPIREAT k 4102444800200 FIELDS 1 w");
  const std::string dump = redis.Run("DUMP k").text;
  CHECK(EncodeBase64(dump) ==
        "GSzZwyy7AwAAwzI7GzsAAAAMAIF5AgIB9GTYwyy7AwAACYF3AgQB9Mjg"
        "AA4GegIBAfQs2cAdBngCAwEAAf8MANfFDpF0HjfE");
  const Reply fields = redis.Run("HGETALL k");
  CHECK(Restore(redis, dump) == Ok());
  CHECK(redis.Run("HGETALL k") == fields);
  CHECK(redis.Run("OBJECT ENCODING k") == Bulk("listpackex"));

  redis.Run("DEL k");
  redis.Run("HSET k a 1 b 2 c 3");
  redis.Run("HPEXPIREAT k 4102444800000 FIELDS 2 a b");
  redis.Run("HPERSIST k FIELDS 2 a b");
  CHECK(EncodeBase64(redis.Run("DUMP k").text) ==
        "GQDYwyy7AwAAHBwAAAAJAIFjAgMBAAGBYQIBAQABgWICAgEAAf8MAHMmQiFpKxsR");
}

// Facts restore.type24-hashttl, .type25-hashlpex, .type23-preGA.
TEST_CASE("each form of a hash with times is read, cut or changed without harm, only where known") {
  for (const std::string_view dump :
       {"GADYwyy7AwAAAQEBZgF2CgCFo9v8R918IQ==",
        "GQDYwyy7AwAAFxcAAAADAIFmAoF2AvQA2MMsuwMAAAn/CgDyWB1zrrDxIg==",
        "Fw8PAAAAAwCBZgKBdgIAAf8KAP/GWcErOzAh"}) {
    CAPTURE(dump);
    TestEngine redis("redis-7.4");
    CHECK(Restore(redis, Payload(dump)) == Ok());
    CHECK(redis.Run("OBJECT ENCODING k") == Bulk("listpackex"));
    CHECK(redis.Run("HGETALL k") == Array({Bulk("f"), Bulk("v")}));
    CheckMutations(Payload(dump), "redis-7.4");
    TestEngine older("redis-7.2");
    CHECK(Restore(older, Payload(dump)) == Error("ERR Bad data format"));
  }
}

TEST_CASE("triples out of order, with a field twice or with times that are none are refused") {
  const auto restored = [](std::initializer_list<std::string_view> entries) {
    Listpack triples;
    for (const std::string_view entry : entries) triples.Append(entry);
    RdbWriter out;
    out.AddByte(static_cast<uint8_t>(rdb::Type::kHashTriples));
    out.AddTime(0);
    out.AddString(triples.bytes());
    TestEngine redis("redis-7.4");
    return Restore(redis, out.Seal(12));
  };
  const Reply bad = Error("ERR Bad data format");
  CHECK(restored({"a", "1", "4102444800000", "b", "2", "4102444800001", "c", "3", "0"}) == Ok());
  CHECK(restored({"a", "1", "4102444800001", "b", "2", "4102444800000"}) == bad);
  CHECK(restored({"a", "1", "0", "b", "2", "4102444800000"}) == bad);
  CHECK(restored({"a", "1", "0", "a", "2", "0"}) == bad);
  CHECK(restored({"a", "1", "soon"}) == bad);
  CHECK(restored({"a", "1", "-1"}) == bad);
  CHECK(restored({"a", "1", "70368744177664"}) == bad);
  CHECK(restored({"a", "1"}) == bad);
}

}  // namespace luarig::test
