#ifndef LUARIG_ENGINE_SCRIPT_INSTRUCTIONS_H_
#define LUARIG_ENGINE_SCRIPT_INSTRUCTIONS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace luarig {

// Those of Lua 5.1's instructions that matter here. R(x) is a register, K(x) a constant.
enum class Op : uint32_t {
  kLoadBool = 2,
  kGetGlobal = 5,  // R(A) := global K(Bx)
  kGetTable = 6,   // R(A) := R(B)[R or K(C)]
  kSetGlobal = 7,  // global K(Bx) := R(A)
  kEq = 23,
  kLt = 24,
  kLe = 25,
  kTest = 26,
  kTestSet = 27,
  kForLoop = 31,
  kTForLoop = 33,
  kSetList = 34,  // C is 0: the word behind it is a number, and no instruction
};

inline Op OpOf(uint32_t instruction) {
  constexpr uint32_t kMask = 0x3f;
  return static_cast<Op>(instruction & kMask);
}

inline uint32_t ArgA(uint32_t instruction) {
  constexpr uint32_t kShift = 6;
  constexpr uint32_t kMask = 0xff;
  return instruction >> kShift & kMask;
}

inline uint32_t ArgB(uint32_t instruction) {
  constexpr uint32_t kShift = 23;
  return instruction >> kShift;
}

inline uint32_t ArgC(uint32_t instruction) {
  constexpr uint32_t kShift = 14;
  constexpr uint32_t kMask = 0x1ff;
  return instruction >> kShift & kMask;
}

inline uint32_t ArgBx(uint32_t instruction) {
  constexpr uint32_t kShift = 14;
  return instruction >> kShift;
}

// Where the jump at `index` goes to.
inline size_t JumpTarget(const std::vector<uint32_t>& code, size_t index) {
  constexpr int64_t kBias = 131071;
  return static_cast<size_t>(static_cast<int64_t>(index) + 1 + ArgBx(code[index]) - kBias);
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_INSTRUCTIONS_H_
