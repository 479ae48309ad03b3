#ifndef LUARIG_ENGINE_TESTING_REPORT_TEXT_H_
#define LUARIG_ENGINE_TESTING_REPORT_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/testing/laid_out.h"
#include "engine/testing/results.h"

// What reports have in common: results in words, and bytes as text.

namespace luarig {

// `bytes` as text that every format can hold: UTF-8 without control characters. What is none, and
// controls but for line breaks and tabs, reads \xhh or \r.
std::string Readable(std::string_view bytes);
// The same on one line: line breaks and tabs read \n and \t.
std::string ReadableLine(std::string_view bytes);

// Those below return readable text.

// "tests/shop.json:12:3 ($.tests[0])", as far as it is known; "" of an unknown place.
std::string ShownPlace(const SourcePlace& place);

// "redis-7.4, replica"
std::string ShownCell(const TestResult& test);
// True if tests of the run differ in target or conditions.
bool HasSeveralCells(const TestRun& run);
// On one line. With its cell: "refuses > none left [redis-7.4, replica]".
std::string ShownName(const TestResult& test, bool with_cell);

// "3 failed, 1 problem, 12 passed, 2 skipped": what there is none of is left out.
std::string ShownCounts(const TestCounts& counts);

// One line that says what is wrong.
std::string HeadlineOf(const TestFailure& failure);
std::string HeadlineOf(const Diagnostic& diagnostic);

// All of it in lines. The first is the headline; the last ends without a line break.
std::string FailureText(const TestFailure& failure);
std::string DiagnosticText(const Diagnostic& diagnostic);

// "take (shop.lua:3:1)", a frame of a traceback.
std::string ShownFrame(const TraceFrame& frame);
// "3 changes before it stay: stock:1, stock:2"; "" if there were none.
std::string ShownWrites(const Diagnostic& diagnostic);
// The command, quoted where it must be.
std::string ShownCommand(const std::vector<std::string>& words);

std::string ShownSeconds(int64_t micros);   // "0.001250"
std::string ShownDuration(int64_t micros);  // "1.25 ms"
// "2024-01-01T00:00:00", UTC. REQUIRES: not before 1970.
std::string ShownUtc(int64_t micros);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_REPORT_TEXT_H_
