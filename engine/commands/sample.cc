#include "engine/commands/sample.h"

#include <numeric>
#include <unordered_set>
#include <utility>

#include "engine/base/command_error.h"
#include "engine/dispatch/arg_reader.h"

namespace luarig {

int64_t SampleCountArg(std::string_view word) {
  const int64_t count = IntegerArg(word);
  if (count == INT64_MIN) {
    throw CommandError(
        "ERR value is out of range, value must between -9223372036854775807 and "
        "9223372036854775807");
  }
  return count;
}

std::vector<size_t> SamplePositions(Random& random, size_t population, size_t count) {
  std::vector<size_t> positions;
  if (count * 3 > population) {
    // Drawing again after a repetition would take long: shuffle the front of all instead.
    positions.resize(population);
    std::iota(positions.begin(), positions.end(), size_t{0});
    for (size_t i = 0; i < count; ++i) {
      std::swap(positions[i], positions[i + random.Below(population - i)]);
    }
    positions.resize(count);
    return positions;
  }
  positions.reserve(count);
  std::unordered_set<size_t> drawn;
  while (positions.size() < count) {
    const size_t position = random.Below(population);
    if (drawn.insert(position).second) positions.push_back(position);
  }
  return positions;
}

}  // namespace luarig
