#ifndef LUARIG_CLI_TEST_OPTIONS_H_
#define LUARIG_CLI_TEST_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/app/engine_flags.h"
#include "engine/testing/suite.h"

namespace luarig {

class CommandLine;

// The flags of `luarig test`, as they were typed.
struct TestOptions {
  std::vector<std::string> words;  // as they were typed
  std::vector<std::string> paths;  // the same, or those of the project file
  std::vector<std::string> filters;
  std::vector<std::string> reports;
  std::vector<std::string> scale;
  std::string jobs;
  std::string slowest;
  std::string under;
  std::string target;
  std::optional<std::string> shuffle;
  std::string coverage_min;
  std::string on;
  bool flush = false;
  bool coverage = false;
  bool list = false;
  bool verbose = false;
  bool fail_fast = false;
  bool only_failed = false;
  bool update = false;
  bool watch = false;
  std::string project;  // the file that flags may come from, there or not; "": from none
  bool init = false;
  EngineFlags engine;

  void Declare(CommandLine& flags);

  // What the words mean. Throw UsageError.
  SuiteDefaults ReadDefaults() const;
  ScaleFlags ReadScale() const;
  unsigned ReadJobs() const;
  size_t ReadSlowest() const;
  std::optional<double> ReadCoverageMin() const;  // percent
  std::optional<uint64_t> ReadShuffle() const;

 private:
  // What a project file may set.
  void DeclareForFile(CommandLine& flags);
};

}  // namespace luarig

#endif  // LUARIG_CLI_TEST_OPTIONS_H_
