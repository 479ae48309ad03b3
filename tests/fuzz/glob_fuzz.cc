// Patterns: the first line of the input, against the rest of it.

#include "engine/base/glob.h"
#include "tests/fuzz/fuzz.h"

namespace luarig::test {
namespace {

// A pattern that matches `text` and nothing else.
std::string Escaped(std::string_view text) {
  std::string pattern;
  for (const char byte : text) {
    pattern += '\\';
    pattern += byte;
  }
  return pattern;
}

void MatchBothWays(std::string_view input) {
  std::string_view text = input;
  const std::string_view pattern = TakeUpTo(text, '\n');
  GlobMatch(pattern, text);
  GlobMatch(pattern, text, true);
  Require(GlobMatch(Escaped(text), text), "an escaped text matches itself");
  Require(text.empty() || GlobMatch("*", text), "a star matches everything");
}

}  // namespace
}  // namespace luarig::test

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  luarig::test::MatchBothWays(luarig::test::InputText(data, size));
  return 0;
}
