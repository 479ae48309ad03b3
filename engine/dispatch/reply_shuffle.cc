#include "engine/dispatch/reply_shuffle.h"

#include <algorithm>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/random.h"
#include "engine/dispatch/registry.h"

namespace luarig {
namespace {

// Where in the reply the elements without an order are.
enum class Shape : uint8_t {
  kElements,
  kPairs,        // of a map, or one after the other
  kScanned,      // behind the cursor
  kScannedPairs  // likewise
};

struct Unordered {
  std::string_view command;
  Shape shape;
};

// What servers give the tip nondeterministic_output_order, as far as it is about keys, and the
// SCANs.
constexpr Unordered kUnordered[] = {
    {"hgetall", Shape::kPairs},  {"hkeys", Shape::kElements},  {"hscan", Shape::kScannedPairs},
    {"hvals", Shape::kElements}, {"keys", Shape::kElements},   {"scan", Shape::kScanned},
    {"sdiff", Shape::kElements}, {"sinter", Shape::kElements}, {"smembers", Shape::kElements},
    {"sscan", Shape::kScanned},  {"sunion", Shape::kElements}, {"zscan", Shape::kScannedPairs},
};

const Unordered* Find(std::string_view command) {
  const auto* found = std::ranges::lower_bound(kUnordered, command, {}, &Unordered::command);
  return found == std::end(kUnordered) || found->command != command ? nullptr : found;
}

bool Says(std::span<const std::string_view> argv, std::string_view option) {
  return std::ranges::any_of(argv,
                             [&](std::string_view word) { return EqualsIgnoreCase(word, option); });
}

}  // namespace

bool ReplyShuffle::Wants(const Command& command) { return Find(command.full_name) != nullptr; }

void ReplyShuffle::Shuffle(const Command& command, std::span<const std::string_view> argv,
                           Reply& reply) const {
  switch (Find(command.full_name)->shape) {
    case Shape::kElements:
      return Draw(reply.elements, 1);
    case Shape::kPairs:
      return Draw(reply.elements, 2);
    case Shape::kScanned:
      if (reply.elements.size() == 2) Draw(reply.elements[1].elements, 1);
      return;
    case Shape::kScannedPairs:
      if (reply.elements.size() == 2)
        Draw(reply.elements[1].elements, Says(argv.subspan(2), "novalues") ? 1 : 2);
      return;
  }
}

void ReplyShuffle::Draw(std::vector<Reply>& elements, size_t together) const {
  const size_t count = elements.size() / together;
  Random random(seed_ ^ count);
  for (size_t i = count; i > 1; --i) {
    const size_t other = random.Below(i);
    for (size_t part = 0; part < together; ++part)
      std::swap(elements[(i - 1) * together + part], elements[other * together + part]);
  }
}

}  // namespace luarig
