#ifndef LUARIG_ENGINE_DEBUG_THREAD_STACK_H_
#define LUARIG_ENGINE_DEBUG_THREAD_STACK_H_

#include <cstddef>
#include <vector>

#include <lua.hpp>

namespace luarig {

// The coroutine that runs, and those that wait for it, as the events that come from them tell. A
// depth counts the calls of all of them, so that what a coroutine does is deeper than whoever
// resumed it.
class ThreadStack {
 public:
  void Clear() {
    waiting_.clear();
    running_ = {};
  }

  // An event of a call at `depth` of `lua`: returns its depth in all.
  int At(lua_State* lua, int depth) {
    if (lua != running_.lua) Enter(lua);
    return running_.last = running_.base + depth;
  }

  // There were events of the running one that were not told; the last at `depth` of it.
  void Passed(int depth) { running_.last = running_.base + depth; }

  lua_State* running() const { return running_.lua; }  // null: there was no event yet

  // Outermost first.
  std::vector<lua_State*> all() const {
    std::vector<lua_State*> all;
    for (const Thread& thread : waiting_) all.push_back(thread.lua);
    if (running_.lua != nullptr) all.push_back(running_.lua);
    return all;
  }

 private:
  struct Thread {
    lua_State* lua = nullptr;
    int base = 0;  // the depth of whoever resumed it
    int last = 0;  // of its last event
  };

  void Enter(lua_State* lua) {
    for (size_t i = 0; i < waiting_.size(); ++i) {
      if (waiting_[i].lua != lua) continue;
      running_ = waiting_[i];
      waiting_.resize(i);  // those that it had resumed have yielded or ended
      return;
    }
    if (running_.lua != nullptr) waiting_.push_back(running_);
    running_ = {.lua = lua, .base = running_.last, .last = running_.last};
  }

  Thread running_;
  std::vector<Thread> waiting_;  // outermost first
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DEBUG_THREAD_STACK_H_
