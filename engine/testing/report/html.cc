#include <string>

#include "engine/base/bytes.h"
#include "engine/base/sha256.h"
#include "engine/testing/report/html_parts.h"
#include "engine/testing/report/html_text.h"

namespace luarig {
namespace {

// Nothing is fetched, and no other script runs than ours: a second fence behind the escaping.
std::string Policy() {
  const auto hash = Sha256(kPageScript);
  const std::string base64 = EncodeBase64(std::string(hash.begin(), hash.end()));
  return StrCat("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-", base64, "'");
}

struct Part {
  std::string_view id;
  std::string_view name;
  std::string (*write)(const ReportInput& input);
};

constexpr Part kParts[] = {
    {"problems", "Problems", HtmlProblems}, {"tests", "Tests", HtmlTests},
    {"matrix", "Matrix", HtmlMatrix},       {"slowest", "Slowest", HtmlSlowest},
    {"coverage", "Coverage", HtmlCoverage},
};

}  // namespace

std::string HtmlReport(const ReportInput& input) {
  std::string links;
  std::string parts;
  for (const Part& part : kParts) {
    const std::string text = part.write(input);
    if (text.empty()) continue;
    links += StrCat("<a href=\"#", part.id, "\">", part.name, "</a>\n");
    parts += StrCat("<section id=\"", part.id, "\" aria-labelledby=\"", part.id, "-title\">\n",
                    "<h2 id=\"", part.id, "-title\">", part.name, "</h2>\n", text, "</section>\n");
  }
  return StrCat("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
                "<meta name=\"color-scheme\" content=\"light dark\">\n",
                "<meta http-equiv=\"Content-Security-Policy\" content=\"", Policy(), "\">\n<title>",
                HtmlLine(input.title), "</title>\n<style>", kPageStyle,
                "</style>\n</head>\n<body>\n", HtmlHeader(input),
                "<nav aria-label=\"Parts of this page\">\n", links, "</nav>\n", HtmlFilter(input),
                "<main>\n", parts, "</main>\n<script>", kPageScript,
                "</script>\n</body>\n</html>\n");
}

}  // namespace luarig
