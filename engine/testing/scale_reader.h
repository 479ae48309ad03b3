#ifndef LUARIG_ENGINE_TESTING_SCALE_READER_H_
#define LUARIG_ENGINE_TESTING_SCALE_READER_H_

#include <optional>
#include <string>
#include <vector>

#include "engine/fixture/json_tape.h"
#include "engine/testing/reply_notation.h"
#include "engine/testing/scale.h"

namespace luarig {

// Reads "scale" of a JSON test: {"sizes": [1, 10, 100], "key": "queue", "growth": "linear"}. What
// is wrong goes to `errors`, and nothing comes back then.
std::optional<ScaleSpec> ReadScale(const JsonTape& tape, size_t object,
                                   std::vector<NotationError>& errors);

// Reads "KEY=1,10,100", of a flag or a session; the last = counts. The failure says what is wrong.
Result<ScaleSpec> ReadKeyScale(const std::string& text);

// Reads what a session says: scale KEY=1,10,100 [GROWTH [GROWTH of the commands]].
Result<ScaleSpec> ReadScaleWords(const std::vector<std::string>& words);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_SCALE_READER_H_
