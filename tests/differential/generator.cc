#include "tests/differential/generator.h"

#include <stdexcept>

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
  return words[0].ends_with("SCAN") || words[0].starts_with("SORT") || words[1] == "equal" ||
         words[0] == "ACL" || words[0] == "DEBUG" || words[0] == "CONFIG" || words[0] == "CLIENT";
}

}  // namespace

Generator::Generator(uint64_t seed, std::string_view family)
    : random_(seed), grammars_{StringGrammar(),      KeyGrammar(),    HashGrammar(),
                               ListGrammar(),        SetGrammar(),    ZsetGrammar(),
                               GeoGrammar(),         BitmapGrammar(), StreamGrammar(),
                               HyperLogLogGrammar(), ServerGrammar(), ScriptingGrammar()} {
  for (const Grammar& grammar : grammars_) {
    if (family.empty() || grammar.family == family) families_.push_back(grammar);
  }
  if (families_.empty()) throw std::invalid_argument(StrCat("there is no family ", family));
}

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

// What one connection can see of transactions: a few commands with exact replies between MULTI and
// EXEC, maybe after WATCH. A transaction that would be cut off is not begun.
void Generator::DrawTransaction(const Grammar& family, size_t commands, std::vector<Step>& steps) {
  constexpr uint64_t kMost = 6;
  if (steps.size() + kMost + 4 > commands) return;
  const auto add = [&](std::string_view pattern) {
    steps.push_back(
        {Expand(pattern, random_), std::string(pattern.substr(0, pattern.find(' '))), ""});
  };
  if (random_.Below(3) == 0) {
    add("WATCH key+");
    if (random_.Below(2) == 0) add("APPEND key value");
  }
  add("MULTI");
  for (uint64_t left = random_.Below(kMost); left > 0; --left) {
    const Rule& rule = DrawRule(random_.Below(3) == 0 ? grammars_[0] : family);
    if (rule.compare == Compare::kExact) steps.push_back(DrawStep(rule));
  }
  add(random_.Below(8) == 0 ? "DISCARD" : "EXEC");
}

Sequence Generator::Draw(int resp, size_t commands) {
  Sequence sequence{resp, {}};
  if (random_.Below(3) == 0) LowerLimits(sequence.steps);
  const Grammar family = families_[random_.Below(families_.size())];
  while (sequence.steps.size() < commands) {
    if (random_.Below(60) == 0) DrawTransaction(family, commands, sequence.steps);
    if (sequence.steps.size() >= commands) break;
    const uint64_t drawn = random_.Below(10);
    const Grammar& grammar = drawn < 7    ? family
                             : drawn == 7 ? grammars_[1]
                                          : grammars_[random_.Below(grammars_.size())];
    sequence.steps.push_back(DrawStep(DrawRule(grammar)));
  }
  return sequence;
}

}  // namespace luarig::test
