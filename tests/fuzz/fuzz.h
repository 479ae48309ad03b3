#ifndef LUARIG_TESTS_FUZZ_FUZZ_H_
#define LUARIG_TESTS_FUZZ_FUZZ_H_

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <string_view>

#include "engine/base/crc.h"
#include "engine/engine.h"

// What libFuzzer calls with each input; every file here defines it once. 0: go on from this input
// too; -1: never keep it.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace luarig::test {

inline std::string_view InputText(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Ends the process, which the fuzzer reports with the input, unless it holds.
inline void Require(bool holds, std::string_view promise, std::string_view detail = {}) {
  if (holds) return;
  std::fprintf(stderr, "broken: %.*s %.*s\n", static_cast<int>(promise.size()), promise.data(),
               static_cast<int>(detail.size()), detail.data());
  std::abort();
}

// What stands before the first `separator` of `rest`, which keeps what follows; or all of it.
inline std::string_view TakeUpTo(std::string_view& rest, char separator) {
  const std::string_view taken = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(rest.size(), taken.size() + 1));
  return taken;
}

// A stopwatch on which each look takes a tenth of a second: what has a time limit meets it soon,
// and always at the same instruction.
class HastyStopwatch final : public Stopwatch {
 public:
  int64_t ElapsedMicros() override { return elapsed_ += 100'000; }

 private:
  int64_t elapsed_ = 0;
};

// An engine whose clock stands still, for input after input.
class FuzzEngine {
 public:
  Reply Run(std::initializer_list<std::string_view> words) {
    return engine.Run(engine.default_session(), words);
  }
  // The same for what has to succeed.
  Reply Must(std::initializer_list<std::string_view> words) {
    Reply reply = Run(words);
    Require(!reply.is_error(), "a command succeeds:", reply.text);
    return reply;
  }
  // `bytes` as a payload that RESTORE believes: version and checksum behind them.
  std::string Seal(std::string_view bytes) const {
    std::string payload(bytes);
    const auto version = static_cast<uint16_t>(target->rdb_version);
    payload += static_cast<char>(version & 0xff);
    payload += static_cast<char>(version >> 8);
    const uint64_t crc = Crc64(0, payload);
    for (int shift = 0; shift < 64; shift += 8) payload += static_cast<char>(crc >> shift & 0xff);
    return payload;
  }

  const Target* target = &DefaultTarget();
  ManualClock clock{1'700'000'000'000'000};
  HastyStopwatch stopwatch;
  Engine engine{{.target = target, .clock = &clock, .stopwatch = &stopwatch}};
};

}  // namespace luarig::test

#endif  // LUARIG_TESTS_FUZZ_FUZZ_H_
