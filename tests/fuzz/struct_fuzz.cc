// struct: the first line of the input is a format, the rest are the bytes to unpack.

#include "tests/fuzz/fuzz.h"

namespace luarig::test {
namespace {

// A format with c0 takes the size from what it unpacks and so does not pack it again.
constexpr std::string_view kRounds = R"(
local format, bytes = ARGV[1], ARGV[2]
pcall(struct.size, format)
pcall(struct.pack, format, 1, -2.5, 'text', 1e300, '', 2^53)
local values = {pcall(struct.unpack, format, bytes)}
if not values[1] then return 'refused' end
local packed, text = pcall(struct.pack, format, unpack(values, 2))
if not packed then return 'not packed' end
local again, why = pcall(struct.unpack, format, text)
if not again and not format:find('c', 1, true) then error('not unpacked again: ' .. why) end
return 'unpacked'
)";

}  // namespace
}  // namespace luarig::test

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static luarig::test::FuzzEngine fuzz;
  std::string_view bytes = luarig::test::InputText(data, size);
  const std::string_view format = luarig::test::TakeUpTo(bytes, '\n');
  fuzz.Must({"EVAL", luarig::test::kRounds, "0", format, bytes});
  return 0;
}
