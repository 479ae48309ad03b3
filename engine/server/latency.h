#ifndef LUARIG_ENGINE_SERVER_LATENCY_H_
#define LUARIG_ENGINE_SERVER_LATENCY_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace luarig {

// How long the calls of one command took. As the server's, it knows durations to two significant
// digits: it is an array of counts whose steps widen with the duration. Of that only what has
// counts is kept: most commands take one of a few durations, and the array would be many kilobytes.
class LatencyHistogram {
 public:
  void Add(int64_t micros);
  // Another call that is taken to have been as long as the last one. REQUIRES: there was one.
  void AddLikeLast() {
    ++counts_[last_].count;
    ++total_;
  }

  uint64_t total() const { return total_; }
  // The duration, in nanoseconds, that `percent` of the calls did not exceed.
  uint64_t Percentile(double percent) const;
  // Calls up to each power of two in microseconds, cumulated; powers that add none are left out.
  std::vector<std::pair<int64_t, uint64_t>> PowersOfTwo() const;

 private:
  struct Slot {
    uint32_t slot;
    uint64_t count;
  };

  std::vector<Slot> counts_;  // by slot
  uint64_t total_ = 0;
  size_t last_ = 0;  // where in counts_ the last call was counted
};

// The worst durations of each kind of event, a sample for each second: LATENCY.
class LatencyEvents {
 public:
  struct Sample {
    int64_t time = 0;  // seconds since 1970
    int64_t millis = 0;
  };
  struct Event {
    std::deque<Sample> samples;  // at most 160
    int64_t worst = 0;           // milliseconds, of all time
  };
  using Events = std::map<std::string, Event, std::less<>>;

  void Add(std::string_view name, int64_t time, int64_t millis);
  // Forgets an event; false if there was none.
  bool Erase(std::string_view name);
  size_t EraseAll();

  const Events& events() const { return events_; }
  const Event* Find(std::string_view name) const;

 private:
  Events events_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_LATENCY_H_
