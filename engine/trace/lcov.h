#ifndef LUARIG_ENGINE_TRACE_LCOV_H_
#define LUARIG_ENGINE_TRACE_LCOV_H_

#include <string>

#include "engine/trace/coverage_report.h"

namespace luarig {

// A tracefile of LCOV's format, as genhtml and the services that show coverage read it. Functions
// of a file that have one name are told apart by their lines, because the format knows them by
// name.
std::string Lcov(const CoverageReport& report);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TRACE_LCOV_H_
