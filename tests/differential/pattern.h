#ifndef LUARIG_TESTS_DIFFERENTIAL_PATTERN_H_
#define LUARIG_TESTS_DIFFERENTIAL_PATTERN_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/random.h"

namespace luarig::test {

// Draws the words of a command from a rule's pattern (grammar.h has the notation). A pattern that
// is none is a std::logic_error.
std::vector<std::string> Expand(std::string_view pattern, Random& random);

}  // namespace luarig::test

#endif  // LUARIG_TESTS_DIFFERENTIAL_PATTERN_H_
