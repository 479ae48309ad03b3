#ifndef LUARIG_ENGINE_STORE_ZSET_H_
#define LUARIG_ENGINE_STORE_ZSET_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/base/number.h"
#include "engine/store/collection.h"

namespace luarig {

// Members ordered by score, then by bytes. Small ones are listpacks; large ones a dense table from
// member to score plus a counted B-tree over (score, member), so rank and range are O(log n).
//
// Everything ordered speaks in ranks: 0 is the lowest score. A range of scores or of members is
// the ranks [CountBelow(min, ...), CountBelow(max, ...)).
class ZSet : public Collection {
 public:
  explicit ZSet(const EncodingLimits& limits);

  size_t size() const;
  bool empty() const { return size() == 0; }
  Encoding encoding() const;  // kListpack or kSkiplist

  std::optional<double> Score(std::string_view member) const;
  // Sets the score of `member`; returns true if it is new. REQUIRES: score is not NaN.
  bool Set(std::string_view member, double score);
  bool Erase(std::string_view member);

  std::optional<size_t> Rank(std::string_view member) const;

  // How many members have a score below `score`, or at most `score` if `inclusive`.
  size_t CountBelow(double score, bool inclusive) const;
  // The same by bytes, for sets whose scores are all equal (ZRANGEBYLEX).
  size_t CountBelowLex(std::string_view member, bool inclusive) const;

  struct Item {
    std::string_view member;
    double score;
  };
  // REQUIRES: rank < size().
  Item At(size_t rank, NumberText& scratch) const;

  // Calls visit(member, score) for the ranks [from, to), downwards from to - 1 if `reverse`.
  // O(log n + visited). REQUIRES: from <= to <= size().
  template <typename F>
  void ForRange(size_t from, size_t to, bool reverse, F&& visit) const;

  void EraseRange(size_t from, size_t to);

  // ZSCAN, as Hash::Scan: visit(member, score).
  template <typename F>
  uint64_t Scan(uint64_t cursor, size_t count, F&& visit) const;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_ZSET_H_
