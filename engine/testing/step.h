#ifndef LUARIG_ENGINE_TESTING_STEP_H_
#define LUARIG_ENGINE_TESTING_STEP_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/fixture/json_tape.h"
#include "engine/testing/arguments.h"
#include "engine/testing/lua_faults.h"
#include "engine/testing/results.h"
#include "engine/testing/scene.h"
#include "engine/testing/suite.h"
#include "engine/testing/sweep.h"

namespace luarig {

class Scratch;

// What a check looks at, and where it says what it found.
struct CheckContext {
  const JsonTape& tape;  // of the expectations
  Scene& scene;
  Scratch& scratch;
  const Seen* seen;  // of the step; null at the end of a test
  std::string step;  // as one would type it; "" at the end
  TestResult& result;
  std::vector<SnapshotEdit>* edits;  // null: nothing is written

  // The expectation at token `at` does not hold.
  void Fail(std::string what, size_t at, std::string expected, std::string got,
            std::string message = "") const;
  // The value at `at` is to read `text` from now on. False unless snapshots are being written, or
  // if the value does not stand in the file as it is.
  bool Rewrite(size_t at, std::string text) const;
};

// One expectation of a step, or of the end of a test.
class Check {
 public:
  explicit Check(size_t at) : at_(at) {}
  virtual ~Check() = default;
  Check(const Check&) = delete;
  Check& operator=(const Check&) = delete;

  virtual void Verify(const CheckContext& context) = 0;
  // What its step must be watched for.
  virtual void Ask(Watching& /*watching*/) const {}
  // True if it looks at the reply, or the error, and at nothing else.
  virtual bool of_reply() const { return false; }

 protected:
  size_t at_;  // the value that is expected
};

using Checks = std::vector<std::unique_ptr<Check>>;

// Makes a check of the member `name` of a step ("reply", "error", "diff", ...). Null if there is no
// such expectation. What is wrong with the value goes to `errors`, and null comes back then too.
std::unique_ptr<Check> MakeCheck(std::string_view name, const JsonTape& tape, size_t value,
                                 Scratch& scratch, std::vector<NotationError>& errors);

// The names that MakeCheck() knows, and those of them that the end of a test may have.
std::span<const std::string_view> CheckNames();
std::span<const std::string_view> EndCheckNames();

// One thing that a test does.
struct Step {
  enum class Kind : uint8_t { kCall, kAdvance, kLoad };
  // How the words of a call are meant: a command, or NAME key .. , arg .. of a script or function.
  enum class Form : uint8_t { kCommand, kFunction, kScript };

  size_t at = 0;  // its object
  Kind kind = Kind::kCall;
  Form form = Form::kCommand;
  std::string command;                   // of a function or script: "FCALL", "EVAL_RO"
  std::vector<size_t> words;             // kCall: of the file or text of a script only what follows
  std::shared_ptr<const TestFile> file;  // a script, or the library of kLoad
  std::string script;                    // a script's text, if it has no file
  int64_t advance_micros = 0;
  std::string client;
  std::vector<PlannedFault> faults;  // for the scripts of this call alone
  std::optional<SweepChoice> sweep;  // it is run again with each of these faults
  size_t sweep_at = 0;               // where that is said
  std::vector<Step> invariant;       // what holds behind each of them; none: all or nothing
  bool measured = false;             // when the test runs at several sizes
  std::string capture;               // the name under which its reply is kept
  bool expects_reply = false;
  bool expects_error = false;
  Checks checks;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_STEP_H_
