#include "engine/base/sha1.h"

#include <string>

#include <doctest/doctest.h>

namespace luarig {
namespace {

TEST_CASE("sha1: the vectors of FIPS 180 and RFC 3174") {
  CHECK(Sha1Hex("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  CHECK(Sha1Hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(Sha1Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  CHECK(Sha1Hex("The quick brown fox jumps over the lazy dog") ==
        "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12");
  CHECK(Sha1Hex(std::string(1'000'000, 'a')) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST_CASE("sha1: the padding fits around the end of a block") {
  // 55 bytes are the most that share their block with the length.
  CHECK(Sha1Hex(std::string(55, 'x')) == "cef734ba81a024479e09eb5a75b6ddae62e6abf1");
  CHECK(Sha1Hex(std::string(56, 'x')) == "901305367c259952f4e7af8323f480d59f81335b");
  CHECK(Sha1Hex(std::string(63, 'x')) == "0ddc4e0cccd9a12850deb5abb0853a4425559fec");
  CHECK(Sha1Hex(std::string(64, 'x')) == "bb2fa3ee7afb9f54c6dfb5d021f14b1ffe40c163");
  CHECK(Sha1Hex(std::string(65, 'x')) == "78c741ddc482e4cdf8c474a0876347a0905b6233");
}

TEST_CASE("sha1: the name a server gives to a script") {
  CHECK(Sha1Hex("return 1") == "e0e1f9fabfc9d4800c877a703b823ac0578ff8db");
  CHECK(Sha1Hex(std::string("\0\xff", 2)) == "aa3e5dcdd77b153f2e59bd0d8794fde33cb4e486");
}

TEST_CASE("sha1: the digest as bytes") {
  CHECK(Sha1("abc")[0] == 0xa9);
  CHECK(Sha1("abc")[19] == 0x9d);
}

}  // namespace
}  // namespace luarig
