// What keys cost in the keyspace itself, without commands: bytes of each, and nanoseconds of CPU to
// set, find and overwrite them. 14-byte keys with 16-byte values.
//
//   luarig_store_bench [--check] [KEYS]       --check: status 1 beyond kMostBytes

#include <charconv>
#include <cstdio>
#include <ctime>
#include <string_view>

#include <sys/resource.h>
#include <unistd.h>

#include "engine/store/keyspace.h"

namespace {

constexpr double kMostBytes = 75;  // a key, value and index included

// Bytes of this process that are in memory: now, and at most so far.
double ResidentNow() {
  long pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double ResidentPeak() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

std::string_view KeyOf(size_t i, char (&text)[32]) {
  return {text, static_cast<size_t>(std::snprintf(text, sizeof(text), "key:%010zu", i))};
}

double CpuNanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// Nanoseconds of `visit(key)` for each of `keys` keys, in an order that caches do not foresee.
template <typename F>
double Time(size_t keys, F&& visit) {
  constexpr size_t kStride = 7919;  // no divisor of the counts that one tries
  const double start = CpuNanoseconds();
  char text[32];
  for (size_t i = 0; i < keys; ++i) visit(KeyOf(i * kStride % keys, text));
  return (CpuNanoseconds() - start) / static_cast<double>(keys);
}

}  // namespace

int main(int argc, char** argv) {
  bool check = false;
  size_t keys = 1'000'000;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--check") {
      check = true;
    } else if (std::from_chars(word.data(), word.data() + word.size(), keys).ec != std::errc()) {
      std::fprintf(stderr, "usage: luarig_store_bench [--check] [KEYS]\n");
      return 2;
    }
  }

  luarig::StoreContext context;
  luarig::Keyspace keyspace(context, 0);
  const double before = ResidentNow();
  const double set =
      Time(keys, [&](std::string_view key) { keyspace.SetText(key, "value:0123456789", false); });
  const double resident = (ResidentNow() - before) / static_cast<double>(keys);
  const double peak = (ResidentPeak() - before) / static_cast<double>(keys);
  size_t found = 0;
  const double get =
      Time(keys, [&](std::string_view key) { found += keyspace.FindString(key) ? size_t{1} : 0; });
  const double overwrite =
      Time(keys, [&](std::string_view key) { keyspace.SetText(key, "value:9876543210", false); });

  std::printf("%zu keys: %.1f bytes each, %.1f at the peak\n", found, resident, peak);
  std::printf("set %.0f ns, get %.0f ns, overwrite %.0f ns\n", set, get, overwrite);
  return found != keys || (check && peak > kMostBytes) ? 1 : 0;
}
