#ifndef LUARIG_ENGINE_BASE_SHA1_H_
#define LUARIG_ENGINE_BASE_SHA1_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace luarig {

std::array<uint8_t, 20> Sha1(std::string_view bytes);

// 40 lower-case hexadecimal digits: the name of a script.
std::string Sha1Hex(std::string_view bytes);

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_SHA1_H_
