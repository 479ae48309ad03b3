#include "tests/differential/generator.h"

#include "engine/base/bytes.h"
#include "tests/differential/pattern.h"

namespace luarig::test {
namespace {

constexpr std::string_view kGarbage[] = {
    "x", "", "9223372036854775807", "1.5", "NX", "GT", "XX", "LIMIT", "COUNT", "a", "-1"};

std::string_view OneOf(std::span<const std::string_view> words, Random& random) {
  return words[random.Below(words.size())];
}

// True if another word would ask for what is the server's own affair: the order of a table, what
// another cursor shows, ranges of members whose scores are not equal.
bool IsFragile(const std::vector<std::string>& words) {
  return words[0].ends_with("SCAN") || words[0].starts_with("SORT") || words[1] == "equal";
}

}  // namespace

Generator::Generator(uint64_t seed)
    : random_(seed), grammars_{StringGrammar(), KeyGrammar(), HashGrammar(),
                               ListGrammar(),   SetGrammar(), ZsetGrammar()} {}

const Rule& Generator::DrawRule(const Grammar& grammar) {
  uint64_t sum = 0;
  for (const Rule& rule : grammar.rules) sum += rule.weight;
  uint64_t drawn = random_.Below(sum);
  for (const Rule& rule : grammar.rules) {
    if (drawn < rule.weight) return rule;
    drawn -= rule.weight;
  }
  return grammar.rules.back();
}

void Generator::Damage(std::vector<std::string>& words) {
  const uint64_t kind = random_.Below(40);
  if (kind == 0) {
    for (std::string& word : words) word = ToLower(word);
  }
  if (words.size() < 2) return;
  if (kind == 1) {
    words.pop_back();
  } else if (kind == 2) {
    words.emplace_back(OneOf(kGarbage, random_));
  } else if (kind == 3 && !IsFragile(words)) {
    words[1 + random_.Below(words.size() - 1)] = OneOf(kGarbage, random_);
  }
}

void Generator::WrapInScript(Step& step) {
  static constexpr std::string_view kScripts[] = {
      "return redis.call(unpack(ARGV))", "return redis.pcall(unpack(ARGV))",
      "redis.setresp(3) return redis.call(unpack(ARGV))",
      "redis.setresp(3) return redis.pcall(unpack(ARGV))"};
  const uint64_t drawn = random_.Below(8);
  if (drawn >= std::size(kScripts)) return;
  step.words.insert(step.words.begin(), {"EVAL", std::string(kScripts[drawn]), "0"});
  // RESP3's maps and sets become Lua tables, which have no order.
  if (drawn >= 2 && (step.compare == Compare::kExact || step.compare == Compare::kTableOrder)) {
    step.compare = Compare::kUnordered;
  }
}

Step Generator::DrawStep(const Rule& rule) {
  Step step;
  step.words = Expand(rule.pattern, random_);
  step.compare = rule.compare;
  Damage(step.words);
  step.command = step.words[0];
  if (step.words.size() > 1) step.key = step.words[1];
  WrapInScript(step);
  return step;
}

void Generator::LowerLimits(std::vector<Step>& steps) {
  for (uint64_t left = random_.Below(5); left > 0; --left) {
    steps.push_back({Expand("CONFIG SET limit small", random_), "CONFIG", ""});
  }
}

Sequence Generator::Draw(int resp, size_t commands) {
  Sequence sequence{resp, {}};
  if (random_.Below(3) == 0) LowerLimits(sequence.steps);
  const Grammar family = grammars_[random_.Below(grammars_.size())];
  while (sequence.steps.size() < commands) {
    const uint64_t drawn = random_.Below(10);
    const Grammar& grammar = drawn < 7    ? family
                             : drawn == 7 ? grammars_[1]
                                          : grammars_[random_.Below(grammars_.size())];
    sequence.steps.push_back(DrawStep(DrawRule(grammar)));
  }
  return sequence;
}

}  // namespace luarig::test
