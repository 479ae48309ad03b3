// What calling a script costs in process: nanoseconds of CPU, a line each.
//
//   luarig_script_bench [CALLS]
//
//   evalsha N    EVALSHA of `return 1`
//   fcall N      FCALL of a function that does the same
//   load N       SCRIPT LOAD of a script that is new
//
// check.py holds them against redis-server.

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/engine.h"
#include "engine/reply/resp_sink.h"

namespace luarig {
namespace {

constexpr int kScripts = 10'000;

double CpuNanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// Nanoseconds of each of `calls` runs of a command, whose words `words(i)` gives.
template <typename F>
double Time(Engine& engine, int calls, F&& words) {
  std::string out;
  RespSink sink(out, 2, FloatStyle::kSeventeenDigits);
  const double start = CpuNanoseconds();
  for (int i = 0; i < calls; ++i) {
    engine.Execute(engine.default_session(), words(i), sink);
    out.clear();
  }
  return (CpuNanoseconds() - start) / calls;
}

int Main(int calls) {
  ManualClock clock(0);
  Engine engine({.clock = &clock});
  Session& session = engine.default_session();
  const std::string sha = engine.Run(session, {"SCRIPT", "LOAD", "return 1"}).text;
  engine.Run(session,
             {"FUNCTION", "LOAD",
              "#!lua name=bench\nredis.register_function('one', function() return 1 end)"});

  const std::vector<std::string_view> evalsha = {"EVALSHA", sha, "0"};
  const std::vector<std::string_view> fcall = {"FCALL", "one", "0"};
  std::printf("evalsha %.1f\n", Time(engine, calls, [&](int) { return std::span(evalsha); }));
  std::printf("fcall %.1f\n", Time(engine, calls, [&](int) { return std::span(fcall); }));

  std::string text;
  std::vector<std::string_view> load = {"SCRIPT", "LOAD", ""};
  std::printf("load %.1f\n", Time(engine, kScripts, [&](int i) {
                text = StrCat("return redis.call('GET', KEYS[1]) or ", i);
                load[2] = text;
                return std::span<const std::string_view>(load);
              }));
  return 0;
}

}  // namespace
}  // namespace luarig

int main(int argc, char** argv) {
  constexpr int kCalls = 1'000'000;
  return luarig::Main(argc > 1 ? std::atoi(argv[1]) : kCalls);
}
