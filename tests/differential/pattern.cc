#include "tests/differential/pattern.h"

#include <algorithm>
#include <stdexcept>

#include "engine/base/bytes.h"
#include "tests/differential/script_words.h"

namespace luarig::test {
namespace {

using Words = std::vector<std::string>;

// Longer than every limit of a compact encoding, and than an embedded string.
const std::string kLong(70, 'x');

// A sparse HyperLogLog; `count` says 5 or, as 0x80, that it is stale.
std::string Hll(std::string_view count, std::string_view runs) {
  const bool stale = count == "\x80";
  std::string text("HYLL\1\0\0\0\0\0\0\0\0\0\0\0", 16);
  text[stale ? 15 : 8] = count[0];
  return text.append(runs);
}

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
    {"bit", {"0", "0", "0", "1", "1", "1", "2", "x"}},
    {"bitat",
     {"0", "1", "2", "7", "8", "9", "13", "63", "64", "65", "100", "511", "4095", "-1", "x", "#1",
      "4294967296"}},
    {"bitindex",
     {"0", "0", "1", "2", "3", "7", "8", "9", "12", "63", "64", "65", "70", "-1", "-1", "-2", "-3",
      "-8", "-9", "-64", "-65", "-100", "1000", "9223372036854775807", "-9223372036854775808",
      "x"}},
    {"unit", {"BYTE", "BYTE", "BIT", "BIT", "BIT", "bit", "byte", "x"}},
    {"bits", {"foobar", {"\0\0\xff\xf0", 4}, {"\xff\xff\xff", 3},
              std::string(100, '\xff'), std::string(100, '\0'), std::string(67, '\x5a'), "", "12345"}},
    {"fieldtype",
     {"u1", "i1", "u4", "u8", "u8", "u8", "i8", "i8", "i8", "i5", "u16", "i16", "u31", "i32", "u33",
      "u63", "u63", "i63", "i64", "i64", "i64", "u64", "i65", "u0", "x8", "i", "I8", "u08", ""}},
    {"evenfield", {"u8", "i8", "u63", "i63", "i64"}},
    {"fieldat",
     {"0", "0", "1", "3", "7", "8", "9", "64", "100", "200", "#0", "#1", "#2", "#3", "#10", "-1",
      "x", "#x", "#", "#-1", "#2305843009213693952", "4294967296"}},
    {"fieldvalue",
     {"0", "1", "1", "-1", "-1", "2", "-2", "100", "-100", "127", "128", "-128", "-129", "200",
      "255", "256", "-300", "70000", "9223372036854775807", "-9223372036854775808",
      "-9223372036854775681", "4611686018427387904", "-4611686018427387905",
      "9223372036854775808", "x"}},
    {"hll",
     {Hll("\x05", {"\x7f\xff", 2}), Hll("\x80", {"\x7f\xff", 2}), Hll("\x80", {"\x7f\xfe\0", 3}),
      Hll("\x80", {"\x8b\x8b\x87\0\x83\x40\0\x7f\xf0", 9}), Hll("\x80", {"\x7f\xfe", 2}),
      Hll("\x05", ""), Hll("\x80", {"\x7f\xff\x80\x7f\xff", 5}), "HYLL"}},
    {"log", {"log"}},  // a stream without groups
    {"group", {"g", "g", "g", "h", "none"}},
    {"consumer", {"c", "c", "d", "e", ""}},
    // Mostly one that fits whatever there is; sometimes one that leaves little room above.
    {"newid",
     {"9-*", "9-*", "9-*", "9-*", "9-*", "9-*", "9-*", "9-*", "9-*", "9-*", "1-1", "2-*", "3", "8-200",
      "9-5", "9-300", "10-*", "0-0", "0-*", "x"}},
    {"streamid",
     {"0", "9-0", "9-1", "9-1", "9-2", "9-2", "9-3", "9-3", "9-4", "9-5", "9-6", "9-7", "9-8", "9-9",
      "9-10", "9-11", "9-12", "9", "1-1", "2-0", "10-0", "18446744073709551615", "x"}},
    {"readid", {"0", "0", "0", "9-0", "9-1", "9-2", "9-4", "9-8", "1-1", "$", "$", "10-0"}},
    {"rangeid",
     {"-", "-", "-", "+", "+", "+", "9-0", "9-1", "9-2", "9-4", "9-8", "(9-1", "(9-4", "9", "(9", "1-1",
      "(-", "(0-0", "x", "(18446744073709551615-18446744073709551615"}},
    {"idle", {"0", "0", "0", "-1", "100000000", "x"}},
    {"ago", {"0", "200000000", "-1", "9223372036854775807", "x"}},
    {"time", {"0", "1", "-1", "9223372036854775807", "x"}},
    {"limit",
     {"stream-node-max-entries", "stream-node-max-entries", "stream-node-max-bytes", "hash-max-listpack-entries", "hash-max-listpack-value", "set-max-intset-entries",
      "zset-max-listpack-entries", "zset-max-listpack-value", "list-max-listpack-size",
      "hash-max-ziplist-entries"}},
    {"unit", {"m", "m", "km", "km", "km", "KM", "ft", "mi", "Mi", "x"}},
    {"size",
     {"0", "1", "1", "10", "100", "100", "500", "500", "1000", "5000", "20000", "0.5", "1e3", "-1",
      "x", "inf", "1e-9", "nan", "1e300", "123.456"}},
    {"function", {"f", "f", "g", "g", "h", "k", "F", "none", ""}},
    {"libraryname", {"one", "one", "two", "three", "none"}},
    {"user", {"alice", "alice", "bob"}},
    {"aclrule",
     {"on", "off", "nopass", "resetpass", ">secret", ">secret", "<secret", ">", "allkeys", "~*", "~a*",
      "%R~b*", "%W~c", "%RW~a", "%~a", "resetkeys", "allchannels", "&a", "&*", "resetchannels",
      "allcommands", "+@all", "nocommands", "-@all", "+@read", "+@read", "-@write", "-@write",
      "+@string", "-@dangerous", "+@nosuch", "-@keyspace", "+get", "+GET", "-get", "+nosuch", "+config|get",
      "reset", "sanitize-payload", "skip-sanitize-payload", "clearselectors", "(+@read ~a*)",
      "(%R~b -@all +get)", "(+@nosuch)", "(~a", "()", "x", "",
      "#2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b", "#12"}},
    {"category", {"read", "write", "STRING", "set", "sortedset", "list", "hash", "bitmap", "geo",
                  "stream", "hyperloglog", "pubsub", "fast", "slow", "blocking", "dangerous",
                  "connection", "transaction", "scripting", "keyspace", "admin", "nosuch"}},
    {"memory", {"1kb", "1k", "2mb", "64", "5%", "1gb", "1tbx", "-1", "10b", "1.5kb", ""}},
    {"directive",
     {"maxmemory-samples", "lfu-log-factor", "lfu-decay-time", "slowlog-log-slower-than",
      "slowlog-max-len", "latency-monitor-threshold", "active-expire-effort", "list-compress-depth",
      "stream-node-max-bytes", "stream-node-max-entries",
      "notify-keyspace-events", "activerehashing", "lazyfree-lazy-expire", "lazyfree-lazy-user-del",
      "maxmemory-eviction-tenacity", "tracking-table-max-keys", "acllog-max-len",
      "busy-reply-threshold", "lua-time-limit", "hash-max-ziplist-entries", "zset-max-ziplist-value",
      "list-max-ziplist-size", "HZ", "proto-max-bulk-len", "client-query-buffer-limit", "no-such",
      "maxmemory-policy"}},
    {"directives", {"*listpack*", "lfu*", "slow*", "maxmemory-*", "[hz]*entries", "L?U-*", "none*"}},
    {"choice", {"yes", "no", "YES", "0", "1", "2", "10", "100", "Ex", "KEA", "gxE", "noeviction",
                "allkeys-lru", "volatile-ttl", "allkeys-lfu", "Q"}},
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
    if (word == "trim") return Trim();
    if (word == "many") return Many("", 1000, false);
    if (word == "manyfields") return Many("f", 200, true);
    if (word == "element") return {StrCat("e", random_.Below(random_.Below(2) == 0 ? 5 : 100'000))};
    if (word == "manyelements") return Many("e", 100'000, false);
    if (word == "manyscores") return Many("", 20, true);
    if (word == "point") return Point();
    if (word == "place") return {Place()};
    if (word == "script") return {DrawScript(random_)};
    if (word == "digest") return {DrawDigest(random_)};
    if (word == "library") return {DrawLibrary(random_)};
    if (word == "librarydump") return {DrawLibraryDump(random_)};
    if (word == "manypoints") return ManyPoints();
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

  // "MAXLEN ~ 5 LIMIT 3" and the like.
  Words Trim() {
    return Expand(
        "(MAXLEN [~|=] int|MAXLEN [~|=] small|MINID [~|=] streamid|MAXLEN ~ small LIMIT int)",
        random_);
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

  // A longitude and a latitude. Many lie close together, others where the map has its rims.
  Words Point() {
    struct Region {
      double x, y, width, height;
    };
    static constexpr Region kRegions[] = {
        {13, 37.5, 2, 1},    {13, 37.5, 0.01, 0.01}, {-0.5, -0.5, 1, 1},
        {178, -17, 2, 3},    {-180, -17, 2, 3},      {-180, 84, 360, 1},
        {-180, -85, 360, 2}, {-74, 66, 5, 0.5},      {-180, -85, 360, 170}};
    static constexpr std::pair<const char*, const char*> kSpecial[] = {
        {"0", "0"},     {"180", "85.05112878"}, {"-180", "-85.05112878"}, {"180", "0"},
        {"-180", "0"},  {"90", "45"},           {"0", "85.05112878"},     {"13.5", "38"},
        {"13.5", "38"}, {"181", "0"},           {"0", "85.06"},           {"x", "0"}};
    if (random_.Below(8) == 0) {
      const auto& [longitude, latitude] = kSpecial[random_.Below(std::size(kSpecial))];
      return {longitude, latitude};
    }
    const Region& region = kRegions[random_.Below(std::size(kRegions))];
    const auto part = [this] { return static_cast<double>(random_.Below(1000)) / 1000; };
    return {std::to_string(region.x + region.width * part()),
            std::to_string(region.y + region.height * part())};
  }

  std::string Place() { return StrCat("p", std::to_string(random_.Below(40))); }

  // Points that exist, a few of them twice, each with a name.
  Words ManyPoints() {
    Words words;
    while (words.size() < 150) {
      Words point = Point();
      const bool wrong = point[0] == "x" || point[0] == "181" || point[1] == "85.06";
      if (wrong) continue;
      words.insert(words.end(), point.begin(), point.end());
      words.push_back(Place());
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
