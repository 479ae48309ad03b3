#include "engine/store/dict_model.h"

#include <doctest/doctest.h>

namespace luarig::test {

TEST_CASE("a table doubles when it is full, and both are there until the elements have moved") {
  DictModel dict;
  for (size_t i = 0; i < 1024; ++i) dict.Added(i);
  CHECK(dict.buckets() == 1024);
  dict.Added(1024);
  CHECK(dict.buckets() == 1024 + 2048);
  // 63 % of the old buckets hold something, and each operation moves one: observed on the server.
  for (int i = 0; i < 640; ++i) dict.Step();
  CHECK(dict.rehashing());
  for (int i = 0; i < 15; ++i) dict.Step();
  CHECK(dict.buckets() == 2048);
}

TEST_CASE("a table that was made for its elements is not moving any") {
  DictModel dict;
  dict.Presize(513);
  for (size_t i = 0; i < 513; ++i) dict.Added(i);
  CHECK(dict.buckets() == 1024);
  CHECK_FALSE(dict.rehashing());
}

TEST_CASE("a table shrinks when less than a tenth of it is used") {
  DictModel dict;
  dict.Presize(2048);
  for (size_t left = 2047; left > 204; --left) dict.Removed(left);
  CHECK(dict.buckets() == 2048);
  dict.Removed(204);
  CHECK(dict.buckets() == 2048 + 256);
  for (size_t left = 203; left > 1; --left) dict.Removed(left);
  CHECK(dict.buckets() == 256);
}

TEST_CASE("a table that may not grow does so when it is overfull") {
  DictModel dict;
  for (size_t i = 0; i < 4; ++i) dict.Added(i);
  dict.Added(4, false);
  dict.Added(5, false);
  dict.Added(6, false);
  CHECK(dict.buckets() == 4);
  dict.Added(7, false);
  CHECK(dict.buckets() == 4 + 8);
}

}  // namespace luarig::test
