#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/store/stream.h"

// How many nodes a radix tree over IDs has, without keeping one. Its keys are the IDs in
// 16 bytes, big-endian; its nodes are
//
//   - one where keys part ways, which holds the bytes by which they do,
//   - one for each run of bytes that leads to such a place, or to the end of a key, if it is not
//     empty,
//   - one at the end of each key,
//
// and the root of an empty tree. No key is the beginning of another one.

namespace luarig {
namespace {

constexpr int kKeyBytes = 16;

// In how many bytes from the front two keys agree.
int CommonBytes(const StreamId& a, const StreamId& b) {
  const auto leading = [](uint64_t bits) { return __builtin_clzll(bits) / 8; };
  if (a.ms != b.ms) return leading(a.ms ^ b.ms);
  return 8 + leading(a.seq ^ b.seq);
}

// The places where keys part ways on the path to the current key, by depth.
class Forks {
 public:
  // Closes the forks deeper than `depth`, whose keys are all known now, and opens one there.
  void MoveTo(int depth) {
    while (!depths_.empty() && depths_.back() > depth) Close(depth);
    if (depths_.empty() || depths_.back() < depth) depths_.push_back(depth);
  }
  void AddKey(int fork_depth) { nodes_ += 1 + Run(fork_depth, kKeyBytes); }
  size_t Finish() {
    while (!depths_.empty()) Close(kRoot);
    return nodes_;
  }

  static constexpr int kRoot = -1;

 private:
  // The run of bytes behind the one that the fork at `from` holds.
  static size_t Run(int from, int to) { return from + 1 < to ? 1 : 0; }

  // Counts the deepest fork, which hangs below the one before it or one that is about to open.
  void Close(int opening) {
    const int depth = depths_.back();
    depths_.pop_back();
    const int parent = std::max(opening, depths_.empty() ? kRoot : depths_.back());
    nodes_ += 1 + Run(parent, depth);
  }

  std::vector<int> depths_;
  size_t nodes_ = 0;
};

}  // namespace

size_t RadixNodesOf(std::span<const StreamId> ids) {
  if (ids.empty()) return 1;
  Forks forks;
  int before = Forks::kRoot;
  for (size_t i = 0; i < ids.size(); ++i) {
    const bool last = i + 1 == ids.size();
    const int behind = last ? Forks::kRoot : CommonBytes(ids[i], ids[i + 1]);
    forks.AddKey(std::max(before, behind));
    if (!last) forks.MoveTo(behind);
    before = behind;
  }
  return forks.Finish();
}

size_t Stream::RadixNodes() const {
  std::vector<StreamId> ids;
  for (const StreamNode& node : nodes_) ids.push_back(node.id());
  return RadixNodesOf(ids);
}

}  // namespace luarig
