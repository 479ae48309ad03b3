#ifndef LUARIG_ENGINE_STORE_DIGEST_H_
#define LUARIG_ENGINE_STORE_DIGEST_H_

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/target.h"
#include "engine/store/keyspace.h"

namespace luarig {

// A signature of values that servers agree on: DEBUG DIGEST and DIGEST-VALUE. It knows the content
// and whether there is a TTL, and nothing of encodings, times or the order of what has none.
class Digest {
 public:
  // Puts `bytes` in, where the order matters.
  void Mix(std::string_view bytes);
  // Puts `bytes` in, in whatever order; twice the same is as good as never.
  void Toggle(std::string_view bytes);
  // The same for what a digest of its own was made of.
  void Toggle(const Digest& other);

  // 40 lower-case hexadecimal digits; all zero of nothing.
  std::string Hex() const;

 private:
  std::array<uint8_t, 20> sum_ = {};
};

// Mixes in a value, with scores written as the target does.
void MixValue(Digest& digest, const Entry& entry, FloatStyle style);

// Everything a server holds: its databases in their order.
Digest DigestOf(std::span<const std::unique_ptr<Keyspace>> databases, FloatStyle style);

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_DIGEST_H_
