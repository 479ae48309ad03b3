#ifndef LUARIG_ENGINE_COMMANDS_SAMPLE_H_
#define LUARIG_ENGINE_COMMANDS_SAMPLE_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/base/random.h"

namespace luarig {

// The count of HRANDFIELD and SRANDMEMBER: positive for distinct elements, negative for repeated
// picks. Throws CommandError; -2^63 has no positive counterpart and is refused.
int64_t SampleCountArg(std::string_view word);

// How many picks a count of SampleCountArg asks for.
inline size_t PicksOf(int64_t count) { return static_cast<size_t>(count < 0 ? -count : count); }

// `count` distinct positions below `population`, every set of them equally likely, in random order.
// Takes O(count) time. REQUIRES: count <= population.
std::vector<size_t> SamplePositions(Random& random, size_t population, size_t count);

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_SAMPLE_H_
