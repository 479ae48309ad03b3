#include "tests/support/compare.h"

#include <doctest/doctest.h>

#include "tests/support/peer.h"

namespace luarig::test {
namespace {

using Kind = Reply::Kind;

Reply Number(int64_t value) { return {.kind = Kind::kInteger, .integer = value}; }

Reply Of(Kind kind, std::vector<Reply> elements) {
  return {.kind = kind, .elements = std::move(elements)};
}

}  // namespace

TEST_CASE("sorting leaves a map's pairs together") {
  CHECK(Sorted(Of(Kind::kMap, {Number(2), Number(1), Number(1), Number(9)})) ==
        Of(Kind::kMap, {Number(1), Number(9), Number(2), Number(1)}));
  CHECK(Sorted(Of(Kind::kArray, {Number(2), Number(1)})) ==
        Of(Kind::kArray, {Number(1), Number(2)}));
}

TEST_CASE("shape and tolerance look at kinds and numbers") {
  CHECK(SameShape(Of(Kind::kArray, {Number(1)}), Of(Kind::kArray, {Number(7)})));
  CHECK_FALSE(SameShape(Of(Kind::kArray, {Number(1)}), Of(Kind::kSet, {Number(1)})));
  CHECK(SameWithin(Of(Kind::kArray, {Number(1)}), Of(Kind::kArray, {Number(3)}), 2));
  CHECK_FALSE(SameWithin(Number(1), Number(4), 2));
}

TEST_CASE("a reply's way through Lua loses what Lua cannot hold") {
  CHECK(LuaView({.kind = Kind::kNullArray}, 2) == Reply{});
  CHECK(LuaView(Number((int64_t{1} << 53) + 1), 2) == Number(int64_t{1} << 53));
  CHECK(LuaView(Number(INT64_MAX), 2) == Number(INT64_MIN));
  const Reply holes = Of(Kind::kArray, {Number(1), {}, Number(2)});
  CHECK(LuaView(holes, 2) == holes);
  CHECK(LuaView(holes, 3) == Of(Kind::kArray, {Number(1)}));
  CHECK(LuaView(Of(Kind::kMap, {Number(1), {}, Number(2), Number(3)}), 3) ==
        Of(Kind::kMap, {Number(2), Number(3)}));
}

}  // namespace luarig::test
