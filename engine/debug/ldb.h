#ifndef LUARIG_ENGINE_DEBUG_LDB_H_
#define LUARIG_ENGINE_DEBUG_LDB_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/debug/ldb_source.h"
#include "engine/dispatch/observer.h"
#include "engine/engine.h"
#include "engine/script/code_stepper.h"

namespace luarig {

class ScriptHost;

// The client that a session of the server's own debugger talks to.
class LdbClient {
 public:
  virtual ~LdbClient() = default;

  // The next bytes that it has sent, at most kPiece; waits for them. "" once it is gone.
  static constexpr size_t kPiece = 1024;
  virtual std::string Read() = 0;
  // Sends them all; if it is gone, Read() tells.
  virtual void Send(std::string_view bytes) = 0;
};

// The server's own debugger, LDB: what EVAL is after SCRIPT DEBUG, and `redis-cli --ldb` talks to.
// From construction to destruction it steps through the script that the engine runs: stops at
// lines, reads commands from the client, prints, and logs what redis.call does.
//
// It stands on Lua's stack itself, not on Debugger, because what it prints is the server's to the
// byte: raw values, in raw order, and commands with the replies that they had.
class Ldb final : public CodeStepper {
 public:
  // `client` and `engine` must outlive it. REQUIRES: no script runs.
  Ldb(Engine& engine, LdbClient& client, std::string_view script);
  ~Ldb() override;
  Ldb(const Ldb&) = delete;
  Ldb& operator=(const Ldb&) = delete;

  // The script has ended: sends what is still to be told, and that this is the end.
  void End();

  // CodeStepper:
  void AtLine(const ScriptSource& source, lua_State* lua, lua_Debug* where) override;
  void BeforeCommand(lua_State* lua, std::span<const std::string_view> words) override;
  void AfterCommand(lua_State*, std::span<const std::string_view>, bool) override {}
  void OnRaise(lua_State*, bool) override {}
  void OnApiError(lua_State* lua) override;
  bool OnBreakpoint(lua_State* lua) override;
  void OnDebug(lua_State* lua) override;

 private:
  using Words = std::vector<std::string>;
  struct Command;
  static const Command kCommands[];

  // Told of the reply of a command as it was, before Lua got it.
  class Replies final : public Observer {
   public:
    explicit Replies(Ldb& ldb) : ldb_(ldb) {}
    bool watches_commands() const override { return true; }
    bool wants_replies() const override { return true; }
    void After(const CommandEvent& event) override { ldb_.LogReply(event); }

   private:
    Ldb& ldb_;
  };
  void LogReply(const CommandEvent& event);

  // Reads and runs commands until one of them lets the code go on; false if the client is gone.
  // Raises where the server ends the script.
  bool Talk(lua_State* lua);
  // The words of the next command; none if the client is gone.
  Words NextWords(lua_State* lua);

  // The commands. True: the code goes on.
  bool Help(lua_State* lua, const Words& words);
  bool Step(lua_State* lua, const Words& words);
  bool Continue(lua_State* lua, const Words& words);
  bool Trace(lua_State* lua, const Words& words);
  bool MaxLength(lua_State* lua, const Words& words);
  bool Break(lua_State* lua, const Words& words);
  bool Evaluate(lua_State* lua, const Words& words);
  bool Abort(lua_State* lua, const Words& words);
  bool CallRedis(lua_State* lua, const Words& words);
  bool Print(lua_State* lua, const Words& words);
  bool List(lua_State* lua, const Words& words);
  bool Whole(lua_State* lua, const Words& words);

  void SetBreakpoint(const std::string& word);
  void PrintLocals(lua_State* lua);
  void PrintVariable(lua_State* lua, const char* name);

  // Raises an error as the API does; pcall may catch it.
  [[noreturn]] static void Raise(lua_State* lua, std::string_view message);

  void Log(std::string line) { log_.push_back(std::move(line)); }
  void Log(std::vector<std::string> lines);
  // Cuts it where it is longer than the client wants to see.
  void LogCut(std::string line);
  void SendLog();

  int64_t Now() const;
  // The code has run for longer than busy-reply-threshold without a stop.
  bool IsOverdue();

  Engine& engine_;
  ScriptHost& host_;
  CodeStepper* before_;  // who stepped through the engine's code until now; may be null
  LdbClient& client_;
  LdbSource source_;
  Replies replies_{*this};
  std::vector<std::string> log_;  // not sent yet
  std::string input_;             // the start of a command
  int line_ = 0;                  // that the code has come to, of whatever chunk
  bool step_ = true;  // stops at the next line; what commands and errors log depends on it too
  bool evaluating_ = false;  // runs what the client has typed
  bool called_ = false;      // redis.breakpoint() was
  size_t most_ = 256;        // bytes of a value or reply; 0: no limit
  bool hinted_ = false;      // the client knows of the limit
  int64_t since_ = 0;        // when the code went on last, by the stopwatch
  uint32_t lines_ = 0;       // that it has come to
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_LDB_H_
