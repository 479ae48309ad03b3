#ifndef LUARIG_ENGINE_TESTING_STEP_READER_H_
#define LUARIG_ENGINE_TESTING_STEP_READER_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/fixture/json_tape.h"
#include "engine/fixture/loader.h"
#include "engine/testing/keys_check.h"
#include "engine/testing/step.h"
#include "engine/testing/suite.h"

namespace luarig {

// Reads the steps and expectations of a JSON test; what is wrong goes to `problems` with its place.
class StepReader {
 public:
  // `cell` holds the names of the target and the conditions that the test runs under: what "when"
  // has for one of them takes the place of what it has for all.
  StepReader(const JsonTape& tape, const std::string& suite_path, SuiteFiles& files,
             Scratch& scratch, Problems& problems, std::vector<std::string_view> cell)
      : tape_(tape),
        suite_path_(suite_path),
        files_(files),
        scratch_(scratch),
        problems_(problems),
        cell_(std::move(cell)) {}

  std::vector<Step> ReadSteps(size_t array);
  // "keys" and "only_keys" of a test itself.
  void ReadEndCheck(std::string_view name, size_t value, Checks& checks);

  void Error(size_t at, std::string message, std::string help = "");
  void Error(NotationError error) {
    Error(error.at, std::move(error.message), std::move(error.help));
  }
  // A key that does not belong where it is.
  void Unknown(size_t key, std::string_view where, std::span<const std::string_view> known);

 private:
  Step ReadStep(size_t object);
  bool ReadAction(Step& step, std::string_view name, size_t key, size_t value);
  void ReadCommand(Step& step, size_t array);
  void ReadCall(Step& step, std::string_view name, size_t array);
  void ReadScript(Step& step, size_t first);
  void ReadExpectation(Step& step, std::string_view name, size_t value);
  void ReadWhen(Step& step, size_t object);
  void ReadFaults(Step& step, size_t value);
  void ReadSweep(Step& step, size_t value);
  std::optional<bool> ReadWhichFaults(size_t value);
  void ReadOnlyFaults(Step& step, size_t value);
  void ReadInvariant(Step& step, size_t value);
  void ReadMeasure(Step& step, size_t value);
  bool IsOneWord(size_t word);
  bool IsText(size_t value, std::string_view what);

  const JsonTape& tape_;
  const std::string& suite_path_;
  SuiteFiles& files_;
  Scratch& scratch_;
  Problems& problems_;
  std::vector<std::string_view> cell_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_STEP_READER_H_
