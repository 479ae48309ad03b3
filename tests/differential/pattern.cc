#include "tests/differential/pattern.h"

#include <algorithm>
#include <stdexcept>

#include "engine/base/bytes.h"

namespace luarig::test {
namespace {

using Words = std::vector<std::string>;

// Longer than every limit of a compact encoding, and than an embedded string.
const std::string kLong(70, 'x');

// A word that stands twice is drawn twice as often.
struct Vocabulary {
  std::string_view name;
  Words words;
};

// clang-format off
const std::vector<Vocabulary> kVocabularies = {
    {"key", {"a", "a", "a", "b", "b", "b", "c", "c", "none"}},
    {"value",
     {"a", "b", "c", "1", "2", "10", "-5", "3.5", "", "hello", "1e3", " 1", "007", "abc", "xy",
      "nan", "axbyc", kLong, kLong.substr(0, 44), kLong.substr(0, 45), {"\xff\0z", 3},
      "9223372036854775807", "-9223372036854775808",
      "17.25", "300", "70000"}},
    {"field", {"a", "a", "b", "b", "c", "d", "e", "f", "1", "2", "", "12345", kLong}},
    {"member", {"a", "a", "b", "b", "c", "d", "e", "f", "1", "2", "3", "", "12345", kLong}},
    {"number",
     {"1", "2", "3", "4", "5", "-7", "100", "40000", "-40000", "3000000000",
      "9223372036854775807", "-9223372036854775808", "01", "9223372036854775808"}},
    {"small", {"0", "1", "1", "2", "2", "3", "4"}},
    {"few", {"0", "1", "1", "2", "2", "3", "5", "-1", "-2", "-4", "x"}},
    {"int",
     {"0", "1", "1", "2", "2", "3", "5", "-1", "-1", "-2", "-3", "10", "1000",
      "9223372036854775807", "-9223372036854775808", "-9223372036854775807",
      "9223372036854775808", "1.5", "", "x", "+1", "01", " 1", "1 "}},
    {"index",
     {"0", "0", "0", "1", "1", "2", "3", "-1", "-1", "-1", "-2", "-3", "5", "-100", "100",
      "9223372036854775807", "-9223372036854775808", "x", "1.0"}},
    {"offset", {"0", "1", "2", "5", "20", "-1", "536870912", "9223372036854775807", "x"}},
    {"float",
     {"1", "0.1", "-2.5", "1e10", "3.0e2", "0", "-0", "5.0", "inf", "-inf", "nan", "1.7e308",
      "0x10", "x", "", " 1", "1 ", "1e-7", "123456789.123456789", "1e17", "0.30000000000000004",
      "100"}},
    {"score",
     {"0", "1", "1", "2", "2", "3", "-1", "1.5", "0.1", "-0", "inf", "-inf", "+inf", "nan",
      "1e20", "1e-5", "x", "9007199254740993", "3.0", "0x1p3"}},
    {"bound",
     {"0", "1", "1", "2", "3", "-1", "(1", "(2", "(0", "1.5", "-inf", "+inf", "inf", "-inf",
      "+inf", "(inf", "(-inf", "x", "(", "nan", "(nan", "[a"}},
    {"lex",
     {"-", "-", "+", "+", "[a", "[b", "[c", "(a", "(b", "(d", "[", "(", "a", "", "-x", "[1", "(1"}},
    {"glob", {"*", "*", "a*", "?", "[ab]", "[^a]*", "x*", "", "\\a", "[a-c]", "*1*"}},
    {"type", {"string", "list", "set", "zset", "hash", "stream", "x", "HASH"}},
    {"pattern", {"#", "*", "a", "a*", "b->a", "*->a", "c->*", "nosort*", "b*->b"}},
    {"weight", {"*", "a*", "*->a", "c->*", "b*->b", "nosort*"}},
    {"garbage", {"x", "", "1.5", "9223372036854775808"}},
    {"lexkey", {"equal"}},  // with equal scores
    {"limit",
     {"hash-max-listpack-entries", "hash-max-listpack-value", "set-max-intset-entries",
      "zset-max-listpack-entries", "zset-max-listpack-value", "list-max-listpack-size",
      "hash-max-ziplist-entries"}},
    {"past", {"0", "-1", "-1000"}},
    {"longago", {"1", "1000"}},
    {"edgetime",
     {"0", "-1", "9223372036854775807", "9223372036854775", "9223372036854775808",
      "-9223372036854775808", "-9223372036854775", "-9223372036854775807", "9220000000000000",
      "9220000000000000000", "x", "1.5", ""}},
    {"at",
     {"3000000000", "3000000001", "4000000000", "9223372036854775807", "9223372036854775", "x"}},
    {"atmillis", {"3000000000000", "3000000000001", "4000000000000", "9223372036854775807", "x"}},
};
// clang-format on

// Draws as it reads: a pattern is read once for every draw.
class Expander {
 public:
  Expander(std::string_view pattern, Random& random) : rest_(pattern), random_(random) {}

  Words Take() {
    Words words = Alternatives();
    if (!rest_.empty()) throw std::logic_error(StrCat("not a pattern: ", rest_));
    return words;
  }

 private:
  static bool EndsItem(char c) { return std::string_view(" |)]}+").find(c) != std::string::npos; }

  bool Skip(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  Words Alternatives() {
    std::vector<Words> drawn = {Items()};
    while (Skip('|')) drawn.push_back(Items());
    return drawn[random_.Below(drawn.size())];
  }

  Words Items() {
    Words words = RepeatedItem();
    while (Skip(' ')) {
      Words more = RepeatedItem();
      words.insert(words.end(), more.begin(), more.end());
    }
    return words;
  }

  Words RepeatedItem() {
    const std::string_view start = rest_;
    Words words = Item();
    if (!rest_.starts_with('+')) return words;
    for (uint64_t more = random_.Below(3); more > 0; --more) {
      rest_ = start;
      Words again = Item();
      words.insert(words.end(), again.begin(), again.end());
    }
    Skip('+');
    return words;
  }

  Words Item() {
    const std::string_view start = rest_;
    if (Skip('(')) return Group(')', 1);
    if (Skip('[')) return Group(']', random_.Below(2));
    if (Skip('{')) {
      // Mostly none or one, so that commands with nothing wrong in them stay frequent.
      constexpr uint64_t kHowMany[] = {0, 0, 1, 1, 1, 2, 2, 3};
      return Group('}', kHowMany[random_.Below(std::size(kHowMany))]);
    }
    size_t size = 0;
    while (size < rest_.size() && !EndsItem(rest_[size])) ++size;
    rest_.remove_prefix(size);
    return Word(start.substr(0, size));
  }

  Words Group(char end, uint64_t times) {
    const std::string_view start = rest_;
    Words words;
    for (uint64_t i = 0; i < std::max<uint64_t>(times, 1); ++i) {
      rest_ = start;
      Words more = Alternatives();
      if (i < times) words.insert(words.end(), more.begin(), more.end());
    }
    if (!Skip(end)) throw std::logic_error(StrCat("not a pattern: ", start));
    return words;
  }

  Words Word(std::string_view word) {
    if (word.empty() || word[0] < 'a' || word[0] > 'z' || word == "nosort")
      return {std::string(word)};
    if (word == "keys") return Keys();
    if (word == "many") return Many("", 1000, false);
    if (word == "manyfields") return Many("f", 200, true);
    if (word == "manyscores") return Many("", 20, true);
    // Of times to come no two are likely to be the same: what GT and LT say about equal ones
    // depends on the millisecond. And never is one near.
    if (word == "secs") return {std::to_string(1000 + random_.Below(100'000'000))};
    if (word == "millis") return {std::to_string(1'000'000 + random_.Below(100'000'000'000))};
    for (const Vocabulary& vocabulary : kVocabularies) {
      if (vocabulary.name == word)
        return {vocabulary.words[random_.Below(vocabulary.words.size())]};
    }
    throw std::logic_error(StrCat("no words are called ", word));
  }

  // "2 a b"; now and then the number is wrong.
  Words Keys() {
    const uint64_t count = 1 + random_.Below(3);
    Words words = {random_.Below(12) == 0 ? Word("int")[0] : std::to_string(count)};
    for (uint64_t i = 0; i < count; ++i) words.push_back(Word("key")[0]);
    return words;
  }

  // More than compact encodings hold: numbers below `bound` behind `prefix`, each with another
  // number after it if `pairs`.
  Words Many(std::string_view prefix, uint64_t bound, bool pairs) {
    Words words;
    for (int i = 0; i < 150; ++i) {
      words.push_back(StrCat(prefix, std::to_string(random_.Below(bound))));
      if (pairs) words.push_back(std::to_string(random_.Below(1000)));
    }
    return words;
  }

  std::string_view rest_;
  Random& random_;
};

}  // namespace

std::vector<std::string> Expand(std::string_view pattern, Random& random) {
  return Expander(pattern, random).Take();
}

}  // namespace luarig::test
