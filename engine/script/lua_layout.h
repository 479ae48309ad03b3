#ifndef LUARIG_ENGINE_SCRIPT_LUA_LAYOUT_H_
#define LUARIG_ENGINE_SCRIPT_LUA_LAYOUT_H_

#include <cstddef>
#include <cstdint>

struct lua_State;

namespace luarig {

// How Lua 5.1's values, calls and states are laid out (lobject.h, lstate.h), for what its API does
// not tell. No release of 5.1 has changed it, and there will be no more of them; still, whoever
// looks here first makes sure by looking at something that is known, and does without if it is not
// so.

struct ValueLayout {
  union {
    void* object;
    double number;
  } value;
  int type;
};

// The text follows it.
struct StringLayout {
  void* next;
  unsigned char type;
  unsigned char marked;
  unsigned char reserved;
  unsigned int hash;
  size_t size;
  const char* text() const {
    return reinterpret_cast<const char*>(this + 1);
  }  // NOLINT(*-reinterpret-cast)
};

// Of a C function, with as many upvalues as it has.
struct FunctionLayout {
  void* next;
  unsigned char type;
  unsigned char marked;
  unsigned char is_c;
  unsigned char upvalue_count;
  void* gray_list;
  void* environment;
  void* code;
  ValueLayout upvalues[1];
};

struct CallLayout {
  ValueLayout* base;
  ValueLayout* function;
  ValueLayout* top;
  const uint32_t* saved_pc;
  int results;  // how many the caller takes; -1: all
  int tail_calls;
};

// What all threads of one Lua share.
struct GlobalLayout {
  void* strings;
  unsigned int string_count;
  int string_slots;
  void* allocate;
  void* allocate_data;  // that lua_newstate was given
};

struct StateLayout {
  void* next;
  unsigned char type;
  unsigned char marked;
  unsigned char status;
  ValueLayout* top;
  ValueLayout* base;
  GlobalLayout* global;
  CallLayout* call;          // the one that runs
  const uint32_t* saved_pc;  // behind the instruction that is about to run
  ValueLayout* stack_last;
  ValueLayout* stack;
  CallLayout* last_call;
  CallLayout* calls;
};

inline StateLayout& LayoutOf(lua_State* lua) {
  return *reinterpret_cast<StateLayout*>(lua);  // NOLINT(*-reinterpret-cast)
}
inline const StateLayout& LayoutOf(const lua_State* lua) {
  return *reinterpret_cast<const StateLayout*>(lua);  // NOLINT(*-reinterpret-cast)
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_LUA_LAYOUT_H_
