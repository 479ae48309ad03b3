#ifndef LUARIG_TESTS_DIFFERENTIAL_GENERATOR_H_
#define LUARIG_TESTS_DIFFERENTIAL_GENERATOR_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/random.h"
#include "tests/differential/grammar.h"

namespace luarig::test {

// One command of a sequence, drawn: running it again sends the same words.
struct Step {
  std::vector<std::string> words;  // what is sent, the EVAL around the command included
  std::string command;             // the command's own name, as the rule spells it
  std::string key;                 // its first argument, "" without one
  Compare compare = Compare::kExact;
};

// What runs on an empty keyspace, over one connection.
struct Sequence {
  int resp = 2;
  std::vector<Step> steps;
};

// Draws sequences: the same seed, the same sequences, on every platform.
class Generator {
 public:
  // Each sequence is about one family mostly: `family`, or without one any.
  explicit Generator(uint64_t seed, std::string_view family = {});

  // `commands` steps, now and then after CONFIG SET has lowered what
  // compact encodings may hold.
  Sequence Draw(int resp, size_t commands);

 private:
  const Rule& DrawRule(const Grammar& grammar);
  Step DrawStep(const Rule& rule);
  void DrawTransaction(const Grammar& family, size_t commands, std::vector<Step>& steps);
  void LowerLimits(std::vector<Step>& steps);
  void Damage(std::vector<std::string>& words);
  void WrapInScript(Step& step);

  Random random_;
  std::vector<Grammar> grammars_;
  std::vector<Grammar> families_;  // those that a sequence may be about
};

}  // namespace luarig::test

#endif  // LUARIG_TESTS_DIFFERENTIAL_GENERATOR_H_
