#ifndef LUARIG_ENGINE_SCRIPT_CODE_COUNTER_H_
#define LUARIG_ENGINE_SCRIPT_CODE_COUNTER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/script/code_model.h"
#include "engine/script/program_counter.h"
#include "engine/server/code_map.h"
#include "engine/server/server_state.h"

struct lua_State;
struct lua_Debug;

namespace luarig {

// Counts the calls, branches and instructions of one run of a script, a function or a library that
// loads, and tells observers when it goes. It is fed by a hook for calls and for each instruction.
//
// Functions are found by the address of their first instruction, which their call tells, and known
// by the bytes they were compiled to: code that the script itself compiled is no code of the text.
// A function that was seen is kept from Lua's collector, so that no other can take its address.
class CodeCounter {
 public:
  // One for a run in `lua` that is about to start; null if nobody watches branches, or it cannot be
  // done. `server` and what `source` shows must outlive it.
  static std::unique_ptr<CodeCounter> For(lua_State* lua, const ServerState& server,
                                          const ScriptSource& source);
  ~CodeCounter();
  CodeCounter(const CodeCounter&) = delete;
  CodeCounter& operator=(const CodeCounter&) = delete;

  // A function is called; `where` is what the call hook got.
  void OnCall(lua_State* lua, lua_Debug* where);
  // An instruction is about to run.
  void OnInstruction(lua_State* lua, const lua_Debug* where);

 private:
  // A function of the text that was called.
  struct Seen {
    Instruction begin;
    const ModelFunction* function;
    std::vector<uint64_t> hits;  // by instruction

    size_t size() const { return hits.size(); }
    bool Contains(Instruction at) const { return at >= begin && at < begin + size(); }
  };
  // A branch whose outcome the next instruction of the same call will show.
  struct Pending {
    const Seen* seen;
    const ModelFunction::Site* site;
    int depth;  // of the call
  };
  // A coroutine, or the run itself, that has resumed the one behind it.
  struct Thread {
    lua_State* lua;
    size_t pending;  // how many branches were pending when it began
  };

  CodeCounter(lua_State* lua, const ServerState& server, const ScriptSource& source,
              const CodeModel& model);

  Seen* Find(Instruction at);
  Seen* See(lua_State* lua, lua_Debug* where, Instruction begin);
  void EnterThread(lua_State* lua);
  void Settle(int depth, const Seen* seen, size_t index);
  CodeCounts Sum() const;

  lua_State* lua_;
  const ServerState& server_;
  ScriptSource source_;
  const CodeModel& model_;
  CodeCounts counts_;
  std::vector<std::unique_ptr<Seen>> seen_;  // by their address
  Seen* last_ = nullptr;                     // of the last instruction
  std::vector<Thread> threads_;              // the last one runs
  std::vector<Pending> pending_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_CODE_COUNTER_H_
