#ifndef LUARIG_ENGINE_TESTING_SCALE_TEXT_H_
#define LUARIG_ENGINE_TESTING_SCALE_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/testing/growth.h"
#include "engine/testing/results.h"

namespace luarig {

// "10,000".
std::string WithCommas(uint64_t number);

// "linearly", "as n log n".
std::string_view Adverb(Growth growth);

// "it works up to 7,996 and breaks at 7,997". REQUIRES: it broke.
std::string BreakText(const ScaleTable& table);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_SCALE_TEXT_H_
