#include "engine/store/score_tree.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace luarig::test {
namespace {

// The tree beside a sorted vector that says what it must hold.
struct Checked {
  ScoreTree tree;
  std::vector<ScoreNode*> sorted;

  Checked() = default;
  Checked(const Checked&) = delete;
  Checked& operator=(const Checked&) = delete;
  ~Checked() {
    for (ScoreNode* node : sorted) ScoreNode::Destroy(node);
  }

  static bool Less(const ScoreNode* a, const ScoreNode* b) {
    return a->score != b->score ? a->score < b->score : a->member() < b->member();
  }

  void Insert(std::string_view member, double score) {
    ScoreNode* node = ScoreNode::Create(member, score);
    const auto place = std::lower_bound(sorted.begin(), sorted.end(), node, Less);
    if (place != sorted.end() && !Less(node, *place)) return ScoreNode::Destroy(node);
    sorted.insert(place, node);
    tree.Insert(score, node);
  }

  void EraseAt(size_t rank) {
    ScoreNode* node = sorted[rank];
    tree.Erase(node->score, node->member());
    ScoreNode::Destroy(node);
    sorted.erase(sorted.begin() + static_cast<ptrdiff_t>(rank));
  }

  bool SameForwardsAndBackwards() const {
    if (tree.size() != sorted.size()) return false;
    if (sorted.empty()) return true;
    auto forward = tree.At(0);
    auto backward = tree.At(sorted.size() - 1);
    for (size_t i = 0; i < sorted.size(); ++i, forward.Forward(), backward.Backward()) {
      if ((*forward).node != sorted[i] || (*forward).score != sorted[i]->score) return false;
      if ((*backward).node != sorted[sorted.size() - 1 - i]) return false;
    }
    return true;
  }
};

void Churn(uint64_t seed, uint64_t scores) {
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  Checked checked;
  const auto some_score = [&] { return static_cast<double>(random() % scores) / 4; };
  for (int step = 0; step < 12000; ++step) {
    // Grow to some thousands, shrink to nothing, grow again.
    const bool grow = step < 4000 || step > 10000 ? random() % 4 != 0 : random() % 4 == 0;
    if (grow || checked.sorted.empty()) {
      checked.Insert("m" + std::to_string(random() % 100000), some_score());
    } else {
      checked.EraseAt(random() % checked.sorted.size());
    }
    if (checked.sorted.empty()) continue;
    const size_t rank = random() % checked.sorted.size();
    const ScoreNode* node = checked.sorted[rank];
    REQUIRE((*checked.tree.At(rank)).node == node);
    REQUIRE(checked.tree.Rank(node->score, node->member()) == rank);
    if (step % 1000 == 0) REQUIRE(checked.SameForwardsAndBackwards());
  }
  REQUIRE(checked.SameForwardsAndBackwards());
}

TEST_CASE("random insertions and removals agree with a sorted vector") {
  SUBCASE("distinct scores") { Churn(1, 1000000000); }
  SUBCASE("few scores, ordered by bytes") { Churn(2, 3); }
}

TEST_CASE("bounds count what is below them") {
  Checked checked;
  for (int i = 0; i < 1000; ++i) {
    const int score = i / 10;  // ten of each
    checked.Insert("m" + std::to_string(i), score);
  }
  CHECK(checked.tree.CountBelow(-1, true) == 0);
  CHECK(checked.tree.CountBelow(50, false) == 500);
  CHECK(checked.tree.CountBelow(50, true) == 510);
  CHECK(checked.tree.CountBelow(1e9, false) == 1000);
}

TEST_CASE("bounds by bytes count where all scores are equal") {
  Checked checked;
  for (char c = 'a'; c <= 'z'; ++c) {
    for (char d = 'a'; d <= 'z'; ++d) checked.Insert(std::string{c, d}, 0);
  }
  CHECK(checked.tree.CountBelowLex("b", false) == 26);
  CHECK(checked.tree.CountBelowLex("ba", false) == 26);
  CHECK(checked.tree.CountBelowLex("ba", true) == 27);
  CHECK(checked.tree.CountBelowLex("", true) == 0);
  CHECK(checked.tree.CountBelowLex("zz", true) == 26 * 26);
}

TEST_CASE("an empty tree counts nothing") {
  const ScoreTree tree;
  CHECK(tree.size() == 0);
  CHECK(tree.CountBelow(1, true) == 0);
}

}  // namespace
}  // namespace luarig::test
