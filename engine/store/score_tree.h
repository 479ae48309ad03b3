#ifndef LUARIG_ENGINE_STORE_SCORE_TREE_H_
#define LUARIG_ENGINE_STORE_SCORE_TREE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace luarig {

// One member of a large sorted set: one allocation, owned by the set's table. The tree points to
// it.
struct ScoreNode {
  double score;
  uint32_t size;  // of the member, whose bytes follow

  std::string_view member() const { return {reinterpret_cast<const char*>(&size + 1), size}; }

  static ScoreNode* Create(std::string_view member, double score);
  static void Destroy(ScoreNode* node);
};

// Members in the order of a sorted set, by score and then by bytes, with their ranks: a B+-tree
// whose inner nodes count what is below them. Everything is O(log n), a step along the leaves O(1).
//
// The tree keeps scores itself, so a search reads a member only where scores are equal. Members are
// not owned and must outlive their stay. Scores are not NaN; -0 and 0 are equal.
class ScoreTree {
 public:
  struct Item {
    double score;
    const ScoreNode* node;
  };

  ScoreTree() = default;
  ~ScoreTree() { Clear(); }
  ScoreTree(const ScoreTree&) = delete;
  ScoreTree& operator=(const ScoreTree&) = delete;

  size_t size() const { return size_; }

  // REQUIRES: no item with this score and member is there.
  void Insert(double score, const ScoreNode* node);
  // REQUIRES (both): the item is there.
  void Erase(double score, std::string_view member);
  size_t Rank(double score, std::string_view member) const;

  // How many items have a score below `score`, or at most `score` if `inclusive`.
  size_t CountBelow(double score, bool inclusive) const;
  // The same by member bytes, where all scores are equal.
  size_t CountBelowLex(std::string_view member, bool inclusive) const;

  void Clear();

 private:
  struct Page;
  struct Leaf;
  struct Inner;

 public:
  // A place in the order, valid until the next change.
  class Cursor {
   public:
    const Item& operator*() const;
    // Past the ends a cursor must not be read.
    void Forward();
    void Backward();

   private:
    friend class ScoreTree;
    Cursor(const Leaf* leaf, uint32_t index) : leaf_(leaf), index_(index) {}
    const Leaf* leaf_;
    uint32_t index_;
  };

  // REQUIRES: rank < size().
  Cursor At(size_t rank) const;

 private:
  static Item First(const Page* page);
  static size_t CountOf(const Page* page);
  static uint32_t ChildOf(const Inner* inner, double score, std::string_view member);
  static Page* Split(Page* page);
  static Page* InsertInto(Page* page, const Item& item);
  static void EraseFrom(Page* page, double score, std::string_view member);
  static void Rebalance(Inner* parent, uint32_t child);
  static void Free(Page* page);
  template <typename CountIn>
  size_t CountWhile(CountIn count_in) const;

  Page* root_ = nullptr;
  size_t size_ = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_SCORE_TREE_H_
