#ifndef LUARIG_CLI_TEST_SIGNATURES_H_
#define LUARIG_CLI_TEST_SIGNATURES_H_

#include <cstddef>
#include <string_view>
#include <vector>

namespace luarig {

// What an argument of a script is read as, so far as its text tells.
enum class ArgumentKind { kText, kNumber, kJson };

// How many keys and arguments a script takes, so far as its text tells.
struct Signature {
  size_t keys = 1;
  std::vector<ArgumentKind> arguments;
};

// Looks for keys[2], tonumber(args[1]) and the like in the function that a library registers under
// this name. A function that cannot be found is taken for one of one key. It is a guess, made
// without running anything: what callbacks pass on to others is not followed.
Signature SignatureOfFunction(std::string_view library, std::string_view name);

// The same for a plain script, with KEYS and ARGV.
Signature SignatureOfScript(std::string_view script);

}  // namespace luarig

#endif  // LUARIG_CLI_TEST_SIGNATURES_H_
