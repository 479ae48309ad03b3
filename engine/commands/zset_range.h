#ifndef LUARIG_ENGINE_COMMANDS_ZSET_RANGE_H_
#define LUARIG_ENGINE_COMMANDS_ZSET_RANGE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/store/zset.h"

namespace luarig {

// Parts of a sorted set as commands name them: by rank, by score or by member. Parsing throws
// CommandError; a parsed range is turned into ranks of a given set by Ranks().

// The ranks [from, to), 0 being the lowest score. from <= to <= size.
struct RankRange {
  size_t from = 0;
  size_t to = 0;
  size_t size() const { return to - from; }
};

// Both ends included; negative ones count from the end, which is the lowest score if `reverse`.
struct IndexRange {
  int64_t start;
  int64_t stop;

  IndexRange(std::string_view start_word, std::string_view stop_word);
  RankRange Ranks(const ZSet& zset, bool reverse = false) const;
};

// "1.5", "(1.5" without the end itself, "-inf", "+inf".
struct ScoreRange {
  struct Bound {
    double score;
    bool exclusive;
  };
  Bound min;
  Bound max;

  ScoreRange(std::string_view min_word, std::string_view max_word);
  // The direction makes no difference here.
  RankRange Ranks(const ZSet& zset, bool reverse = false) const;
};

// "[a", "(a" without the end itself, "-" below and "+" above every member. Keeps views of the
// words.
struct LexRange {
  enum class Kind : uint8_t { kLowest, kIncluded, kExcluded, kHighest };
  struct Bound {
    Kind kind;
    std::string_view member;
  };
  Bound min;
  Bound max;

  LexRange(std::string_view min_word, std::string_view max_word);

  // Where scores differ the answer is what the server's walk from the low end, or from the high
  // end if `reverse`, would find in a listpack.
  RankRange Ranks(const ZSet& zset, bool reverse = false) const;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_ZSET_RANGE_H_
