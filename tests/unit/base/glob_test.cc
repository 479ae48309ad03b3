#include "engine/base/glob.h"

#include <string>

#include <doctest/doctest.h>

namespace luarig {
namespace {

std::string Repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST_CASE("glob: the pattern stands for the whole text") {
  CHECK(GlobMatch("abc", "abc"));
  CHECK_FALSE(GlobMatch("abc", "abcd"));
  CHECK_FALSE(GlobMatch("abc", "ab"));
  CHECK_FALSE(GlobMatch("", "a"));
  CHECK(GlobMatch("", ""));
}

TEST_CASE("glob: ? is one byte, * any number of them") {
  CHECK(GlobMatch("h?llo", "hallo"));
  CHECK_FALSE(GlobMatch("h?llo", "hllo"));
  CHECK(GlobMatch("*", "abc"));
  CHECK(GlobMatch("a*c", "ac"));
  CHECK(GlobMatch("a*c*", "abcbc"));
  CHECK(GlobMatch("a***", "a"));
  CHECK(GlobMatch("*a*b*c*", "xxaxxbxxc"));
  CHECK_FALSE(GlobMatch("*a*b*c*", "xxaxxcxxb"));
  CHECK(GlobMatch(std::string_view("\0*", 2), std::string_view("\0\0x", 3)));
}

TEST_CASE("glob: an empty text is matched by the empty pattern alone") {
  CHECK_FALSE(GlobMatch("**", ""));
  CHECK_FALSE(GlobMatch("[^a]", ""));
}

TEST_CASE("glob: classes") {
  CHECK(GlobMatch("h[ae]llo", "hello"));
  CHECK_FALSE(GlobMatch("h[ae]llo", "hillo"));
  CHECK(GlobMatch("h[^e]llo", "hallo"));
  CHECK_FALSE(GlobMatch("h[^e]llo", "hello"));
  CHECK(GlobMatch("[a-c]", "b"));
  CHECK(GlobMatch("[c-a]", "b"));     // the ends of a range in any order
  CHECK(GlobMatch("[a^]", "^"));      // not first: an ordinary member
  CHECK(GlobMatch("[a-]", "^"));      // a range from ']' to 'a', and the class stays open
  CHECK_FALSE(GlobMatch("[]", "a"));  // an empty class: nothing
  CHECK(GlobMatch("[^]", "a"));       // ... and its opposite: anything
  CHECK_FALSE(GlobMatch("[]a]", "]a]"));
}

TEST_CASE("glob: a class that is not closed ends with the pattern") {
  CHECK(GlobMatch("[abc", "b"));
  CHECK(GlobMatch("x[^", "xa"));
  CHECK_FALSE(GlobMatch("[", "a"));
  CHECK_FALSE(GlobMatch("[", "["));
  CHECK(GlobMatch("[a-", "-"));  // too short to be a range
}

TEST_CASE("glob: a backslash takes the meaning away") {
  CHECK(GlobMatch("h\\?llo", "h?llo"));
  CHECK_FALSE(GlobMatch("h\\?llo", "hello"));
  CHECK(GlobMatch("\\*", "*"));
  CHECK(GlobMatch("[\\]]", "]"));
  CHECK(GlobMatch("[\\^a]", "^"));
  CHECK(GlobMatch("a\\", "a\\"));  // at the end it is itself
  CHECK(GlobMatch("[\\", "\\"));
}

TEST_CASE("glob: ranges compare signed bytes") {
  CHECK(GlobMatch("[\x80-\xff]", "\x90"));
  CHECK_FALSE(GlobMatch("[a-\x80]", "z"));  // from -128 to 97
  CHECK(GlobMatch("[a-\x80]", "A"));
}

TEST_CASE("glob: letters without case") {
  CHECK(GlobMatch("MAXMEM*", "maxmemory", true));
  CHECK_FALSE(GlobMatch("MAXMEM*", "maxmemory"));
  CHECK(GlobMatch("[X-Z]", "y", true));
  CHECK(GlobMatch("[Y]", "y", true));
  CHECK_FALSE(GlobMatch("[\\Y]", "y", true));  // an escaped member still minds the case
  // Ends are ordered before their case is folded, so this range is from 'z' to 'a': empty.
  CHECK_FALSE(GlobMatch("[Z-a]", "m", true));
}

TEST_CASE("glob: many stars cost no more than one") {
  // Tried star by star these would not end in a lifetime.
  CHECK_FALSE(GlobMatch(Repeat("a*", 50) + "b", Repeat("a", 2000)));
  CHECK_FALSE(GlobMatch(Repeat("*", 5000) + "b", Repeat("a", 2000)));
}

TEST_CASE("glob: more than a thousand nested stars match nothing") {
  const std::string text = Repeat("a", 3000);
  CHECK(GlobMatch(Repeat("*a", 1000) + "*", text));
  CHECK_FALSE(GlobMatch(Repeat("*a", 1001) + "*", text));
}

}  // namespace
}  // namespace luarig
