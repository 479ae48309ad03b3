// What going back to a fixture costs: microseconds of CPU, over KEYS keys and after CHANGES
// changes.
//
//   luarig_rewind_bench [KEYS [CHANGES]]
//
//   changes N    the changes themselves, while they are recorded
//   back N       going back over all of them

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "engine/base/bytes.h"
#include "engine/engine.h"
#include "engine/rewind.h"

namespace luarig {
namespace {

constexpr int kRounds = 200;

double CpuMicroseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

std::string KeyOf(int i) { return StrCat("key:", i); }

int Main(int keys, int changes) {
  ManualClock clock(0);
  Engine engine({.clock = &clock});
  Session& session = engine.default_session();
  for (int i = 0; i < keys; ++i) engine.Run(session, {"SET", KeyOf(i), "value:0123456789"});

  Rewind rewind(engine);
  double changing = 0;
  double going_back = 0;
  for (int round = 0; round < kRounds; ++round) {
    const double start = CpuMicroseconds();
    for (int i = 0; i < changes; ++i) {
      engine.Run(session, {"SET", KeyOf((round * changes + i) * 7919 % keys), "another"});
    }
    const double changed = CpuMicroseconds();
    rewind.Back();
    changing += changed - start;
    going_back += CpuMicroseconds() - changed;
  }
  std::printf("changes %.1f\nback %.1f\n", changing / kRounds, going_back / kRounds);
  return engine.Run(session, {"GET", KeyOf(0)}).text == "value:0123456789" ? 0 : 1;
}

}  // namespace
}  // namespace luarig

int main(int argc, char** argv) {
  const int keys = argc > 1 ? std::atoi(argv[1]) : 100'000;
  const int changes = argc > 2 ? std::atoi(argv[2]) : 100;
  if (keys < 1 || changes < 0) {
    std::fprintf(stderr, "usage: luarig_rewind_bench [KEYS [CHANGES]]\n");
    return 2;
  }
  return luarig::Main(keys, changes);
}
