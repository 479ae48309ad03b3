#ifndef LUARIG_ENGINE_DEBUG_BREAKPOINTS_H_
#define LUARIG_ENGINE_DEBUG_BREAKPOINTS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/flags.h"
#include "engine/base/result.h"
#include "engine/debug/code_files.h"

namespace luarig {

enum class BreakKind : uint8_t {
  kLine,        // code comes to `place`
  kFunction,    // a function of that name starts: as it is registered, or as the text calls it
  kCommand,     // a script is about to call `what`: "HSET", "CONFIG|GET", or a category, "*write"
  kKeyWritten,  // a command has changed a key that the pattern `what` matches
  kKeyRead,     // a command has read one
  kKeyUsed,     // either
  kLocal,       // the local variable `what` of the function around `place` has another value
  kErrorReply,  // a command has answered with an error, caught or not
  kRaised,      // an error was raised, by a command or not, caught or not
  kUncaught,    // an error ends the script
};

using BreakKinds = Flags<BreakKind>;

// Where code stops, on what condition, and what is done there.
struct Breakpoint {
  BreakKind kind = BreakKind::kLine;
  FilePlace place;  // of kLine: the line that has code; of kLocal: any of the function's
  std::string what;
  std::string condition;  // Lua, asked in the frame that stops; "": none
  std::string hits;   // which of them count: "3" (from the third on), ">3", "==3", "%3"; "": all
  std::string log;    // prints this instead of stopping; {expressions} in it are Lua's values
  bool once = false;  // gone after it has stopped
  bool enabled = true;

  int id = 0;          // given by Breakpoints::Add, from 1, never twice
  uint64_t count = 0;  // how often it was met since the run started, its condition holding
};

// The breakpoints of one debugger, by id.
class Breakpoints {
 public:
  explicit Breakpoints(const CodeFiles& files) : files_(files) {}

  // Returns its id. A line without code moves it to the next that has some, which is found at
  // get(id)->place. Fails with words for a person: there is no such line, `hits` is none, the
  // condition or log does not compile.
  Result<int> Add(Breakpoint breakpoint);
  // False if there is none.
  bool Remove(int id);
  void RemoveAll() { all_.clear(); }
  Breakpoint* get(int id);
  const std::vector<Breakpoint>& all() const { return all_; }

  // Counts that the condition held; true if that is one to stop at.
  static bool Meet(Breakpoint& breakpoint);

 private:
  const CodeFiles& files_;
  std::vector<Breakpoint> all_;
  int last_id_ = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_BREAKPOINTS_H_
