#include "engine/base/crc.h"

#include <string>

#include <doctest/doctest.h>

namespace luarig {
namespace {

using namespace std::string_literals;

TEST_CASE("crc16: the check value of XMODEM") {
  CHECK(Crc16("123456789") == 0x31c3);
  CHECK(Crc16("") == 0);
}

TEST_CASE("slot: the whole key where there is no tag") {
  CHECK(SlotOf("foo") == 12182);
  CHECK(SlotOf("123456789") == 12739);
  CHECK(SlotOf("") == 0);
  CHECK(SlotOf("foo{bar") == 15278);
  CHECK(SlotOf("foo}bar{") == 11073);
}

TEST_CASE("slot: only the first tag counts, and only if it is not empty") {
  CHECK(SlotOf("{user1000}.following") == 3443);
  CHECK(SlotOf("{user1000}.followers") == 3443);
  CHECK(SlotOf("foo{{bar}}zap") == 4015);  // the tag is "{bar"
  CHECK(SlotOf("foo{bar}{zap}") == 5061);
  CHECK(SlotOf("foo{}{bar}") == 8363);  // an empty first tag: the whole key
  CHECK(SlotOf("{}") == 15257);
  CHECK(SlotOf("\0\xff{\x80}"s) == 4488);
}

TEST_CASE("crc64: the check value of the Jones polynomial") {
  CHECK(Crc64(0, "123456789") == 0xe9c6d914c4b8d9ca);
  CHECK(Crc64(0, "") == 0);
}

TEST_CASE("crc64: what a server writes at the end of a DUMP payload") {
  // DUMP of the string "hello, world" by 7.0.15: type, length, text, RDB version 10.
  const std::string payload = "\0\x0chello, world\x0a\0"s;
  CHECK(Crc64(0, payload) == 0x2f96eff9e2b3e6cb);
}

TEST_CASE("crc64: in pieces it is the same as at once") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += static_cast<char>(i * 7);
  const uint64_t whole = Crc64(0, text);
  for (size_t cut = 0; cut <= text.size(); ++cut) {
    CHECK(Crc64(Crc64(0, text.substr(0, cut)), text.substr(cut)) == whole);
  }
}

}  // namespace
}  // namespace luarig
