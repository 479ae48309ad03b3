#ifndef LUARIG_ENGINE_SCRIPT_SCRIPT_WATCH_H_
#define LUARIG_ENGINE_SCRIPT_SCRIPT_WATCH_H_

struct lua_State;

namespace luarig {

class CodeStepper;
class LineGate;

// Who watches over the Lua code that runs, and may end it. Lua's hooks ask it between two
// instructions; a C function that can take long asks it now and then.
class ScriptWatch {
 public:
  // Over what it watches. A hook that finds one must know, at each line maybe.
  enum class Kind : unsigned char { kRun, kLoad, kTests };

  ScriptWatch(const ScriptWatch&) = delete;
  ScriptWatch& operator=(const ScriptWatch&) = delete;

  // Asks who watches over `lua`, if anybody does. Raises if the code is to end: must be called from
  // a function that Lua called.
  static void Ask(lua_State* lua);

  Kind kind() const { return kind_; }

  // Lets lines of what is watched pass of which nobody need be told; may be null.
  LineGate* gate() const { return gate_; }

  // pcall is about to catch what is on top of `lua`, or the code ends with it; its stack is still
  // that of the place where it was raised.
  static void TellRaised(lua_State* lua, bool caught);
  // True if somebody wants to be told.
  static bool WantsRaised(lua_State* lua);

 protected:
  ScriptWatch(lua_State* lua, Kind kind) : watched_(lua), kind_(kind) {}
  virtual ~ScriptWatch();

  // It watches from now on until it goes; then whoever watched before does.
  void Start();

  // Who watches over `lua`, or null.
  static ScriptWatch* Of(lua_State* lua);

  LineGate* gate_ = nullptr;

 private:
  // The code that runs in `lua` (a coroutine maybe) is between two steps. Raises to end it.
  virtual void OnStep(lua_State* lua) = 0;
  virtual CodeStepper* stepper() const { return nullptr; }

  lua_State* watched_;
  Kind kind_;
  bool started_ = false;
  ScriptWatch* before_ = nullptr;
};

// Counts the steps of a C function that can take long, and asks who watches now and then.
class WatchedSteps {
 public:
  explicit WatchedSteps(lua_State* lua) : lua_(lua) {}

  void Take(long steps = 1) {
    left_ -= steps;
    if (left_ < 0) Ask();
  }

 private:
  void Ask() {
    left_ = kSteps;
    ScriptWatch::Ask(lua_);
  }

  static constexpr long kSteps = 20'000;  // some tens of microseconds

  lua_State* lua_;
  long left_ = kSteps;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_SCRIPT_WATCH_H_
