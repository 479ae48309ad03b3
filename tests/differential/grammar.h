#ifndef LUARIG_TESTS_DIFFERENTIAL_GRAMMAR_H_
#define LUARIG_TESTS_DIFFERENTIAL_GRAMMAR_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace luarig::test {

// How much of a reply has to be the server's.
enum class Compare : uint8_t {
  kExact,
  kUnordered,    // collections may list their elements in any order
  kTableOrder,   // the same if the key is a hashtable; a compact encoding has one order
  kWords,        // texts may have their words in any order
  kShape,        // kinds and sizes: the elements are random
  kPop,          // random as well, and what was drawn is gone afterwards
  kNearSeconds,  // numbers a few seconds apart
  kNearMillis,
};

// A command that may be drawn, as documentation would write it:
//
//   SET key value {NX|XX|EX secs}
//
//   WORD       in capitals or digits: itself
//   word       in small letters: drawn from the words of that name (pattern.cc lists them)
//   (A|b c)    one of the alternatives
//   [A|b c]    one of them or nothing
//   {A|b c}    none to three of them, in any order, maybe one twice
//   x+         one to three times x, which is a word or a group
struct Rule {
  uint64_t weight = 1;
  std::string_view pattern;
  Compare compare = Compare::kExact;
};

struct Grammar {
  std::string_view family;
  std::span<const Rule> rules;
};

Grammar StringGrammar();
Grammar KeyGrammar();
Grammar HashGrammar();
Grammar ListGrammar();
Grammar SetGrammar();
Grammar ZsetGrammar();
Grammar GeoGrammar();
Grammar BitmapGrammar();
Grammar HyperLogLogGrammar();
Grammar StreamGrammar();
Grammar ServerGrammar();
Grammar ScriptingGrammar();

}  // namespace luarig::test

#endif  // LUARIG_TESTS_DIFFERENTIAL_GRAMMAR_H_
