#ifndef LUARIG_ENGINE_TRACE_COBERTURA_H_
#define LUARIG_ENGINE_TRACE_COBERTURA_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/trace/coverage_report.h"

namespace luarig {

// XML as Cobertura writes it (coverage-04.dtd), which CI services read: each folder a package, each
// file a class. `root` is the folder that the paths are relative to; `timestamp` is in
// milliseconds. Bytes that XML cannot hold become U+FFFD.
std::string Cobertura(const CoverageReport& report, std::string_view root, int64_t timestamp);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TRACE_COBERTURA_H_
