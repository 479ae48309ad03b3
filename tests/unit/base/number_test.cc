#include "engine/base/number.h"

#include <clocale>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <limits>
#include <random>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace luarig {
namespace {

using namespace std::string_literals;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const double kNan = std::nan("");

std::string Reply(double value, FloatStyle style) {
  NumberText buffer;
  return std::string(FormatDouble(value, style, buffer));
}
std::string Reply72(double value) { return Reply(value, FloatStyle::kShortest); }

std::string Argument(double value, FloatStyle style) {
  NumberText buffer;
  return std::string(FormatScriptNumber(value, style, buffer));
}
std::string Argument70(double value) { return Argument(value, FloatStyle::kSeventeenDigits); }
std::string Argument72(double value) { return Argument(value, FloatStyle::kShortest); }

std::string Lua(double value) {
  NumberText buffer;
  return std::string(FormatLuaNumber(value, buffer));
}

std::string Printf(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof(text), format, value);
  return text;
}

// What INCRBYFLOAT answers when a missing key grows by `text`; "refused" if it is no number.
std::string IncrByFloat(std::string_view text) {
  const auto value = ParseLongDouble(text);
  return value ? FormatLongDouble(*value) : "refused";
}

TEST_CASE("integer: canonical text only") {
  CHECK(ParseInteger("0") == 0);
  CHECK(ParseInteger("-1") == -1);
  CHECK(ParseInteger("9223372036854775807") == INT64_MAX);
  CHECK(ParseInteger("-9223372036854775808") == INT64_MIN);
  for (const std::string& text :
       {""s, "-"s, "-0"s, "+1"s, "00"s, "01"s, "-01"s, " 1"s, "1 "s, "1\0"s, "1.0"s, "0x1"s, "--1"s,
        "9223372036854775808"s, "-9223372036854775809"s, "99999999999999999999"s,
        "100000000000000000000"s}) {
    CAPTURE(text);
    CHECK(ParseInteger(text) == std::nullopt);
  }
}

TEST_CASE("unsigned: the same without sign") {
  CHECK(ParseUnsigned("18446744073709551615") == UINT64_MAX);
  CHECK(ParseUnsigned("0") == 0);
  for (const char* text : {"", "-1", "+1", "01", "18446744073709551616", "1 "}) {
    CAPTURE(text);
    CHECK(ParseUnsigned(text) == std::nullopt);
  }
}

TEST_CASE("integer: printed to its limits") {
  NumberText buffer;
  CHECK(FormatInteger(INT64_MIN, buffer) == "-9223372036854775808");
  CHECK(FormatInteger(0, buffer) == "0");
}

TEST_CASE("double: decimal, hexadecimal, infinity in any case") {
  CHECK(ParseDouble("0") == 0.0);
  CHECK(std::signbit(ParseDouble("-0").value()));
  CHECK(ParseDouble("+1") == 1.0);
  CHECK(ParseDouble(".5") == 0.5);
  CHECK(ParseDouble("5.") == 5.0);
  CHECK(ParseDouble("1E5") == 1e5);
  CHECK(ParseDouble("0e999999999") == 0.0);
  CHECK(ParseDouble("0x10") == 16.0);
  CHECK(ParseDouble("-0X1P-2") == -0.25);
  CHECK(ParseDouble("0x.8") == 0.5);
  CHECK(ParseDouble("+inf") == kInfinity);
  CHECK(ParseDouble("-iNfInItY") == -kInfinity);
  CHECK(ParseDouble("0." + std::string(6000, '0') + "1") == std::nullopt);
  CHECK(ParseDouble(std::string(6000, '0') + "1") == 1.0);
}

TEST_CASE("double: denormals are numbers, overflow and underflow are not") {
  CHECK(ParseDouble("1e-310") == 1e-310);
  CHECK(ParseDouble("3e-324") == 5e-324);
  CHECK(ParseDouble("0x1.8p-1075") == 5e-324);
  for (const char* text : {"1e400", "-1e400", "1e-400", "2e-324", "0x1p5000", "0x1p-1075"}) {
    CAPTURE(text);
    CHECK(ParseDouble(text) == std::nullopt);
  }
}

TEST_CASE("double: what is not wholly a number is refused") {
  for (const std::string& text :
       {""s,    " 1"s,  "\t1"s, "1 "s,  "1\0"s,  "\0"s,     "1\0002"s, "0\0"s,
        "+"s,   "-"s,   "."s,   "+-1"s, "1e"s,   "1e+"s,    "0x"s,     "0x1p"s,
        "0x."s, "1,5"s, "1_0"s, "nan"s, "-NaN"s, "nan(1)"s, "infinit"s}) {
    CAPTURE(text);
    CHECK(ParseDouble(text) == std::nullopt);
  }
}

TEST_CASE("long double: read and printed as INCRBYFLOAT does") {
  CHECK(IncrByFloat("3.0e3") == "3000");
  CHECK(IncrByFloat("0.1") == "0.1");
  CHECK(IncrByFloat("-0") == "0");
  CHECK(IncrByFloat("-1e-18") == "0");
  CHECK(IncrByFloat("1.5e-17") == "0.00000000000000002");
  CHECK(IncrByFloat("1.123456789012345678") == "1.12345678901234568");
  CHECK(IncrByFloat("99999999999999.99999999") == "100000000000000");
  CHECK(IncrByFloat("123456789012345678901234567890") == "123456789012345678899921813504");
  CHECK(IncrByFloat("100") == "100");
  CHECK(IncrByFloat("0x1p3") == "8");
  CHECK(IncrByFloat("0x1p200") == "1606938044258990275541962092341162602522202993782792835301376");
  CHECK(IncrByFloat("1e4932").size() == 4933);
  CHECK(IncrByFloat("1e-4940") == "0");
  CHECK(ParseLongDouble("inf") == std::numeric_limits<long double>::infinity());
}

TEST_CASE("long double: what INCRBYFLOAT refuses") {
  for (const std::string& text :
       {""s, " 1"s, "1 "s, "1\0"s, "0x"s, "1e"s, "."s, "nan"s, "1e5000"s, "-1e5000"s, "1e-4960"s}) {
    CAPTURE(text);
    CHECK(IncrByFloat(text) == "refused");
  }
  CHECK(IncrByFloat(std::string(5118, '0') + "1") == "1");
  CHECK(IncrByFloat(std::string(5119, '0') + "1") == "refused");
}

// Every observed fact `float.zscore-*`: ZADD z <text> m; ZSCORE z m.
TEST_CASE("double: scores print as the observed servers print them") {
  std::ifstream facts(LUARIG_SOURCE_DIR "/tests/reference/observed-commands.jsonl");
  int checked = 0;
  for (std::string line; std::getline(facts, line);) {
    if (line.find("\"float.zscore-") == std::string::npos) continue;
    const auto fact = nlohmann::json::parse(line);
    const std::string text = fact["setup"][0][2];
    CAPTURE(text);
    const double score = ParseDouble(text).value() + 0.0;  // a small zset stores -0 as 0
    const std::string old_style = fact["reply"]["v"];
    CHECK(Reply(score, FloatStyle::kSeventeenDigits) == old_style);
    CHECK(Reply(score, FloatStyle::kShortest) ==
          (fact.contains("differs") ? fact["differs"]["7.2.6"]["reply"]["v"].get<std::string>()
                                    : old_style));
    ++checked;
  }
  CHECK(checked == 66);  // 33 values in two protocols
}

TEST_CASE("double: special values in replies") {
  CHECK(Reply(kInfinity, FloatStyle::kSeventeenDigits) == "inf");
  CHECK(Reply(-kInfinity, FloatStyle::kSeventeenDigits) == "-inf");
  CHECK(Reply(-0.0, FloatStyle::kSeventeenDigits) == "-0");
  CHECK(Reply(-kNan, FloatStyle::kSeventeenDigits) == "-nan");
  CHECK(Reply(kNan, FloatStyle::kSeventeenDigits) == "nan");
  CHECK(Reply72(-kInfinity) == "-inf");
  CHECK(Reply72(-0.0) == "-0");
  CHECK(Reply72(-kNan) == "nan");
}

TEST_CASE("double: script arguments") {
  CHECK(Argument70(5) == "5");
  CHECK(Argument70(0x1p53) == "9007199254740992");
  CHECK(Argument70(1e17) == "1e+17");
  CHECK(Argument70(-0.0) == "-0");
  CHECK(Argument70(1.0 / 3) == "0.33333333333333331");
  CHECK(Argument72(1.0 / 3) == "0.3333333333333333");
  CHECK(Argument72(1e18) == "1000000000000000000");
  CHECK(Argument72(0x1p62) == "4611686018427387904");
  CHECK(Argument72(-0x1p63) == "-9223372036854776000");
  CHECK(Argument72(1e19) == "1e+19");
  CHECK(Argument72(1e300) == "1e+300");
  CHECK(Argument72(1e-7) == "1e-7");
  CHECK(Argument72(-0.0) == "0");
  CHECK(Argument72(-kNan) == "-nan");
  CHECK(Argument72(kInfinity) == "inf");
}

TEST_CASE("shortest: where the plain form ends") {
  CHECK(Reply72(0.3333333333333333) == "0.3333333333333333");
  CHECK(Reply72(0.0012345678901234567) == "0.0012345678901234567");
  CHECK(Reply72(0.00012345678901234567) == "1.2345678901234567e-4");
  CHECK(Reply72(1234.5678901234567) == "1234.5678901234567");
  CHECK(Reply72(12345.678901234567) == "1.2345678901234567e+4");
  CHECK(Reply72(12345.67891) == "12345.67891");
  CHECK(Reply72(-1.5e-100) == "-1.5e-100");
}

TEST_CASE("shortest: Grisu2's digits, even where fewer would do") {
  CHECK(Reply72(771.996304330849) == "771.9963043308489");
  CHECK(Reply72(5.084278691685022) == "5.0842786916850216");
  CHECK(Reply72(0.00523220170958476) == "0.0052322017095847596");
}

TEST_CASE("%.17g and %.14g: as C prints, for random doubles") {
  std::mt19937_64 random(1);
  NumberText buffer;
  for (int i = 0; i < 2000; ++i) {
    double value = 0;
    if (i % 2 == 0) {
      value = std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 1900) - 1000);
    } else {
      value = static_cast<double>(static_cast<int64_t>(random()) >> random() % 64);
    }
    CHECK(FormatDouble17(value, buffer) == Printf("%.17g", value));
    CHECK(FormatLuaNumber(value, buffer) == Printf("%.14g", value));
    CHECK(ParseDouble(FormatDoubleShortest(value, buffer)) == value);
  }
}

TEST_CASE("lua: fourteen digits") {
  CHECK(Lua(99999999999999) == "99999999999999");
  CHECK(Lua(1e14) == "1e+14");
  CHECK(Lua(1.0 / 3) == "0.33333333333333");
  CHECK(Lua(-0.0) == "-0");
  CHECK(Lua(-kNan) == "-nan");
}

TEST_CASE("numbers do not mind the locale") {
  const std::string before = std::setlocale(LC_NUMERIC, nullptr);
  // Any of these writes 0,5; a machine without them has nothing to get wrong.
  for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE"}) {
    if (std::setlocale(LC_NUMERIC, name) != nullptr) break;
  }
  CHECK(ParseDouble("0x0.8") == 0.5);
  CHECK(ParseDouble("0,5") == std::nullopt);
  CHECK(IncrByFloat("0.5") == "0.5");
  CHECK(Reply(0.5, FloatStyle::kSeventeenDigits) == "0.5");
  std::setlocale(LC_NUMERIC, before.c_str());
}

}  // namespace
}  // namespace luarig
