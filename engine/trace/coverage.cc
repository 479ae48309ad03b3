#include "engine/trace/coverage.h"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

void AddCounts(std::vector<uint64_t>& to, const std::vector<uint64_t>& from) {
  if (to.size() < from.size()) to.resize(from.size());
  for (size_t i = 0; i < from.size(); ++i) to[i] += from[i];
}

// `list[index]`, or nothing counted where it ends before.
template <typename T>
T CountAt(const std::vector<T>& list, size_t index) {
  return index < list.size() ? list[index] : T{};
}

// One line of a unit on its way into a report. All it holds stands at one place of a file.
class LineCoverage {
 public:
  explicit LineCoverage(SourcePlace place) : place_(std::move(place)) {}

  void AddLine(uint64_t hits) { file_.lines[place_.line] = hits; }
  void AddInstructions(uint64_t count) { file_.instructions[place_.line] = count; }

  void AddFunction(const std::string& name, uint64_t calls) {
    file_.functions.push_back(
        {.name = name.empty() ? StrCat("anonymous at line ", place_.line) : name,
         .line = place_.line,
         .calls = calls});
  }

  void AddBranch(const CodeBranch& branch, const std::array<uint64_t, 2>& outcomes,
                 const std::function<SourcePlace(int)>& place) {
    BranchCoverage covered{.line = place_.line, .loop = branch.loop};
    for (size_t way = 0; way < covered.ways.size(); ++way) {
      const SourcePlace next = place(branch.leads_to[way]);
      covered.ways[way] = {.leads_to = next.file == place_.file ? next.line : 0,
                           .times = outcomes[way]};
    }
    file_.branches.push_back(covered);
  }

  const SourcePlace& place() const { return place_; }
  const FileCoverage& file() const { return file_; }

 private:
  SourcePlace place_;
  FileCoverage file_;
};

}  // namespace

Coverage::Unit& Coverage::UnitOf(const ScriptSource& source) {
  const auto found = by_text_.find(source.text);
  if (found != by_text_.end()) return *found->second;
  const bool script = source.kind == ScriptKind::kScript;
  units_.push_back(
      std::make_unique<Unit>(Unit{.kind = script ? ScriptKind::kScript : ScriptKind::kLibrary,
                                  .name = std::string(script ? source.name : source.library),
                                  .text = std::string(source.text),
                                  .hits = {},
                                  .counts = {}}));
  Unit& unit = *units_.back();
  by_text_.emplace(unit.text, &unit);
  return unit;
}

void Coverage::OnLine(const ScriptSource&, int line) {
  const auto index = static_cast<size_t>(line);
  if (current_->hits.size() <= index) current_->hits.resize(index + 1);
  ++current_->hits[index];
}

void Coverage::OnCounts(const ScriptSource& source, const CodeCounts& counts) {
  CodeCounts& sum = UnitOf(source).counts;
  AddCounts(sum.calls, counts.calls);
  AddCounts(sum.instructions, counts.instructions);
  if (sum.outcomes.size() < counts.outcomes.size()) sum.outcomes.resize(counts.outcomes.size());
  for (size_t i = 0; i < counts.outcomes.size(); ++i) {
    for (size_t way = 0; way < counts.outcomes[i].size(); ++way)
      sum.outcomes[i][way] += counts.outcomes[i][way];
  }
}

bool Coverage::knows_branches() const {
  return watches_branches() && server_.scripts->counts_branches();
}

void Coverage::AddTo(CoverageReport& report, const Unit& unit, const Places& places) const {
  const auto place = [&](int line) { return places.place(unit, line); };
  const CodeMap map = server_.scripts->MapOf(unit.kind, unit.text);
  std::map<int, LineCoverage> lines;
  const auto line_at = [&](int line) -> LineCoverage& {
    const auto found = lines.find(line);
    return found != lines.end() ? found->second : lines.emplace(line, place(line)).first->second;
  };
  for (const int line : map.lines)
    line_at(line).AddLine(CountAt(unit.hits, static_cast<size_t>(line)));
  if (knows_branches()) {
    for (size_t line = 1; line < unit.counts.instructions.size(); ++line) {
      if (const uint64_t count = unit.counts.instructions[line]; count > 0)
        line_at(static_cast<int>(line)).AddInstructions(count);
    }
    for (size_t i = 0; i < map.functions.size(); ++i) {
      const CodeFunction& function = map.functions[i];
      line_at(function.line).AddFunction(function.name, CountAt(unit.counts.calls, i));
    }
    for (size_t i = 0; i < map.branches.size(); ++i) {
      const CodeBranch& branch = map.branches[i];
      line_at(branch.line).AddBranch(branch, CountAt(unit.counts.outcomes, i), place);
    }
  }
  std::map<std::string, FileCoverage> files;
  for (const auto& [number, line] : lines) {
    if (line.place().file.empty()) continue;
    luarig::AddTo(files[line.place().file], line.file());
  }
  for (const auto& [path, file] : files) {
    const std::string text = places.text ? places.text(unit, path) : unit.text;
    luarig::AddTo(report.FileOf(path, text), file);
  }
}

CoverageReport Coverage::Report(const Places& places) const {
  CoverageReport report;
  for (const auto& unit : units_) AddTo(report, *unit, places);
  return report;
}

CoverageReport Coverage::Report(const std::function<std::string(const Unit&)>& path_of) const {
  std::map<const Unit*, std::string> paths;
  for (const auto& unit : units_) paths.emplace(unit.get(), path_of(*unit));
  return Report(
      Places{.place = [&](const Unit& unit,
                          int line) { return SourcePlace{.file = paths.at(&unit), .line = line}; },
             .text = {}});
}

}  // namespace luarig
