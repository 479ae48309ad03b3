// What watching a script costs: nanoseconds of CPU a call, and how many times that of a plain run.
//
//   luarig_coverage_bench [CALLS]
//
//   calls plain N         a script that calls commands, as most do
//   calls lines N xR      its lines counted
//   calls branches N xR   calls, branches and instructions as well
//   loops ...             the same for a script that only computes

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/engine.h"
#include "engine/trace/coverage.h"

namespace luarig {
namespace {

constexpr std::string_view kCalls = R"(
local total = 0
for i = 1, 20 do
  local key = 'key:' .. i
  local value = redis.call('GET', key)
  if value and tonumber(value) > 10 then
    total = total + tonumber(value)
  else
    redis.call('SET', key, i)
  end
end
return total
)";

constexpr std::string_view kLoops = R"(
local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end
local words = {}
for word in string.gmatch('a list of some words to count', '%a+') do
  words[word] = (words[word] or 0) + 1
end
return fib(12)
)";

double CpuNanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double Time(std::string_view script, std::optional<Coverage::Depth> depth, int calls) {
  ManualClock clock(0);
  Engine engine({.clock = &clock});
  Session& session = engine.default_session();
  const std::string sha = engine.Run(session, {"SCRIPT", "LOAD", script}).text;
  Coverage coverage(engine.state(), depth.value_or(Coverage::Depth::kLines));
  if (depth) engine.AddObserver(coverage);
  engine.Run(session, {"EVALSHA", sha, "0"});
  const double start = CpuNanoseconds();
  for (int i = 0; i < calls; ++i) engine.Run(session, {"EVALSHA", sha, "0"});
  return (CpuNanoseconds() - start) / calls;
}

void Measure(const char* name, std::string_view script, int calls) {
  const double plain = Time(script, std::nullopt, calls);
  const double lines = Time(script, Coverage::Depth::kLines, calls);
  const double branches = Time(script, Coverage::Depth::kBranches, calls);
  std::printf("%s plain %.0f\n%s lines %.0f x%.1f\n%s branches %.0f x%.1f\n", name, plain, name,
              lines, lines / plain, name, branches, branches / plain);
}

}  // namespace
}  // namespace luarig

int main(int argc, char** argv) {
  constexpr int kCallCount = 20'000;
  const int calls = argc > 1 ? std::atoi(argv[1]) : kCallCount;
  luarig::Measure("calls", luarig::kCalls, calls);
  luarig::Measure("loops", luarig::kLoops, calls / 10);
  return 0;
}
