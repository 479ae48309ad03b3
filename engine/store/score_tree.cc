#include "engine/store/score_tree.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <new>

// Representation: leaves hold up to kLeafMax items in order and are linked both ways. Inner pages
// hold up to kInnerMax children, and of each child its first item and how many items are below it.
//
// Invariants: all leaves are equally deep; pages but the root are at least a quarter full; an inner
// root has two children or more; first items and counts are exact after every change (an erased
// member may be freed at once, so no page may keep pointing to it).

namespace luarig {
namespace {

constexpr uint32_t kLeafMax = 48;
constexpr uint32_t kInnerMax = 48;

// The first of `width` items for which `is_below`, true of some first ones, is false. Without a
// branch that depends on data: where a score belongs cannot be predicted. The last `scanned` items
// are asked one and all, so that none of these loads waits for another: for what is in the items
// themselves.
template <typename IsBelow>
uint32_t CountBelowIn(const ScoreTree::Item* items, uint32_t width, IsBelow is_below,
                      uint32_t scanned = 0) {
  uint32_t low = 0;
  while (width > scanned) {
    const uint32_t half = (width + 1) / 2;
    low += half * uint32_t{is_below(items[low + half - 1])};
    width -= half;
  }
  const ScoreTree::Item* const rest = items + low;
  for (uint32_t i = 0; i < width; ++i) low += uint32_t{is_below(rest[i])};
  return low;
}

constexpr uint32_t kScanned = 12;

// How many of the items stand before (score, member), or not after it if `inclusive`. Members are
// looked at only where scores are equal.
uint32_t PlaceIn(const ScoreTree::Item* items, uint32_t width, double score,
                 std::string_view member, bool inclusive) {
  const uint32_t low = CountBelowIn(
      items, width, [score](const auto& item) { return item.score < score; }, kScanned);
  if (low == width || items[low].score != score) return low;
  uint32_t equal = 1;  // mostly
  if (low + 1 < width && items[low + 1].score == score) {
    equal = CountBelowIn(
        items + low, width - low, [score](const auto& item) { return item.score <= score; },
        kScanned);
  }
  return low + CountBelowIn(items + low, equal, [&](const auto& item) {
           const int order = item.node->member().compare(member);
           return inclusive ? order <= 0 : order < 0;
         });
}

template <typename T, size_t N>
void OpenAt(std::array<T, N>& array, uint32_t width, uint32_t at, const T& value) {
  std::move_backward(array.begin() + at, array.begin() + width, array.begin() + width + 1);
  array[at] = value;
}

template <typename T, size_t N>
void CloseAt(std::array<T, N>& array, uint32_t width, uint32_t at) {
  std::move(array.begin() + at + 1, array.begin() + width, array.begin() + at);
}

// Makes `left` hold `target` of the left_width + right_width values of both, in order.
template <typename T, size_t N>
void Share(std::array<T, N>& left, uint32_t left_width, std::array<T, N>& right,
           uint32_t right_width, uint32_t target) {
  if (target > left_width) {
    const uint32_t moved = target - left_width;
    std::move(right.begin(), right.begin() + moved, left.begin() + left_width);
    std::move(right.begin() + moved, right.begin() + right_width, right.begin());
  } else {
    const uint32_t moved = left_width - target;
    std::move_backward(right.begin(), right.begin() + right_width,
                       right.begin() + right_width + moved);
    std::move(left.begin() + target, left.begin() + left_width, right.begin());
  }
}

}  // namespace

ScoreNode* ScoreNode::Create(std::string_view member, double score) {
  auto* node = static_cast<ScoreNode*>(
      std::malloc(offsetof(ScoreNode, size) + sizeof(uint32_t) + member.size()));
  if (node == nullptr) throw std::bad_alloc();
  node->score = score;
  node->size = static_cast<uint32_t>(member.size());
  if (!member.empty()) member.copy(reinterpret_cast<char*>(&node->size + 1), member.size());
  return node;
}

void ScoreNode::Destroy(ScoreNode* node) { std::free(node); }

struct ScoreTree::Page {
  bool is_leaf;
  uint32_t width = 0;  // items or children
};

struct ScoreTree::Leaf : Page {
  Leaf() : Page{.is_leaf = true} {}
  Leaf* previous = nullptr;
  Leaf* next = nullptr;
  std::array<Item, kLeafMax> items{};
};

struct ScoreTree::Inner : Page {
  Inner() : Page{.is_leaf = false} {}
  std::array<Item, kInnerMax> firsts{};
  std::array<size_t, kInnerMax> counts{};
  std::array<Page*, kInnerMax> children{};

  void Refresh(uint32_t child) {
    firsts[child] = First(children[child]);
    counts[child] = CountOf(children[child]);
  }
  void Add(uint32_t at, Page* child) {
    OpenAt(firsts, width, at, First(child));
    OpenAt(counts, width, at, CountOf(child));
    OpenAt(children, width, at, child);
    ++width;
  }
  void Remove(uint32_t at) {
    CloseAt(firsts, width, at);
    CloseAt(counts, width, at);
    CloseAt(children, width, at);
    --width;
  }
};

const ScoreTree::Item& ScoreTree::Cursor::operator*() const { return leaf_->items[index_]; }

void ScoreTree::Cursor::Forward() {
  if (++index_ < leaf_->width || leaf_->next == nullptr) return;
  leaf_ = leaf_->next;
  index_ = 0;
}

void ScoreTree::Cursor::Backward() {
  if (index_-- > 0 || leaf_->previous == nullptr) return;
  leaf_ = leaf_->previous;
  index_ = leaf_->width - 1;
}

ScoreTree::Item ScoreTree::First(const Page* page) {
  return page->is_leaf ? static_cast<const Leaf*>(page)->items[0]
                       : static_cast<const Inner*>(page)->firsts[0];
}

size_t ScoreTree::CountOf(const Page* page) {
  if (page->is_leaf) return page->width;
  const auto* inner = static_cast<const Inner*>(page);
  size_t count = 0;
  for (uint32_t i = 0; i < inner->width; ++i) count += inner->counts[i];
  return count;
}

void ScoreTree::Insert(double score, const ScoreNode* node) {
  if (root_ == nullptr) root_ = new Leaf;
  if (Page* right = InsertInto(root_, {score, node})) {
    auto* root = new Inner;
    root->Add(0, root_);
    root->Add(1, right);
    root_ = root;
  }
  ++size_;
}

void ScoreTree::Erase(double score, std::string_view member) {
  EraseFrom(root_, score, member);
  --size_;
  if (root_->width == 0) {
    Clear();
  } else if (!root_->is_leaf && root_->width == 1) {
    auto* old = static_cast<Inner*>(root_);
    root_ = old->children[0];
    delete old;
  }
}

// The last child whose first item is not above the wanted one, else the first child.
uint32_t ScoreTree::ChildOf(const Inner* inner, double score, std::string_view member) {
  return PlaceIn(inner->firsts.data() + 1, inner->width - 1, score, member, true);
}

// Returns the new right half if `page` had to be split.
ScoreTree::Page* ScoreTree::InsertInto(Page* page, const Item& item) {
  if (!page->is_leaf) {
    auto* inner = static_cast<Inner*>(page);
    const uint32_t child = ChildOf(inner, item.score, item.node->member());
    Page* added = InsertInto(inner->children[child], item);
    if (added == nullptr) {
      if (child == 0) inner->firsts[0] = First(inner->children[0]);
      ++inner->counts[child];
      return nullptr;
    }
    inner->Refresh(child);
    inner->Add(child + 1, added);
    return inner->width == kInnerMax ? Split(inner) : nullptr;
  }
  auto* leaf = static_cast<Leaf*>(page);
  const uint32_t place =
      PlaceIn(leaf->items.data(), leaf->width, item.score, item.node->member(), false);
  OpenAt(leaf->items, leaf->width, place, item);
  ++leaf->width;
  return leaf->width == kLeafMax ? Split(leaf) : nullptr;
}

// Moves the upper half of a full page into a new one. The last page keeps more: members that come
// in ascending order leave full pages behind.
ScoreTree::Page* ScoreTree::Split(Page* page) {
  if (page->is_leaf) {
    auto* left = static_cast<Leaf*>(page);
    auto* right = new Leaf;
    const uint32_t kept = left->next == nullptr ? kLeafMax * 7 / 8 : kLeafMax / 2;
    Share(left->items, left->width, right->items, 0, kept);
    right->width = left->width - kept;
    left->width = kept;
    right->previous = left;
    right->next = left->next;
    if (right->next != nullptr) right->next->previous = right;
    left->next = right;
    return right;
  }
  auto* left = static_cast<Inner*>(page);
  auto* right = new Inner;
  const uint32_t kept = kInnerMax / 2;
  Share(left->firsts, left->width, right->firsts, 0, kept);
  Share(left->counts, left->width, right->counts, 0, kept);
  Share(left->children, left->width, right->children, 0, kept);
  right->width = left->width - kept;
  left->width = kept;
  return right;
}

void ScoreTree::EraseFrom(Page* page, double score, std::string_view member) {
  if (page->is_leaf) {
    auto* leaf = static_cast<Leaf*>(page);
    CloseAt(leaf->items, leaf->width,
            PlaceIn(leaf->items.data(), leaf->width, score, member, false));
    --leaf->width;
    return;
  }
  auto* inner = static_cast<Inner*>(page);
  const uint32_t child = ChildOf(inner, score, member);
  Page* below = inner->children[child];
  EraseFrom(below, score, member);
  --inner->counts[child];
  if (below->width < (below->is_leaf ? kLeafMax : kInnerMax) / 4) {
    Rebalance(inner, child);
  } else {
    inner->firsts[child] = First(below);
  }
}

// Merges a thin child with a sibling, or shares out what both have.
void ScoreTree::Rebalance(Inner* parent, uint32_t child) {
  const uint32_t at = child > 0 ? child - 1 : 0;
  Page* left = parent->children[at];
  Page* right = parent->children[at + 1];
  const uint32_t both = left->width + right->width;
  const uint32_t max = left->is_leaf ? kLeafMax : kInnerMax;
  const uint32_t target = both < max * 3 / 4 ? both : both / 2;
  if (left->is_leaf) {
    Share(static_cast<Leaf*>(left)->items, left->width, static_cast<Leaf*>(right)->items,
          right->width, target);
  } else {
    auto* a = static_cast<Inner*>(left);
    auto* b = static_cast<Inner*>(right);
    Share(a->firsts, a->width, b->firsts, b->width, target);
    Share(a->counts, a->width, b->counts, b->width, target);
    Share(a->children, a->width, b->children, b->width, target);
  }
  left->width = target;
  right->width = both - target;
  parent->Refresh(at);
  if (right->width > 0) return parent->Refresh(at + 1);

  parent->Remove(at + 1);
  if (!right->is_leaf) {
    delete static_cast<Inner*>(right);
    return;
  }
  auto* leaf = static_cast<Leaf*>(right);
  leaf->previous->next = leaf->next;
  if (leaf->next != nullptr) leaf->next->previous = leaf->previous;
  delete leaf;
}

// How many items stand before a bound. count_in(items, width) says how many of some items do. Where
// the bound is the first item of a child, the count ends with the child before it: the same.
template <typename CountIn>
size_t ScoreTree::CountWhile(CountIn count_in) const {
  if (root_ == nullptr) return 0;
  size_t count = 0;
  const Page* page = root_;
  while (!page->is_leaf) {
    const auto* inner = static_cast<const Inner*>(page);
    const uint32_t child = count_in(inner->firsts.data() + 1, inner->width - 1);
    for (uint32_t i = 0; i < child; ++i) count += inner->counts[i];
    page = inner->children[child];
  }
  const auto* leaf = static_cast<const Leaf*>(page);
  return count + count_in(leaf->items.data(), leaf->width);
}

size_t ScoreTree::Rank(double score, std::string_view member) const {
  return CountWhile([&](const Item* items, uint32_t width) {
    return PlaceIn(items, width, score, member, false);
  });
}

size_t ScoreTree::CountBelow(double score, bool inclusive) const {
  return CountWhile([&](const Item* items, uint32_t width) {
    if (inclusive)
      return CountBelowIn(
          items, width, [&](const auto& i) { return i.score <= score; }, kScanned);
    return CountBelowIn(
        items, width, [&](const auto& i) { return i.score < score; }, kScanned);
  });
}

size_t ScoreTree::CountBelowLex(std::string_view member, bool inclusive) const {
  return CountWhile([&](const Item* items, uint32_t width) {
    return CountBelowIn(items, width, [&](const auto& item) {
      const int order = item.node->member().compare(member);
      return inclusive ? order <= 0 : order < 0;
    });
  });
}

ScoreTree::Cursor ScoreTree::At(size_t rank) const {
  const Page* page = root_;
  while (!page->is_leaf) {
    const auto* inner = static_cast<const Inner*>(page);
    uint32_t child = 0;
    while (rank >= inner->counts[child]) rank -= inner->counts[child++];
    page = inner->children[child];
  }
  return {static_cast<const Leaf*>(page), static_cast<uint32_t>(rank)};
}

void ScoreTree::Free(Page* page) {
  if (page->is_leaf) {
    delete static_cast<Leaf*>(page);
    return;
  }
  auto* inner = static_cast<Inner*>(page);
  for (uint32_t i = 0; i < inner->width; ++i) Free(inner->children[i]);
  delete inner;
}

void ScoreTree::Clear() {
  if (root_ != nullptr) Free(root_);
  root_ = nullptr;
  size_ = 0;
}

}  // namespace luarig
