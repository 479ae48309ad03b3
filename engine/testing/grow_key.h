#ifndef LUARIG_ENGINE_TESTING_GROW_KEY_H_
#define LUARIG_ENGINE_TESTING_GROW_KEY_H_

#include <cstdint>
#include <string>

#include "engine/testing/scale_stage.h"
#include "engine/testing/scene.h"

namespace luarig {

inline constexpr uint64_t kMostElements = 10'000'000;

struct GrownKey {
  enum class Outcome : uint8_t {
    kDone,
    kMissing,    // there is no such key
    kRefused,    // its elements cannot be made more
    kOutOfTime,  // it would have taken longer than a test may
  };
  Outcome outcome = Outcome::kDone;
  std::string why;  // not, for a person
};

// Makes the key as large as `size` says. The first elements stay, and more are made after the last
// one (ElementVariants):
//
//   list     variants at its end
//   set      variants of the last in the order of bytes
//   hash     variants of the last field in the order of bytes, all with its value
//   zset     variants of the last, all with its score
//   stream   entries as the last, with the same time and ids that count on
//   string   of a whole number: the size itself. Of a JSON array or object: so many elements or
//            members, made as those of a list or hash. Of all else: so many bytes, the text again
//            and again
//
// The TTL stays. Of size 0 the key is deleted.
// REQUIRES: size <= kMostElements; `stage` is `scene`.
GrownKey GrowKey(Scene& scene, ScaleStage& stage, int database, const std::string& key,
                 uint64_t size);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_GROW_KEY_H_
