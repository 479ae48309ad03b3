#ifndef LUARIG_ENGINE_TESTING_SUITE_SETTINGS_H_
#define LUARIG_ENGINE_TESTING_SUITE_SETTINGS_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/fixture/json_tape.h"
#include "engine/fixture/loader.h"
#include "engine/testing/suite.h"

namespace luarig {

// What a suite, or a test in it, says of the server it wants: the members "libraries", "fixture",
// "target", "under", "resp", "now" and "seed", whatever the form of the file.
struct SuiteSettings {
  struct Condition {
    std::string name;
    Deployment deployment;
  };

  Setting setting;
  std::vector<const Target*> targets;  // empty: setting's
  std::vector<Condition> under;        // empty: setting's

  explicit SuiteSettings(const SuiteDefaults& defaults);

  // Each of them; return what is wrong. A list of names may be written as one text with commas.
  std::optional<std::string> AddTarget(std::string_view name);
  std::optional<std::string> AddUnder(std::string_view name);
  std::optional<std::string> SetNow(std::string_view text);

  // The settings of all cells of the matrix: the command line's, if it says some.
  std::vector<Setting> Cells(const SuiteDefaults& defaults) const;
};

// True if `name` is one of the members above.
bool IsSettingMember(std::string_view name);

// Reads such a member of a JSON suite. A test's libraries and fixtures come on top of the suite's;
// of the other members its own count.
class SettingReader {
 public:
  SettingReader(const JsonTape& tape, const std::string& suite_path, SuiteFiles& files,
                Problems& problems)
      : tape_(tape), suite_path_(suite_path), files_(files), problems_(problems) {}

  void Read(std::string_view name, size_t value, SuiteSettings& settings);

 private:
  void Error(size_t at, std::string message, std::string help = "");
  void ReadFixture(size_t value, SuiteSettings& settings);
  void ReadLibrary(size_t value, SuiteSettings& settings);
  void ReadUnder(size_t value, SuiteSettings& settings);
  void ReadSeed(size_t value, SuiteSettings& settings);
  template <typename F>
  void ForOneOrMany(size_t value, const F& visit);

  const JsonTape& tape_;
  const std::string& suite_path_;
  SuiteFiles& files_;
  Problems& problems_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_SUITE_SETTINGS_H_
