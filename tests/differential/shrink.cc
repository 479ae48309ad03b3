#include "tests/differential/shrink.h"

#include <algorithm>

namespace luarig::test {
namespace {

Sequence Without(const Sequence& sequence, size_t begin, size_t end) {
  Sequence shorter{sequence.resp, {}};
  for (size_t i = 0; i < sequence.steps.size(); ++i) {
    if (i < begin || i >= end) shorter.steps.push_back(sequence.steps[i]);
  }
  return shorter;
}

// Leaves out every piece of `size` steps that is not needed; true if there was one.
bool DropPieces(Sequence& sequence, size_t size,
                const std::function<bool(const Sequence&)>& fails) {
  bool dropped = false;
  // From the back: the last steps are the likeliest to matter, so the rest gets short early.
  size_t end = sequence.steps.size();
  while (end > 0) {
    const size_t begin = end - std::min(end, size);
    Sequence shorter = Without(sequence, begin, end);
    if (!shorter.steps.empty() && fails(shorter)) {
      sequence = std::move(shorter);
      dropped = true;
    }
    end = begin;
  }
  return dropped;
}

}  // namespace

Sequence Shrink(Sequence sequence, const std::function<bool(const Sequence&)>& fails) {
  for (size_t size = sequence.steps.size() / 2; size > 1; size /= 2) {
    DropPieces(sequence, size, fails);
  }
  while (DropPieces(sequence, 1, fails)) {
  }
  return sequence;
}

}  // namespace luarig::test
