// Times cjson.encode and cjson.decode of the small object of workloads/cjson_*.lua, cmsgpack and
// struct: nanoseconds a call, the Lua loop around it included, best of several rounds.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>
#include <string>

#include "engine/engine.h"

namespace {

constexpr int kRounds = 7;
constexpr int kCalls = 300'000;

constexpr const char* kObject =
    "local o = {id = 12345, name = 'widget', price = 12.5, ok = true, tags = {'a', 'b', 'c'}, "
    "note = 'x \"y\" z'} ";

struct Workload {
  const char* name;
  std::string setup;
  const char* body;
};

double BestNanoseconds(luarig::Engine& engine, const Workload& workload) {
  const std::string script = workload.setup +
                             "local r for i = 1, tonumber(ARGV[1]) do r = " + workload.body +
                             " end return 1";
  const std::string calls = std::to_string(kCalls);
  double best = std::numeric_limits<double>::infinity();
  for (int round = 0; round < kRounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    const luarig::Reply reply = engine.Run(engine.default_session(), {"EVAL", script, "0", calls});
    const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
    if (reply.is_error()) {
      std::printf("%s: %s\n", workload.name, reply.text.c_str());
      return 0;
    }
    best = std::min(best, taken.count() / kCalls);
  }
  return best;
}

}  // namespace

int main() {
  luarig::ManualClock clock{1'700'000'000'000'000};
  luarig::Engine engine({.target = luarig::FindTarget("redis-7.0"), .clock = &clock});
  const std::string object = kObject;
  const Workload workloads[] = {
      {"cjson.encode", object, "cjson.encode(o)"},
      {"cjson.decode", object + "local s = cjson.encode(o) ", "cjson.decode(s)"},
      {"cmsgpack.pack", object, "cmsgpack.pack(o)"},
      {"cmsgpack.unpack", object + "local s = cmsgpack.pack(o) ", "cmsgpack.unpack(s)"},
      {"struct.pack", "", "struct.pack('>IhBd', 1, 2, 3, 4.5)"},
      {"struct.unpack", "local s = struct.pack('>IhBd', 1, 2, 3, 4.5) ",
       "struct.unpack('>IhBd', s)"},
      {"bit.band", "", "bit.band(i, 255)"},
  };
  for (const Workload& workload : workloads) {
    std::printf("%-16s %7.0f ns\n", workload.name, BestNanoseconds(engine, workload));
  }
}
