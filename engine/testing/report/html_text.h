#ifndef LUARIG_ENGINE_TESTING_REPORT_HTML_TEXT_H_
#define LUARIG_ENGINE_TESTING_REPORT_HTML_TEXT_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/diagnostic.h"
#include "engine/testing/report/covered_file.h"

namespace luarig {

// Any bytes as HTML, in an element or an attribute: readable, nothing of it is markup.
std::string Html(std::string_view bytes);
// The same on one line.
std::string HtmlLine(std::string_view bytes);

// The lines of a text as HTML: coloured if `path` is one of Lua.
std::vector<std::string> HtmlLines(std::string_view path, std::string_view bytes);

// The line of a place with some lines around it, what it underlines marked; "" if there is no such
// line.
std::string HtmlExcerpt(const SourcePlace& place, std::string_view bytes);

// "87.5 %"; rounded down, so that 100 means all. REQUIRES: share.all > 0.
std::string Percentage(const CoveredShare& share);

// The text of the covered file of that path, or "".
std::string_view TextOf(std::span<const CoveredFile> files, std::string_view path);

// "1 test", "2 tests"
std::string Counted(size_t count, std::string_view what);

// What the rest of the page links to.
std::string TestId(size_t number);
std::string LineId(size_t file, int line);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_REPORT_HTML_TEXT_H_
