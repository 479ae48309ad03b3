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
};

// Forms that are only read, as RESTORE of redis-server 7.0.15 took them.
constexpr std::string_view kOldForms[] = {
    "AQIBYQFiCgAyqJB+1QMaRQ==",                  // list of strings
    "AwEBYQMxLjUKADqtpf0fYYYi",                  // sorted set with scores as text
    "Cg4OAAAACgAAAAEAAAFh/woAxHkbtLwTfv4=",      // list as a ziplist
    "DRERAAAADQAAAAIAAAFmAwF2/woAABWSQO+ESMk=",  // hash as a ziplist
};

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

void CheckMutations(std::string_view payload) {
  TestEngine redis;
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

TEST_CASE("a blob that no command could have made is refused") {
  // Its field stands twice; redis-server would keep both.
  TestEngine redis;
  CHECK(Restore(redis, Payload("EBMTAAAABACBZgKBMQKBZgKBMgL/CgAOMeOccwzXlw==")) ==
        Error("ERR Bad data format"));
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
  for (const int type : {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 16, 17, 18}) {
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

}  // namespace luarig::test
