#include "engine/script/chunk_reader.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <string_view>
#include <utility>

#include <lua.hpp>

#include "engine/script/instructions.h"

namespace luarig {
namespace {

constexpr size_t kHeader = 12;  // signature, version, sizes of the types that follow

// True if `next` only takes a field of what `read`, a kGetGlobal, has put into its register, and
// puts that there instead.
bool TakesField(uint32_t read, uint32_t next) {
  return OpOf(next) == Op::kGetTable && ArgA(next) == ArgA(read) && ArgB(next) == ArgA(read);
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

  GlobalsUse Use() {
    Skip(kHeader);
    FunctionUse();
    return use_;
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

  // The same walk for what it says of globals, without keeping anything else.
  void FunctionUse() {
    String();
    Skip(2 * sizeof(int) + kSmallFigures);
    const std::vector<uint32_t> code = Vector<uint32_t>();
    names_.clear();
    Constants();
    NoteUse(code);
    for (size_t i = Count(); i > 0; --i) FunctionUse();
    Skip(Count() * sizeof(int));
    Names();
  }

  void NoteUse(const std::vector<uint32_t>& code) {
    for (size_t at = 0; at < code.size(); ++at) {
      const uint32_t instruction = code[at];
      if (OpOf(instruction) == Op::kSetGlobal) use_.assigns = true;
      if (OpOf(instruction) == Op::kSetList && ArgC(instruction) == 0) ++at;  // a number follows
      if (OpOf(instruction) != Op::kGetGlobal) continue;
      const std::string_view name = names_[ArgBx(instruction)];
      use_.keys |= name == "KEYS";
      use_.argv |= name == "ARGV";
      use_.any |= name == "_G" || name == "load" || name == "loadstring";
      // The code of a function ends with a return, so there is a next one.
      use_.keeps_libraries |= IsLibraryName(name) && !TakesField(instruction, code[at + 1]);
    }
  }

  // Of local variables and of upvalues.
  void Names() {
    for (size_t i = Count(); i > 0; --i) {
      String();
      Skip(2 * sizeof(int));
    }
    for (size_t i = Count(); i > 0; --i) String();
  }

  // Notes those that are strings, which names of globals are, in names_.
  void Constants() {
    for (size_t i = Count(); i > 0; --i) {
      names_.emplace_back();
      switch (Read<char>()) {
        case LUA_TBOOLEAN:
          Skip(1);
          break;
        case LUA_TNUMBER:
          Skip(sizeof(lua_Number));
          break;
        case LUA_TSTRING:
          names_.back() = String();
          break;
        default:
          break;  // nil
      }
    }
  }

  std::string_view String() {
    const auto size = Read<size_t>();  // with the zero behind it; 0: there is none
    const std::string_view text = bytes_.substr(0, size == 0 ? 0 : size - 1);
    Skip(size);
    return text;
  }
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
  std::vector<std::string_view> names_;  // constants of the function that was read last
  GlobalsUse use_;
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

GlobalsUse UseOfGlobals(lua_State* lua) {
  const std::string bytes = Dump(lua);
  return DumpReader(bytes).Use();
}

bool IsLibraryName(std::string_view name) {
  constexpr std::string_view kNames[] = {"bit",   "cjson",  "cmsgpack", "coroutine", "math", "os",
                                         "redis", "server", "string",   "struct",    "table"};
  return std::ranges::find(kNames, name) != std::end(kNames);
}

std::string ChunkBytes(lua_State* lua) {
  const std::string bytes = Dump(lua);
  return std::string(DumpReader(bytes).Body());
}

}  // namespace luarig
