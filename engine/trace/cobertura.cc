#include "engine/trace/cobertura.h"

#include <algorithm>
#include <map>
#include <span>
#include <vector>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr std::string_view kHead =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<!DOCTYPE coverage SYSTEM \"http://cobertura.sourceforge.net/xml/coverage-04.dtd\">\n";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

// How long the character at the start of `text` is, if XML can hold it; else 0.
size_t CharacterSize(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return first >= 0x20 || first == '\t' || first == '\n' || first == '\r' ? 1 : 0;
  const size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  const std::string_view character = text.substr(0, size);
  // U+FFFE and U+FFFF are no characters.
  const bool none = character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";
  return character.size() == size && IsValidUtf8(character) && !none ? size : 0;
}

struct Entity {
  char character;
  std::string_view text;
};
constexpr Entity kEntities[] = {{'&', "&amp;"}, {'<', "&lt;"},   {'>', "&gt;"},  {'"', "&quot;"},
                                {'\t', "&#9;"}, {'\n', "&#10;"}, {'\r', "&#13;"}};

// `text` between double quotes, or as the content of an element.
std::string Escape(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t size = CharacterSize(text);
    const auto* entity = std::ranges::find(kEntities, text[0], &Entity::character);
    if (size == 0) {
      out += kReplacement;
    } else if (entity != std::end(kEntities)) {
      out += entity->text;
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

// A share as a number from 0 to 1, rounded down: only all is 1.
std::string Rate(const Share& share) {
  constexpr size_t kScale = 10'000;
  if (share.all == 0 || share.hit == share.all) return "1";
  std::string digits = StrCat(kScale + share.hit * kScale / share.all);
  digits.replace(0, 1, "0.");
  return digits;
}

std::string RateAttributes(const CoverageTotals& totals) {
  return StrCat("line-rate=\"", Rate(totals.lines), "\" branch-rate=\"", Rate(totals.branches),
                "\" complexity=\"0\"");
}

// "50%", rounded down.
std::string Percent(const Share& share) {
  return StrCat(share.all == 0 ? 100 : share.hit * 100 / share.all, "%");
}

// "50% (1/2)", and each branch of the line.
std::string Conditions(std::span<const BranchCoverage> branches) {
  Share whole;
  std::string conditions;
  for (size_t i = 0; i < branches.size(); ++i) {
    Share share;
    for (const BranchCoverage::Way& way : branches[i].ways) share.Add(way.times > 0);
    whole.Add(share);
    conditions += StrCat("              <condition number=\"", i, "\" type=\"jump\" coverage=\"",
                         Percent(share), "\"/>\n");
  }
  return StrCat(" branch=\"true\" condition-coverage=\"", Percent(whole), " (", whole.hit, "/",
                whole.all, ")\">\n            <conditions>\n", conditions,
                "            </conditions>\n          </line>\n");
}

std::string Lines(const FileCoverage& file) {
  std::string out = "        <lines>\n";
  std::map<int, std::vector<BranchCoverage>> branches;
  for (const BranchCoverage& branch : file.branches) branches[branch.line].push_back(branch);
  for (const auto& [line, hits] : file.lines) {
    out += StrCat("          <line number=\"", line, "\" hits=\"", hits, "\"");
    const auto here = branches.find(line);
    out += here == branches.end() ? " branch=\"false\"/>\n" : Conditions(here->second);
  }
  return out + "        </lines>\n";
}

std::string Methods(const FileCoverage& file) {
  std::string out = "        <methods>\n";
  for (const FunctionCoverage& function : file.functions) {
    const CoverageTotals totals{.lines = {.hit = function.calls > 0 ? size_t{1} : 0, .all = 1}};
    out += StrCat("          <method name=\"", Escape(function.name), "\" signature=\"\" ",
                  RateAttributes(totals), ">\n            <lines>\n              <line number=\"",
                  function.line, "\" hits=\"", function.calls,
                  "\"/>\n            </lines>\n          </method>\n");
  }
  return out + "        </methods>\n";
}

std::string FolderOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? "." : path.substr(0, slash));
}

std::string Class(const FileCoverage& file) {
  const std::string path = Escape(file.path);
  const std::string name = Escape(file.path.substr(file.path.rfind('/') + 1));
  return StrCat("      <class name=\"", name, "\" filename=\"", path, "\" ",
                RateAttributes(TotalsOf(file)), ">\n", Methods(file), Lines(file),
                "      </class>\n");
}

std::string Package(const std::string& folder, const CoverageReport& files) {
  std::string out = StrCat("    <package name=\"", Escape(folder), "\" ",
                           RateAttributes(TotalsOf(files)), ">\n      <classes>\n");
  for (const FileCoverage& file : files.files) out += Class(file);
  return out + "      </classes>\n    </package>\n";
}

}  // namespace

std::string Cobertura(const CoverageReport& report, std::string_view root, int64_t timestamp) {
  std::map<std::string, CoverageReport> packages;
  for (const FileCoverage& file : report.files) packages[FolderOf(file.path)].files.push_back(file);

  const CoverageTotals totals = TotalsOf(report);
  std::string out = StrCat(
      kHead, "<coverage ", RateAttributes(totals), " lines-covered=\"", totals.lines.hit,
      "\" lines-valid=\"", totals.lines.all, "\" branches-covered=\"", totals.branches.hit,
      "\" branches-valid=\"", totals.branches.all, "\" version=\"luarig\" timestamp=\"", timestamp,
      "\">\n  <sources>\n    <source>", Escape(root), "</source>\n  </sources>\n  <packages>\n");
  for (const auto& [folder, files] : packages) out += Package(folder, files);
  return out + "  </packages>\n</coverage>\n";
}

}  // namespace luarig
