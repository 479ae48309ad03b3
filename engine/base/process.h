#ifndef LUARIG_ENGINE_BASE_PROCESS_H_
#define LUARIG_ENGINE_BASE_PROCESS_H_

#include <cstdint>
#include <string>

namespace luarig {

// What is known of the process at one moment. CPU times are in microseconds.
struct ProcessFacts {
  int64_t id = 0;
  std::string os;           // "Linux 6.1.0 x86_64"
  std::string executable;   // its absolute path
  std::string config_file;  // "" if there is none
  int64_t user_micros = 0;
  int64_t system_micros = 0;
  uint64_t resident_bytes = 0;       // of the process
  uint64_t system_memory_bytes = 0;  // of the machine
};

// The process that the engine runs in, for INFO. The engine never asks the system itself; whoever
// creates it may hand one in.
class Process {
 public:
  virtual ~Process() = default;

  virtual ProcessFacts Facts() = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_PROCESS_H_
