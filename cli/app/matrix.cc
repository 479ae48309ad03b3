#include "cli/app/matrix.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <ostream>
#include <tuple>
#include <utility>
#include <vector>

#include "cli/app/cell.h"
#include "cli/app/command_line.h"
#include "cli/app/fault_sweep.h"
#include "cli/app/output.h"
#include "cli/app/table.h"
#include "engine/base/bytes.h"

namespace luarig {
namespace {

constexpr size_t kMostRows = 40;
constexpr size_t kLabelWidth = 36;

struct Column {
  std::string target;
  std::string under;
  std::string title;  // what tells it from the others
  Deployment deployment;
};

// Says what of a deployment is in vain, and refuses what cannot be.
void TellConflicts(const Column& column, Console& console) {
  for (const Deployment::Conflict& conflict : column.deployment.Conflicts()) {
    if (conflict.impossible) throw UsageError(StrCat(column.title, ": ", conflict.text));
    console.err << "note: " << column.title << ": " << conflict.text << '\n';
  }
}

std::vector<Column> ColumnsOf(const EngineFlags& engine, const MatrixFlags& matrix,
                              Console& console) {
  std::vector<Column> columns;
  const std::vector<std::string> targets = SplitList(engine.target);
  const std::vector<std::string> names =
      matrix.under.empty() ? std::vector<std::string>{"primary"} : SplitList(matrix.under);
  for (const std::string& target : targets) {
    for (const std::string& name : names) {
      Column column{
          .target = target, .under = name, .title = name, .deployment = engine.ReadDeployment()};
      if (const auto error = AddNamed(name, column.deployment))
        throw UsageError(StrCat("--under: ", *error));
      if (targets.size() > 1) column.title = names.size() > 1 ? StrCat(target, " ", name) : target;
      TellConflicts(column, console);
      columns.push_back(std::move(column));
    }
  }
  return columns;
}

// --- The table -----------------------------------------------------------------------------------

// What the same call of a script is in every column: its place, its command and how many of that
// kind came before.
using CallId = std::tuple<std::string, int, std::string, int>;

std::string CellText(const Reply& reply, const Reply& first) {
  if (reply.is_error()) return reply.error_code();
  return first.is_error() || reply == first ? "ok" : "differs";
}

std::vector<std::pair<CallId, const InnerCall*>> Named(const std::vector<InnerCall>& calls) {
  std::map<std::tuple<std::string, int, std::string>, int> seen;
  std::vector<std::pair<CallId, const InnerCall*>> named;
  for (const InnerCall& call : calls) {
    const std::string name = ToUpper(call.argv.front());
    const auto& [file, line] = std::tie(call.place.file, call.place.line);
    named.push_back({{file, line, name, seen[{file, line, name}]++}, &call});
  }
  return named;
}

std::string LabelOf(const InnerCall& call) {
  std::string label = StrCat("  ", call.label, ":");
  for (const std::string& word : call.argv) label += StrCat(" ", Shortened(word, 20));
  return Shortened(label, kLabelWidth);
}

// The calls of all columns, in the order in which the first column that has one meets it.
std::vector<TableRow> InnerRows(const std::vector<Cell>& cells) {
  std::vector<TableRow> rows;
  std::map<CallId, size_t> places;
  std::vector<const Reply*> firsts;
  for (size_t i = 0; i < cells.size(); ++i) {
    for (const auto& [id, call] : Named(cells[i].calls)) {
      const auto [place, is_new] = places.try_emplace(id, rows.size());
      if (is_new) {
        rows.push_back({LabelOf(*call), std::vector<std::string>(cells.size(), "-")});
        firsts.push_back(&call->reply);
      }
      rows[place->second].cells[i] = CellText(call->reply, *firsts[place->second]);
    }
  }
  return rows;
}

std::string CallText(const Cell& cell) {
  const std::vector<std::string>& words = cell.command;
  std::string text = ToUpper(words.front());
  const bool script = text.starts_with("EVAL");
  for (size_t i = script ? 3 : 1; i < words.size(); ++i)
    text += StrCat(" ", Shortened(words[i], 20));
  return Shortened(text, kLabelWidth);
}

std::string Drawn(const std::vector<Column>& columns, std::vector<TableRow> rows) {
  if (rows.size() > kMostRows) {
    const std::string more = StrCat("  ... ", rows.size() - kMostRows, " more calls");
    rows.resize(kMostRows);
    rows.push_back({more, {}});
  }
  std::vector<std::string> titles;
  titles.reserve(columns.size());
  for (const Column& column : columns) titles.push_back(column.title);
  return DrawTable(titles, rows);
}

void PrintTable(const std::vector<Column>& columns, const std::vector<Cell>& cells,
                std::ostream& out) {
  const auto ran = std::ranges::find(cells, true, &Cell::loaded);
  std::vector<TableRow> rows{{CallText(ran == cells.end() ? cells.front() : *ran), {}}};
  for (const Cell& cell : cells) {
    rows[0].cells.push_back(cell.failed() ? cell.Outcome()
                                          : CellText(cell.reply, cells.front().reply));
  }
  for (TableRow& row : InnerRows(cells)) rows.push_back(std::move(row));
  out << Drawn(columns, std::move(rows));
  for (size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i].failed()) continue;
    constexpr size_t kWidth = 80;
    out << '\n'
        << Wrapped(StrCat(columns[i].title, ": ", cells[i].reply.text), kWidth, 4) << '\n'
        << Aftermath(cells[i]);
  }
}

ExitCode RunMatrix(const EngineFlags& engine, const MatrixFlags& matrix, Console& console,
                   const RigRun& run) {
  if (!engine.save_fixture.empty())
    throw UsageError("--save-fixture does not go with --under or several targets");
  const std::vector<Column> columns = ColumnsOf(engine, matrix, console);
  std::vector<Cell> cells;
  for (const Column& column : columns) {
    EngineFlags flags = engine;
    flags.target = column.target;
    cells.push_back(RunCell(flags, &column.deployment, nullptr, run));
  }
  if (engine.json) {
    console.out << R"({"matrix":[)";
    for (size_t i = 0; i < cells.size(); ++i) {
      console.out << (i == 0 ? "" : ",") << R"({"target":")" << columns[i].target
                  << R"(","under":")" << columns[i].under << R"(","result":)" << cells[i].object
                  << '}';
    }
    console.out << "]}\n";
  } else {
    PrintTable(columns, cells, console.out);
  }
  console.out.flush();
  const bool failed = std::ranges::any_of(cells, &Cell::failed);
  return failed ? ExitCode::kFindings : ExitCode::kOk;
}

ExitCode ListDeployments(Console& console) {
  for (const NamedDeployment& named : NamedDeployments()) {
    std::string name(named.name);
    name.resize(18, ' ');
    console.out << name << named.summary << '\n';
  }
  console.out << "Several at once: cluster+oom.\n";
  return ExitCode::kOk;
}

}  // namespace

void MatrixFlags::Declare(CommandLine& flags) {
  flags.StartGroup("Many runs");
  flags.Value("--under", under, "LIST",
              "Deployments to run under, as a table: replica,oom,cluster (--under list: all)");
  for (const std::string_view name : {"under", "target"}) flags.TakesList(name);
  flags.Value("--faults", faults, "KIND",
              "Fail each command of the script in turn: likely, or all");
}

ExitCode RunAsAsked(const EngineFlags& engine, const MatrixFlags& matrix, Console& console,
                    const RigRun& run) {
  if (matrix.under == "list") return ListDeployments(console);
  const bool many = !matrix.under.empty() || engine.target.find(',') != std::string::npos;
  if (matrix.faults && many)
    throw UsageError("--faults goes with one target, and not with --under");
  if (matrix.faults) return RunFaultSweep(engine, *matrix.faults, console, run);
  if (many) return RunMatrix(engine, matrix, console, run);
  Rig rig(engine, console);
  if (rig.ok()) run(rig);
  const ExitCode code = rig.Finish();
  if (console.ends_process) {
    console.out.flush();
    console.err.flush();
    std::_Exit(static_cast<int>(code));
  }
  return code;
}

}  // namespace luarig
