#include "tests/support/mask.h"

#include <doctest/doctest.h>

namespace luarig::test {

TEST_CASE("a mask covers each match") {
  CHECK(Mask("\\d{4,}").Apply("a 1234 b 123 c 99999") == "a <*> b 123 c <*>");
  CHECK(Mask("avg_ttl=\\d+").Apply("x,avg_ttl=17\r\n") == "x,<*>\r\n");
  CHECK(Mask("nope").Apply("text") == "text");
}

TEST_CASE("anchors mean the whole text") {
  CHECK(Mask("^\\d+$").Apply("17") == "<*>");
  CHECK(Mask("^\\d+$").Apply("a17") == "a17");
  CHECK(Mask("^a").Apply("aab") == "<*>ab");
}

TEST_CASE("what must stand before a match, or must not, is asked for and stays") {
  CHECK(Mask("(?<=argv-mem=)\\d+").Apply("x=1 argv-mem=10") == "x=1 argv-mem=<*>");
  CHECK(Mask("(?<!watch)=\\d+(?=[ \\n])").Apply("id=3 watch=0 db=1\n") == "id<*> watch=0 db<*>\n");
}

TEST_CASE("a number is covered whole or not at all") {
  CHECK(Mask("\\d{4,}").Covers("12345"));
  CHECK_FALSE(Mask("\\d{4,}").Covers("123"));
  CHECK_FALSE(Mask("\\d{1,2}").Covers("123"));
}

}  // namespace luarig::test
