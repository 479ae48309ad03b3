#ifndef LUARIG_ENGINE_BASE_TEXT_HASH_H_
#define LUARIG_ENGINE_BASE_TEXT_HASH_H_

#include <cstddef>
#include <string_view>

#include "engine/base/hashing.h"

namespace luarig {

// For unordered containers of texts, with std::equal_to<>: what is looked up need be no
// std::string.
struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return HashBytes(text); }
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_BASE_TEXT_HASH_H_
