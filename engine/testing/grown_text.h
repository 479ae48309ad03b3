#ifndef LUARIG_ENGINE_TESTING_GROWN_TEXT_H_
#define LUARIG_ENGINE_TESTING_GROWN_TEXT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace luarig {

// A value that is one text, made as large as `size` (from 1) says: a whole number becomes it; a
// JSON array or object gets so many elements or members, more being variants of the last
// (ElementVariants), members with its value; all else so many bytes, itself again and again.
// Nothing if there is a member that no variants can be made of, or nothing to start from.
std::optional<std::string> GrownText(std::string_view text, uint64_t size);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_GROWN_TEXT_H_
