// cmsgpack.unpack of any bytes; what it gives is the same after it was packed and unpacked.

#include "tests/fuzz/fuzz.h"

namespace luarig::test {
namespace {

// Sizes, because the order of a table's keys is nobody's promise. Only from the second round on:
// the first leaves nil beyond 16 levels, and a nil in a table is none; as a key it cannot be read.
constexpr std::string_view kRounds = R"(
pcall(cmsgpack.unpack_one, ARGV[1], 1)
pcall(cmsgpack.unpack_limit, ARGV[1], 2, 0)
local values = {pcall(cmsgpack.unpack, ARGV[1])}
if not values[1] then return 'refused' end
for i = 2, #values do
  local readable, value = pcall(cmsgpack.unpack, cmsgpack.pack(values[i]))
  if not readable then return 'too deep' end
  local packed = cmsgpack.pack(value)
  local again = cmsgpack.pack(cmsgpack.unpack(packed))
  if #again ~= #packed then error('not the same: ' .. #packed .. ' and ' .. #again .. ' bytes') end
end
return 'same'
)";

}  // namespace
}  // namespace luarig::test

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static luarig::test::FuzzEngine fuzz;
  fuzz.Must({"EVAL", luarig::test::kRounds, "0", luarig::test::InputText(data, size)});
  return 0;
}
