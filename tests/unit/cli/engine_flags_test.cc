#include "cli/app/engine_flags.h"

#include <doctest/doctest.h>

namespace luarig::test {

TEST_CASE("--now reads dates and seconds") {
  CHECK(ParseTime("1970-01-02") == 86'400'000'000);
  CHECK(ParseTime("2024-05-01T12:00:00Z") == 1'714'564'800'000'000);
  CHECK(ParseTime("2024-05-01 12:00:00.25") == 1'714'564'800'250'000);
  CHECK(ParseTime("1714564800.5") == 1'714'564'800'500'000);
  CHECK(ParseTime("0") == 0);
}

TEST_CASE("--now refuses what is no time") {
  for (const char* text : {"", "yesterday", "2024-02-30", "2024-05-01T25:00", "2024-05-01Zz", "-5",
                           "1714564800x", "99999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(ParseTime(text).has_value());
  }
}

}  // namespace luarig::test
