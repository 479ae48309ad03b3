#include "tests/support/picture.h"

#include <doctest/doctest.h>

namespace luarig::test {

TEST_CASE("order does not matter at any depth, belonging does") {
  CHECK(SameUnordered("1) \"0\"\n2) 1) \"a\"\n   2) \"b\"", "1) \"0\"\n2) 1) \"b\"\n   2) \"a\""));
  CHECK_FALSE(SameUnordered("1) 1) \"a\"\n   2) \"b\"\n2) 1) \"c\"\n   2) \"d\"",
                            "1) 1) \"a\"\n   2) \"c\"\n2) 1) \"b\"\n   2) \"d\""));
  CHECK(SameUnordered("1# \"a\" => (integer) 1\n2# \"b\" => \n   1) \"x\"\n   2) \"y\"",
                      "1# \"b\" => \n   1) \"y\"\n   2) \"x\"\n2# \"a\" => (integer) 1"));
  CHECK_FALSE(SameUnordered("1# \"a\" => (integer) 1\n2# \"b\" => (integer) 2",
                            "1# \"a\" => (integer) 2\n2# \"b\" => (integer) 1"));
  CHECK(SameUnordered("# A\nx:1\ny:2", "# A\ny:2\nx:1"));
  CHECK_FALSE(SameUnordered("1) \"a\"", "1~ \"a\""));
}

TEST_CASE("numbers may be apart, bare or as whole strings") {
  CHECK(SameWithin("(integer) 99", "(integer) 100", 1));
  CHECK_FALSE(SameWithin("(integer) 98", "(integer) 100", 1));
  CHECK(SameWithin("1) \"0.5\"\n2) \"x\"", "1) \"0.51\"\n2) \"x\"", 0.1));
  CHECK_FALSE(SameWithin("\"1\"", "(integer) 1", 5));
  CHECK_FALSE(SameWithin("\"a\"", "\"b\"", 5));
}

TEST_CASE("a shape is kinds and counts") {
  CHECK(SameShape("1) \"a\"\n2) (integer) 5", "1) \"bcd\"\n2) (integer) 1"));
  CHECK_FALSE(SameShape("1) \"a\"", "1) \"a\"\n2) \"b\""));
  CHECK_FALSE(SameShape("(integer) 1", "(nil)"));
  CHECK(SameShape("# Keyspace\r\ndb0\r", "# Server\r"));
}

TEST_CASE("a difference shows what only one side has") {
  CHECK(DiffLines("1) \"a\"\n2) \"b\"", "1) \"a\"\n2) \"c\"") ==
        "  1) \"a\"\n- 2) \"b\"\n+ 2) \"c\"\n");
}

}  // namespace luarig::test
