#include "cli/app/process.h"

#include <algorithm>
#include <fstream>

#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cli/app/files.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

int64_t Micros(const timeval& time) {
  constexpr int64_t kSecond = 1'000'000;
  return int64_t{time.tv_sec} * kSecond + time.tv_usec;
}

// 0 where the system does not tell.
uint64_t ResidentPages() {
  std::ifstream file("/proc/self/statm");
  uint64_t all = 0;
  uint64_t resident = 0;
  file >> all >> resident;
  return resident;
}

class RealProcess final : public Process {
 public:
  explicit RealProcess(const std::string& config_file) {
    facts_.id = getpid();
    page_ = static_cast<uint64_t>(std::max(sysconf(_SC_PAGESIZE), 0L));
    facts_.system_memory_bytes =
        static_cast<uint64_t>(std::max(sysconf(_SC_PHYS_PAGES), 0L)) * page_;
    utsname system{};
    if (uname(&system) == 0)
      facts_.os = StrCat(system.sysname, " ", system.release, " ", system.machine);
    facts_.executable = Resolved("/proc/self/exe");
    if (!config_file.empty()) facts_.config_file = Resolved(config_file);
  }

  ProcessFacts Facts() override {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    facts_.user_micros = Micros(usage.ru_utime);
    facts_.system_micros = Micros(usage.ru_stime);
    facts_.resident_bytes = ResidentPages() * page_;
    return facts_;
  }

 private:
  ProcessFacts facts_;
  uint64_t page_ = 0;  // bytes
};

}  // namespace

std::unique_ptr<Process> ThisProcess(const std::string& config_file) {
  return std::make_unique<RealProcess>(config_file);
}

}  // namespace luarig
