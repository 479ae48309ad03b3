#ifndef LUARIG_ENGINE_BASE_SHA256_H_
#define LUARIG_ENGINE_BASE_SHA256_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace luarig {

std::array<uint8_t, 32> Sha256(std::string_view bytes);

// 64 lower-case hexadecimal digits: how a password is kept.
std::string Sha256Hex(std::string_view bytes);

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_SHA256_H_
