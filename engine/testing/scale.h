#ifndef LUARIG_ENGINE_TESTING_SCALE_H_
#define LUARIG_ENGINE_TESTING_SCALE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/base/result.h"
#include "engine/testing/growth.h"
#include "engine/testing/results.h"

namespace luarig {

// At which sizes a test is to run, and how much more it may take as they grow.
struct ScaleSpec {
  std::vector<uint64_t> sizes;              // ascend
  std::string key;                          // that is grown to them; "": none
  int database = 0;                         // of the key
  std::string name;                         // ${name} is the size; "": none
  std::optional<Growth> growth;             // of the instructions, at most
  std::optional<Growth> commands;           // of how many are called, at most
  std::optional<uint64_t> breaks_at_least;  // it must work up to here; nothing: at all sizes
  SourcePlace where;
  bool asked_for = false;  // by the command line, where a test without the key is no failure

  // Other sizes take the place of its own; limits that cannot be judged at these are left out.
  void Use(const std::vector<uint64_t>& other_sizes);
  // What is made larger, for a person: "queue", "${n}", "n".
  std::string of() const;
};

// "1,10,100": whole numbers that ascend, up to kMostElements. The failure says what is wrong.
Result<std::vector<uint64_t>> ParseSizes(std::string_view text);
// Why these cannot be the sizes of a test, or "".
std::string WrongWithSizes(const std::vector<uint64_t>& sizes);
// Why limits cannot be judged at so many sizes, or "".
std::string WrongWithLimits(const ScaleSpec& spec);

// What came of one size.
struct SizeRun {
  enum class Outcome : uint8_t {
    kMeasured,
    kBroke,       // a step failed
    kNoKey,       // what was to be grown is not there
    kUnmeasured,  // the test ended by itself before it came to what is measured
    kStopped,     // somebody else knows why: the sizes end here, and nothing is judged
  };
  Outcome outcome = Outcome::kMeasured;
  uint64_t instructions = 0;
  uint64_t commands = 0;
  int64_t micros = 0;  // that it took
  std::string why;     // of all others: one line
  std::string got;     // kBroke: the error reply
  std::string step;    // kBroke: what failed, as one would type it
  std::optional<Diagnostic> error;
};

// A size at which this failed.
SizeRun BrokenBy(const TestFailure& failure);

// True for EVAL, FCALL and the like, which are measured where nothing else is said.
bool RunsLua(std::string_view command);

// What the command line says of sizes.
struct ScaleFlags {
  std::vector<ScaleSpec> keys;  // to be grown in every test, in place of what its file says
  std::vector<uint64_t> sizes;  // in place of those that files have
};

using TrySize = std::function<SizeRun(uint64_t size)>;

// Tries the sizes, the smaller ones first, until one breaks; then looks for the size from which on
// it does, as long as that takes less than a quarter of the time limit. Says what does not hold.
std::optional<TestFailure> TrySizes(const ScaleSpec& spec, const TrySize& try_size,
                                    int64_t time_limit_micros, ScaleTable& table);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_SCALE_H_
