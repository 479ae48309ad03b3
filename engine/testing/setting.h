#ifndef LUARIG_ENGINE_TESTING_SETTING_H_
#define LUARIG_ENGINE_TESTING_SETTING_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/base/target.h"
#include "engine/dispatch/deployment.h"
#include "engine/source/source_map.h"

namespace luarig {

// A file that tests load: its text, and what messages call it.
struct TestFile {
  std::string path;
  std::string text;
  // Of Lua that was put together from several files: these, and which line comes from where.
  std::vector<std::string> files = {};
  SourceMap map = {};

  // The place in a file that a line of the text has.
  SourcePlace Located(SourcePlace place) const;
};
using TestFiles = std::vector<std::shared_ptr<const TestFile>>;

// 2024-01-01T00:00:00Z, when suites start unless they say otherwise.
inline constexpr int64_t kSuiteStartMicros = int64_t{1'704'067'200} * 1'000'000;

// What a test finds when it starts. Tests of one setting share a scene.
struct Setting {
  const Target* target = &DefaultTarget();
  std::string under;      // the name of `deployment`; "" for a plain primary
  Deployment deployment;  // entered once everything is loaded
  int resp = 2;
  int64_t now_micros = kSuiteStartMicros;
  uint64_t seed = 1;
  TestFiles libraries;
  TestFiles fixtures;  // loaded before the libraries

  // True if a test of one may run in the scene of the other.
  bool operator==(const Setting& other) const;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_SETTING_H_
