#include "engine/base/bytes.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

namespace luarig {
namespace {

using namespace std::string_literals;
using Words = std::vector<std::string>;

TEST_CASE("case: only ASCII letters have one") {
  CHECK(ToLower("GeT\xc4[@") == "get\xc4[@");
  CHECK(ToUpper("geT\xe4{`") == "GET\xe4{`");
  CHECK(EqualsIgnoreCase("hGetAll", "HGETALL"));
  CHECK_FALSE(EqualsIgnoreCase("get", "gets"));
  CHECK_FALSE(EqualsIgnoreCase("@", "`"));  // they differ in the bit that makes a letter small
}

TEST_CASE("quote: printable text stands as it is") {
  CHECK(Quote("") == R"("")");
  CHECK(Quote("it's ~ all") == R"("it's ~ all")");
}

TEST_CASE("quote: the letters of C, \\xhh for all else that is not printable") {
  CHECK(Quote("\"\\\n\r\t\a\b") == R"("\"\\\n\r\t\a\b")");
  CHECK(Quote("\0\x1b\v\f\x7f\x80\xff"s) == R"("\x00\x1b\x0b\x0c\x7f\x80\xff")");
}

TEST_CASE("split: blanks separate words") {
  CHECK(SplitWords("") == Words{});
  CHECK(SplitWords(" \t\n\v\f\r") == Words{});
  CHECK(SplitWords("  set  k\tv\n") == Words{"set", "k", "v"});
  CHECK(SplitWords("a\vb\fc") == Words{"a\vb\fc"});   // inside a word these two are no blanks
  CHECK(SplitWords("a b\0c d"s) == Words{"a", "b"});  // a NUL ends the line
}

TEST_CASE("split: double quotes know the escapes") {
  CHECK(SplitWords(R"("a b" "")") == Words{"a b", ""});
  CHECK(SplitWords(R"("\n\r\t\b\a\"\\\q")") == Words{"\n\r\t\b\a\"\\q"});
  CHECK(SplitWords(R"("\x41\xfF\x00")") == Words{"A\xff\0"s});
  CHECK(SplitWords(R"("\x4 \xg1")") == Words{"x4 xg1"});  // \x needs two digits
}

TEST_CASE("split: single quotes know only \\'") {
  CHECK(SplitWords(R"('a b' 'it\'s' '\n\x41"')") == Words{"a b", "it's", R"(\n\x41")"});
}

TEST_CASE("split: a quote may open inside a word, but only a blank may follow its end") {
  CHECK(SplitWords(R"(key"a b" c)") == Words{"keya b", "c"});
  CHECK(SplitWords(R"(\"a")") == Words{R"(\a)"});  // outside of quotes a backslash is a letter
  CHECK(SplitWords(R"("a"b)") == std::nullopt);
  CHECK(SplitWords(R"('a'"b")") == std::nullopt);
  CHECK(SplitWords("'a'\vb") == Words{"a", "b"});
}

TEST_CASE("split: quotes that do not end give nothing") {
  CHECK(SplitWords(R"(set "a)") == std::nullopt);
  CHECK(SplitWords(R"(set 'a\')") == std::nullopt);
  CHECK(SplitWords(R"("a\)") == std::nullopt);
  CHECK(SplitWords("\"a\0\""s) == std::nullopt);
}

TEST_CASE("split reads what quote writes") {
  std::string every;
  for (int i = 0; i < 256; ++i) every += static_cast<char>(i);
  CHECK(SplitWords(Quote(every)) == Words{every});
}

TEST_CASE("utf-8: the ends of every length") {
  for (const std::string& text :
       {""s, "\0\x7f"s, "\xc2\x80\xdf\xbf"s, "\xe0\xa0\x80\xef\xbf\xbf"s,
        "\xed\x9f\xbf\xee\x80\x80"s, "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"s}) {
    CAPTURE(Quote(text));
    CHECK(IsValidUtf8(text));
  }
}

TEST_CASE("utf-8: no overlong form, surrogate, stray or missing byte, nothing above U+10FFFF") {
  for (const std::string& text :
       {"\xc0\x80"s, "\xc1\xbf"s, "\xe0\x9f\xbf"s, "\xf0\x8f\xbf\xbf"s, "\xed\xa0\x80"s,
        "\xed\xbf\xbf"s, "\x80"s, "a\xbf"s, "\xc2"s, "\xe2\x82"s, "\xe2\x82\x41"s, "\xf0\x9f\x98"s,
        "\xf4\x90\x80\x80"s, "\xf5\x80\x80\x80"s, "\xff"s}) {
    CAPTURE(Quote(text));
    CHECK_FALSE(IsValidUtf8(text));
  }
}

TEST_CASE("base64: the vectors of RFC 4648, both ways") {
  const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"},
                                                         {"\xfb\xff\0"s, "+/8A"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK(EncodeBase64(bytes) == text);
    CHECK(DecodeBase64(text) == bytes);
  }
}

TEST_CASE("base64: anything else is refused") {
  // The last two have bits under the padding, which no encoder writes.
  for (const char* text :
       {"Zg", "Zg=", "=", "====", "Z===", "Zg==Zg==", "Zm 9", "Zm9-", "Zm9\n", "Zh==", "Zm9="}) {
    CAPTURE(text);
    CHECK(DecodeBase64(text) == std::nullopt);
  }
}

TEST_CASE("strcat: strings, characters and integers to their limits") {
  CHECK(StrCat("a", 'b', std::string("c"), -1, 2U) == "abc-12");
  CHECK(StrCat(std::numeric_limits<int64_t>::min()) == "-9223372036854775808");
  CHECK(StrCat(std::numeric_limits<uint64_t>::max()) == "18446744073709551615");
  CHECK(StrCat(uint64_t{1} << 63, ' ', 0) == "9223372036854775808 0");
}

}  // namespace
TEST_CASE("only the case of ASCII letters is ignored, wherever a byte stands") {
  int wrong = 0;
  for (const size_t at : {size_t{0}, size_t{7}, size_t{8}, size_t{11}, size_t{12}}) {
    std::string a = "Thirteen@[`{z";
    std::string b = a;
    for (int x = 0; x < 256; ++x) {
      for (int y = 0; y < 256; ++y) {
        a[at] = static_cast<char>(x);
        b[at] = static_cast<char>(y);
        wrong += EqualsIgnoreCase(a, b) == (ToLower(a[at]) == ToLower(b[at])) ? 0 : 1;
      }
    }
  }
  CHECK(wrong == 0);
}

}  // namespace luarig
