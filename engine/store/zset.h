#ifndef LUARIG_ENGINE_STORE_ZSET_H_
#define LUARIG_ENGINE_STORE_ZSET_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>

#include "engine/base/number.h"
#include "engine/store/collection.h"
#include "engine/store/counted_table.h"
#include "engine/store/listpack.h"
#include "engine/store/score_tree.h"

namespace luarig {

// Members ordered by score, then by bytes. Small ones are listpacks; large ones a dense table from
// member to score plus a counted B-tree over (score, member), so rank and range are O(log n).
//
// Everything ordered speaks in ranks: 0 is the lowest score. A range of scores or of members is
// the ranks [CountBelow(min, ...), CountBelow(max, ...)).
//
// A listpack holds a score as the server does: as an integer if it is one (so -0 becomes 0), else
// as its text. Views and arguments: as in Hash.
class ZSet : public Collection {
 public:
  explicit ZSet(const EncodingLimits& limits);
  ZSet(const ZSet& other);
  ZSet(ZSet&& other) noexcept = default;
  ZSet& operator=(const ZSet& other);
  ZSet& operator=(ZSet&& other) noexcept = default;
  ~ZSet() = default;

  // The sorted set that these members, each before its score, are; nothing if they are not in
  // order, one stands twice or a score is none. Beyond the limits it becomes a skiplist.
  static std::optional<ZSet> FromListpack(Listpack items, const EncodingLimits& limits);

  size_t size() const;
  bool empty() const { return size() == 0; }
  Encoding encoding() const;  // kListpack or kSkiplist

  std::optional<double> Score(std::string_view member) const;
  // Sets the score of `member`; returns true if it is new. REQUIRES: score is not NaN.
  bool Set(std::string_view member, double score);
  bool Erase(std::string_view member);

  // A command is about to set `members` members: as Hash::Expect. `longest` is the size of the
  // longest of them if the set is new.
  void Expect(size_t members, size_t longest = 0);

  // Makes a small set a skiplist, as SORT does to the sets it reads. REQUIRES: listpack().
  void Convert();

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

  // The member at `index` of an order that is neither sorted nor by score, in O(1) if large: what
  // random picks want. REQUIRES: index < size().
  Item AnyAt(size_t index, NumberText& scratch) const;

  // The small form, or null. For DUMP and the memory model.
  const Listpack* listpack() const { return std::get_if<Listpack>(&form_); }
  struct NodeTraits {
    static std::string_view Key(const ScoreNode* node) { return node->member(); }
    static void Destroy(ScoreNode* node) { ScoreNode::Destroy(node); }
    static size_t TextBytes(const ScoreNode* node, SizeClasses classes) {
      return TextBlock(node->size, classes);
    }
  };
  using Table = CountedTable<ScoreNode, NodeTraits>;
  const Table* table() const { return large() == nullptr ? nullptr : &large()->members; }

  DictModel dict() const { return table() == nullptr ? DictModel() : table()->dict(); }
  void set_dict(const DictModel& dict) {
    if (table() != nullptr) large().members.set_dict(dict);
  }

  // The same members with the same scores, in whatever form.
  bool operator==(const ZSet& other) const;

 private:
  struct Large {
    Table members;    // owns the nodes
    ScoreTree order;  // points to them

    void Add(ScoreNode* node) {
      members.Append(node);
      order.Insert(node->score, node);
    }
    void SetScore(uint32_t slot, double score);
    ScoreNode* Take(uint32_t slot);
  };

  const Large* large() const {
    const auto* found = std::get_if<std::unique_ptr<Large>>(&form_);
    return found == nullptr ? nullptr : found->get();
  }
  Large& large() { return **std::get_if<std::unique_ptr<Large>>(&form_); }

  static double ScoreAt(const Listpack& items, size_t position);
  size_t FindInListpack(std::string_view member) const;
  size_t PlaceInListpack(std::string_view member, double score) const;
  template <typename IsBelow>
  size_t CountWhile(IsBelow is_below) const;
  void EraseFromListpack(size_t position, size_t items);
  void InsertIntoListpack(std::string_view member, double score);
  bool SetInListpack(std::string_view member, double score);
  bool SetInLarge(std::string_view member, double score);
  void EraseFromLarge(uint32_t slot);

  std::variant<Listpack, std::unique_ptr<Large>> form_;
};

template <typename F>
void ZSet::ForRange(size_t from, size_t to, bool reverse, F&& visit) const {
  if (from == to) return;
  if (const Large* nodes = large()) {
    ScoreTree::Cursor cursor = nodes->order.At(reverse ? to - 1 : from);
    for (size_t left = to - from; left > 0; --left) {
      const ScoreTree::Item& item = *cursor;
      visit(item.node->member(), item.score);
      if (left == 1) return;
      if (reverse) {
        cursor.Backward();
      } else {
        cursor.Forward();
      }
    }
    return;
  }
  const Listpack& items = *listpack();
  NumberText scratch;
  size_t position = items.Seek(2 * (reverse ? to : from));
  for (size_t left = to - from; left > 0; --left) {
    if (reverse) position = items.Prev(items.Prev(position));
    const size_t score = items.Next(position);
    visit(items.View(position, scratch), ScoreAt(items, score));
    if (!reverse) position = items.Next(score);
  }
}

template <typename F>
uint64_t ZSet::Scan(uint64_t cursor, size_t count, F&& visit) const {
  if (const Table* nodes = table()) {
    return nodes->Scan(cursor, count,
                       [&](const ScoreNode* node) { visit(node->member(), node->score); });
  }
  ForRange(0, size(), false, visit);
  return 0;
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_ZSET_H_
