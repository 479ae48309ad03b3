#include "cli/remote/times.h"

#include <algorithm>

namespace luarig {

void TestTimes::Start(int64_t test_ms, int64_t server_ms) {
  start_ms_ = test_ms;
  ahead_ = server_ms - test_ms;
  moved_ms_ = lag_ms_ = 0;
  read_.clear();
}

void TestTimes::SetElapsed(int64_t real_ms, int64_t moved_ms) {
  moved_ms_ = moved_ms;
  // The clocks of two machines: one millisecond may have begun there and not here.
  lag_ms_ = std::max<int64_t>(real_ms - moved_ms, 0) + 1;
}

int64_t TestTimes::ToTest(const std::string& what, int64_t server_ms) {
  const auto known = read_.find(what);
  if (known != read_.end() && known->second.server_ms == server_ms) return known->second.test_ms;
  const int64_t latest = Exactly(server_ms) - now_ms();
  int64_t ttl = latest;
  for (const int64_t unit : {1000, 100, 10}) {
    const int64_t round = latest - ((latest % unit) + unit) % unit;
    if (round < latest - lag_ms_) continue;
    ttl = round;
    break;
  }
  // It is not over, so it is not over in the test either.
  const int64_t test_ms = now_ms() + std::max<int64_t>(ttl, 1);
  read_[what] = {server_ms, test_ms};
  return test_ms;
}

}  // namespace luarig
