#include "engine/script/code_lines.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <set>
#include <string>
#include <string_view>

#include <lua.hpp>

namespace luarig {
namespace {

// Reads what string.dump() gives. The bytes are Lua's own, so they are what they seem.
class DumpReader {
 public:
  explicit DumpReader(std::string_view bytes) : bytes_(bytes) {}

  std::set<int> Lines() {
    constexpr size_t kHeader = 12;  // signature, version, sizes of the types that follow
    Skip(kHeader);
    Function();
    return std::move(lines_);
  }

 private:
  void Function() {
    String();                            // the chunk's name
    Skip(2 * sizeof(int));               // first and last line
    constexpr size_t kSmallFigures = 4;  // upvalues, parameters, variadic, stack
    Skip(kSmallFigures);
    constexpr size_t kInstructionSize = 4;
    Skip(Count() * kInstructionSize);
    Constants();
    for (size_t i = Count(); i > 0; --i) Function();
    const size_t instructions = Count();
    for (size_t i = 0; i < instructions; ++i) {
      const int line = Read<int>();
      // The last is the return that Lua adds to every function.
      if (i + 1 < instructions) lines_.insert(line);
    }
    for (size_t i = Count(); i > 0; --i) {  // local variables
      String();
      Skip(2 * sizeof(int));
    }
    for (size_t i = Count(); i > 0; --i) String();  // upvalues
  }

  void Constants() {
    for (size_t i = Count(); i > 0; --i) {
      switch (Read<char>()) {
        case LUA_TBOOLEAN:
          Skip(1);
          break;
        case LUA_TNUMBER:
          Skip(sizeof(lua_Number));
          break;
        case LUA_TSTRING:
          String();
          break;
        default:
          break;  // nil
      }
    }
  }

  void String() { Skip(Read<size_t>()); }
  size_t Count() { return static_cast<size_t>(Read<int>()); }
  void Skip(size_t size) { bytes_.remove_prefix(size); }

  template <typename T>
  T Read() {
    T value{};
    std::memcpy(&value, bytes_.data(), sizeof(value));
    Skip(sizeof(value));
    return value;
  }

  std::string_view bytes_;
  std::set<int> lines_;
};

int Append(lua_State*, const void* data, size_t size, void* out) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(data), size);
  return 0;
}

}  // namespace

std::vector<int> CodeLines(lua_State* lua) {
  std::string bytes;
  lua_dump(lua, Append, &bytes);
  const std::set<int> lines = DumpReader(bytes).Lines();
  return {lines.begin(), lines.end()};
}

}  // namespace luarig
