// cjson.decode of any text; what it gives and can be encoded is the same after another round.

#include "tests/fuzz/fuzz.h"

namespace luarig::test {
namespace {

// Sizes, because the order of a table's keys is nobody's promise.
constexpr std::string_view kRounds = R"(
local read, value = pcall(cjson.decode, ARGV[1])
if not read then return 'refused' end
local written, text = pcall(cjson.encode, value)
if not written then return 'no JSON' end
local again = cjson.encode(cjson.decode(text))
if #again ~= #text then error('not the same: ' .. text .. ' and ' .. again) end
return 'same'
)";

}  // namespace
}  // namespace luarig::test

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static luarig::test::FuzzEngine fuzz;
  fuzz.Must({"EVAL", luarig::test::kRounds, "0", luarig::test::InputText(data, size)});
  return 0;
}
