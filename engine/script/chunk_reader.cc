#include "engine/script/chunk_reader.h"

#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

#include <lua.hpp>

namespace luarig {
namespace {

constexpr size_t kHeader = 12;  // signature, version, sizes of the types that follow

bool IsSetGlobal(uint32_t instruction) {
  constexpr uint32_t kOpcodeMask = 0x3f;
  constexpr uint32_t kSetGlobal = 7;  // Gbl[Kst(Bx)] := R(A)
  return (instruction & kOpcodeMask) == kSetGlobal;
}

// Reads what string.dump() gives. The bytes are Lua's own, so they are what they seem.
class DumpReader {
 public:
  explicit DumpReader(std::string_view bytes) : bytes_(bytes) {}

  std::vector<ChunkFunction> Functions() {
    Skip(kHeader);
    Function();
    return std::move(functions_);
  }

  bool HasSetGlobal() {
    Skip(kHeader);
    return FunctionHasSetGlobal();
  }

  // What follows the header and the name of the chunk.
  std::string_view Body() {
    Skip(kHeader);
    String();
    return bytes_;
  }

 private:
  void Function() {
    String();  // the chunk's name; only the outermost has one
    const std::string_view from_here = bytes_;
    const size_t index = functions_.size();
    functions_.emplace_back();
    ChunkFunction function;
    function.line = Read<int>();
    function.last_line = Read<int>();
    Skip(kSmallFigures);
    function.code = Vector<uint32_t>();
    Constants();
    for (size_t i = Count(); i > 0; --i) Function();
    function.lines = Vector<int>();
    Names();
    function.bytes = from_here.substr(0, from_here.size() - bytes_.size());
    functions_[index] = std::move(function);
  }

  // The same walk for one question, without keeping anything.
  bool FunctionHasSetGlobal() {
    String();
    Skip(2 * sizeof(int) + kSmallFigures);
    bool found = false;
    for (size_t i = Count(); i > 0; --i) found |= IsSetGlobal(Read<uint32_t>());
    Constants();
    for (size_t i = Count(); i > 0; --i) found |= FunctionHasSetGlobal();
    Skip(Count() * sizeof(int));
    Names();
    return found;
  }

  // Of local variables and of upvalues.
  void Names() {
    for (size_t i = Count(); i > 0; --i) {
      String();
      Skip(2 * sizeof(int));
    }
    for (size_t i = Count(); i > 0; --i) String();
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

  template <typename T>
  std::vector<T> Vector() {
    std::vector<T> values(Count());
    if (!values.empty()) std::memcpy(values.data(), bytes_.data(), values.size() * sizeof(T));
    Skip(values.size() * sizeof(T));
    return values;
  }

  static constexpr size_t kSmallFigures = 4;  // upvalues, parameters, variadic, stack

  std::string_view bytes_;
  std::vector<ChunkFunction> functions_;
};

int Append(lua_State*, const void* data, size_t size, void* out) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(data), size);
  return 0;
}

std::string Dump(lua_State* lua) {
  std::string bytes;
  lua_dump(lua, Append, &bytes);
  return bytes;
}

}  // namespace

std::vector<ChunkFunction> ReadChunk(lua_State* lua) { return DumpReader(Dump(lua)).Functions(); }

bool WritesGlobals(lua_State* lua) {
  const std::string bytes = Dump(lua);
  return DumpReader(bytes).HasSetGlobal();
}

std::string ChunkBytes(lua_State* lua) {
  const std::string bytes = Dump(lua);
  return std::string(DumpReader(bytes).Body());
}

}  // namespace luarig
