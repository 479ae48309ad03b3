#include "engine/commands/latency_graph.h"

#include <algorithm>
#include <span>
#include <vector>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr size_t kColumns = 80;
constexpr int64_t kRows = 4;
constexpr std::string_view kTops = "_o#";  // of a bar, in a row: a third of it, two, all
constexpr auto kLevels = static_cast<int64_t>(kTops.size());

std::string Ago(int64_t seconds) {
  constexpr int64_t kMinute = 60;
  constexpr int64_t kHour = 60 * kMinute;
  constexpr int64_t kDay = 24 * kHour;
  if (seconds < kMinute) return StrCat(seconds, "s");
  if (seconds < kHour) return StrCat(seconds / kMinute, "m");
  if (seconds < kDay) return StrCat(seconds / kHour, "h");
  return StrCat(seconds / kDay, "d");
}

struct Bar {
  int64_t step = 0;  // how high: below kRows * kLevels
  std::string label;
};

char Cell(const Bar& bar, int64_t row) {
  const int64_t level = bar.step - (kRows - row - 1) * kLevels;
  if (level < 0) return ' ';
  return level < kLevels ? kTops[static_cast<size_t>(level)] : '|';
}

// Some bars beside each other, their labels downwards below.
std::string Draw(std::span<const Bar> bars) {
  std::string text;
  for (int64_t row = 0; row < kRows; ++row) {
    for (const Bar& bar : bars) text += Cell(bar, row);
    text += '\n';
  }
  text += std::string(bars.size(), ' ') + '\n';
  size_t longest = 0;
  for (const Bar& bar : bars) longest = std::max(longest, bar.label.size());
  for (size_t i = 0; i < longest; ++i) {
    for (const Bar& bar : bars) text += i < bar.label.size() ? bar.label[i] : ' ';
    text += '\n';
  }
  return text;
}

}  // namespace

std::string DrawLatency(std::string_view name, const LatencyEvents::Event& event, int64_t now) {
  const auto [low, high] = std::ranges::minmax(event.samples, {}, &LatencyEvents::Sample::millis);
  const int64_t range = std::max<int64_t>(high.millis - low.millis, 1);
  std::vector<Bar> bars;
  for (const LatencyEvents::Sample& sample : event.samples) {
    const int64_t step = (sample.millis - low.millis) * kRows * kLevels / range;
    bars.push_back({std::min(step, kRows * kLevels - 1), Ago(now - sample.time)});
  }
  std::string text = StrCat(name, " - high ", high.millis, " ms, low ", low.millis,
                            " ms (all time high ", event.worst, " ms)\n");
  text += std::string(kColumns, '-') + '\n';
  for (std::span<const Bar> rest = bars; !rest.empty();) {
    const size_t count = std::min(rest.size(), kColumns);
    text += Draw(rest.first(count));
    rest = rest.subspan(count);
    if (!rest.empty()) text += '\n';
  }
  return text;
}

}  // namespace luarig
