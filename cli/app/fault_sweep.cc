#include "cli/app/fault_sweep.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/app/cell.h"
#include "cli/app/output.h"
#include "engine/base/bytes.h"
#include "engine/dispatch/fault_plan.h"

namespace luarig {
namespace {

constexpr size_t kCommandWidth = 60;

enum class Outcome { kClean, kWentOn, kHalfDone };

struct Trial {
  const FaultPoint& point;
  const std::string& label;  // of its place
  const CallFault& fault;
  Cell cell;
  Outcome outcome;
};

Outcome OutcomeOf(const Cell& cell, const Cell& whole) {
  if (cell.diff.empty()) return Outcome::kClean;
  if (cell.failed()) return Outcome::kHalfDone;
  return cell.diff == whole.diff ? Outcome::kClean : Outcome::kWentOn;
}

std::string_view OutcomeText(const Trial& trial) {
  switch (trial.outcome) {
    case Outcome::kHalfDone:
      return "HALF DONE";
    case Outcome::kWentOn:
      return "went on, with other changes";
    case Outcome::kClean:
      break;
  }
  if (!trial.cell.diff.empty()) return "went on, with the same changes";
  return trial.cell.failed() ? "nothing was changed" : "went on, and changed nothing";
}

std::string PointText(const Trial& trial) {
  std::string text = StrCat(trial.label, ":");
  for (const std::string& word : trial.point.argv) text += StrCat(" ", Shortened(word, 24));
  return Shortened(text, kCommandWidth + 10);
}

constexpr size_t kErrorWidth = 44;

// The code, which says it all; of an ERR its text.
std::string ErrorText(const std::string& error) {
  const bool plain = error.starts_with("ERR ");
  return plain ? Shortened(error, kErrorWidth) : error.substr(0, error.find(' '));
}

void PrintTrials(const std::vector<Trial>& trials, size_t calls, std::ostream& out) {
  const FaultPoint* shown = nullptr;
  size_t half_done = 0;
  for (const Trial& trial : trials) {
    if (&trial.point != shown) out << (shown == nullptr ? "" : "\n") << PointText(trial) << '\n';
    shown = &trial.point;
    std::string error = ErrorText(trial.fault.error);
    error.resize(kErrorWidth, ' ');
    out << "  " << error << "  " << OutcomeText(trial)
        << (trial.fault.hypothetical ? " (hypothetical)" : "") << '\n';
    if (trial.outcome != Outcome::kClean) out << Indented(trial.cell.diff, 6);
    if (trial.outcome == Outcome::kHalfDone) ++half_done;
  }
  if (!trials.empty()) out << '\n';
  out << calls << (calls == 1 ? " call, " : " calls, ") << trials.size()
      << (trials.size() == 1 ? " fault: " : " faults: ");
  if (half_done == 0) {
    out << "none leaves the keyspace half changed\n";
  } else {
    out << half_done << (half_done == 1 ? " leaves" : " leave") << " the keyspace half changed\n";
  }
}

void PrintJson(const std::vector<Trial>& trials, std::ostream& out) {
  const auto text = [](const std::string& bytes) {
    return nlohmann::json(bytes).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  };
  constexpr std::array<std::string_view, 3> kOutcomes = {"clean", "went on", "half done"};
  out << R"({"faults":[)";
  for (size_t i = 0; i < trials.size(); ++i) {
    const Trial& trial = trials[i];
    const SourcePlace& place = trial.point.place;
    out << (i == 0 ? "" : ",") << R"({"file":)" << text(place.file) << R"(,"line":)" << place.line
        << R"(,"error":)" << text(trial.fault.error) << R"(,"hypothetical":)"
        << (trial.fault.hypothetical ? "true" : "false") << R"(,"outcome":")"
        << kOutcomes.at(static_cast<size_t>(trial.outcome)) << R"(","result":)" << trial.cell.object
        << '}';
  }
  out << "]}\n";
}

}  // namespace

ExitCode RunFaultSweep(const EngineFlags& engine, const std::string& kind, Console& console,
                       const RigRun& run) {
  if (kind != "likely" && kind != "all")
    throw UsageError(StrCat("--faults: there is no ", kind, " (known: likely, all)"));
  if (!engine.save_fixture.empty()) throw UsageError("--save-fixture does not go with --faults");
  FaultRecorder recorder(kind == "all");
  std::vector<std::string> labels;  // of the points, once the script has run
  const Cell whole = RunCell(engine, nullptr, &recorder, [&](Rig& rig) {
    run(rig);
    for (FaultPoint& point : recorder.points()) {
      labels.push_back(rig.LabelOf(point.place));
      rig.NoteFile(point.place);
    }
  });
  if (whole.failed()) {
    throw UsageError(
        StrCat("--faults: the script must succeed first; it answers ", whole.reply.text));
  }
  std::vector<Trial> trials;
  const std::vector<FaultPoint>& points = recorder.points();
  for (size_t i = 0; i < points.size(); ++i) {
    for (const CallFault& fault : points[i].faults) {
      FaultInjector one(i, fault);
      Cell cell = RunCell(engine, nullptr, &one, run);
      const Outcome outcome = OutcomeOf(cell, whole);
      trials.push_back({points[i], labels[i], fault, std::move(cell), outcome});
    }
  }
  if (engine.json) {
    PrintJson(trials, console.out);
  } else {
    PrintTrials(trials, points.size(), console.out);
    if (points.size() == FaultRecorder::kMostPoints)
      console.out << "Only the first " << points.size() << " calls were looked at.\n";
  }
  console.out.flush();
  const bool any = std::ranges::any_of(
      trials, [](const Trial& trial) { return trial.outcome == Outcome::kHalfDone; });
  return any ? ExitCode::kFindings : ExitCode::kOk;
}

}  // namespace luarig
