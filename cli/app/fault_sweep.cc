#include "cli/app/fault_sweep.h"

#include <algorithm>
#include <array>
#include <optional>
#include <ostream>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/app/cell.h"
#include "cli/app/output.h"
#include "engine/base/bytes.h"
#include "engine/dispatch/command_keys.h"
#include "engine/dispatch/registry.h"
#include "engine/server/session.h"
#include "engine/server/texts.h"

namespace luarig {
namespace {

constexpr size_t kMostPoints = 500;  // calls of a script that are looked at
constexpr size_t kCommandWidth = 60;

struct Fault {
  std::string error;
  bool hypothetical = false;  // no server would answer that there
  bool lasting = false;       // every later write is refused too: a condition of the server
  bool kills = false;         // the script ends there, whatever it catches
};

// A call of the script, and what could go wrong with it.
struct Point {
  int line = 0;
  std::vector<std::string> argv;
  std::vector<Fault> faults;
};

// --- What a command may answer -------------------------------------------------------------------

struct OwnError {
  std::string_view command;
  std::string_view error;
};

constexpr std::string_view kNotInteger = "ERR value is not an integer or out of range";

// Errors that depend on the data, apart from WRONGTYPE.
constexpr OwnError kOwnErrors[] = {
    {"incr", kNotInteger},
    {"incrby", kNotInteger},
    {"decr", kNotInteger},
    {"decrby", kNotInteger},
    {"incrbyfloat", "ERR value is not a valid float"},
    {"hincrby", "ERR hash value is not an integer"},
    {"hincrbyfloat", "ERR hash value is not a float"},
    {"lset", "ERR no such key"},
    {"rename", "ERR no such key"},
    {"renamenx", "ERR no such key"},
    {"setrange", "ERR string exceeds maximum allowed size (proto-max-bulk-len)"},
    {"append", "ERR string exceeds maximum allowed size (proto-max-bulk-len)"},
    {"xadd", "ERR The ID specified in XADD is equal or smaller than the target stream top item"},
    {"xsetid", "ERR no such key"},
    {"restore", "BUSYKEY Target key name already exists."},
};

constexpr std::string_view kWrongType =
    "WRONGTYPE Operation against a key holding the wrong kind of value";

// Writes that take a key of any type.
constexpr std::string_view kOverwrites[] = {"set", "setex", "psetex", "setnx", "mset", "msetnx"};

bool HasType(const Command& command) {
  using enum AclCategory;
  constexpr std::array kTypes = {kString, kList,   kHash,        kSet, kSortedSet,
                                 kStream, kBitmap, kHyperLogLog, kGeo};
  return std::ranges::any_of(kTypes, [&](AclCategory type) { return command.acl.Has(type); }) &&
         std::ranges::find(kOverwrites, command.spec->name) == std::end(kOverwrites);
}

// --- The plan: what the script calls -------------------------------------------------------------

class Planner final : public Faults {
 public:
  Planner(TargetId target, bool all) : target_(target), all_(all) {}

  std::optional<std::string> Instead(const Command& command, std::span<const std::string_view> argv,
                                     const ScriptRun& script) override {
    if (points_.size() == kMostPoints) return std::nullopt;
    Point point{.line = script.place.line, .argv = {argv.begin(), argv.end()}, .faults = {}};
    if (HasType(command)) AddWrongType(command, argv, point);
    for (const OwnError& own : kOwnErrors) {
      if (own.command == command.spec->name) point.faults.push_back({std::string(own.error)});
    }
    if (command.flags.Has(CommandFlag::kWrite)) AddConditions(command, script.wrote, point);
    points_.push_back(std::move(point));
    return std::nullopt;
  }

  const std::vector<Point>& points() const { return points_; }

 private:
  // A key that an earlier command took for its type has it.
  void AddWrongType(const Command& command, std::span<const std::string_view> argv, Point& point) {
    bool known = true;
    for (const KeyWord& key : KeysOf(*command.spec, argv))
      known &= !typed_.emplace(argv[key.index]).second;
    if (!known || all_)
      point.faults.push_back({.error = std::string(kWrongType), .hypothetical = known});
  }

  // What the state of the server refuses, it refuses from the first write on; a script that has
  // written is neither stopped by memory nor killed.
  void AddConditions(const Command& command, bool wrote, Point& point) {
    if (wrote && !all_) return;
    const auto add = [&](Text text) {
      point.faults.push_back({std::string(TextOf(text, target_)), wrote, true});
    };
    if (command.flags.Has(CommandFlag::kDenyOom)) add(Text::kOom);
    add(Text::kReadOnly);
    add(Text::kMisconf);
    add(Text::kNoReplicas);
    if (!wrote) {
      point.faults.push_back(
          {.error = "ERR Script killed by user with SCRIPT KILL...", .kills = true});
    }
  }

  TargetId target_;
  bool all_;
  std::set<std::string> typed_;
  std::vector<Point> points_;
};

// Fails call number `at`; if it lasts, every write after it as well.
class OneFault final : public Faults {
 public:
  OneFault(size_t at, const Fault& fault) : at_(at), fault_(fault) {}

  std::optional<std::string> Instead(const Command& command,
                                     std::span<const std::string_view> /*argv*/,
                                     const ScriptRun& script) override {
    const size_t here = next_++;
    if (here == at_ && fault_.kills) script.caller->server.scripts->Abort(fault_.error);
    const bool later = fault_.lasting && here > at_ && command.flags.Has(CommandFlag::kWrite);
    if (here == at_ || later) return fault_.error;
    return std::nullopt;
  }

 private:
  size_t at_;
  const Fault& fault_;
  size_t next_ = 0;
};

// --- The report ----------------------------------------------------------------------------------

enum class Outcome { kClean, kWentOn, kHalfDone };

struct Trial {
  const Point& point;
  const Fault& fault;
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

std::string PointText(const Point& point) {
  std::string text = StrCat("line ", point.line, ":");
  for (const std::string& word : point.argv) text += StrCat(" ", Shortened(word, 24));
  return Shortened(text, kCommandWidth + 10);
}

constexpr size_t kErrorWidth = 44;

// The code, which says it all; of an ERR its text.
std::string ErrorText(const std::string& error) {
  const bool plain = error.starts_with("ERR ");
  return plain ? Shortened(error, kErrorWidth) : error.substr(0, error.find(' '));
}

void PrintTrials(const std::vector<Trial>& trials, size_t calls, std::ostream& out) {
  const Point* shown = nullptr;
  size_t half_done = 0;
  for (const Trial& trial : trials) {
    if (&trial.point != shown)
      out << (shown == nullptr ? "" : "\n") << PointText(trial.point) << '\n';
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
    out << (i == 0 ? "" : ",") << R"({"line":)" << trial.point.line << R"(,"error":)"
        << text(trial.fault.error) << R"(,"hypothetical":)"
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
  Planner planner(engine.ReadTarget().id, kind == "all");
  const Cell whole = RunCell(engine, nullptr, &planner, run);
  if (whole.failed()) {
    throw UsageError(
        StrCat("--faults: the script must succeed first; it answers ", whole.reply.text));
  }
  std::vector<Trial> trials;
  const std::vector<Point>& points = planner.points();
  for (size_t i = 0; i < points.size(); ++i) {
    for (const Fault& fault : points[i].faults) {
      OneFault one(i, fault);
      Cell cell = RunCell(engine, nullptr, &one, run);
      const Outcome outcome = OutcomeOf(cell, whole);
      trials.push_back({points[i], fault, std::move(cell), outcome});
    }
  }
  if (engine.json) {
    PrintJson(trials, console.out);
  } else {
    PrintTrials(trials, points.size(), console.out);
    if (points.size() == kMostPoints)
      console.out << "Only the first " << kMostPoints << " calls were looked at.\n";
  }
  console.out.flush();
  const bool any = std::ranges::any_of(
      trials, [](const Trial& trial) { return trial.outcome == Outcome::kHalfDone; });
  return any ? ExitCode::kFindings : ExitCode::kOk;
}

}  // namespace luarig
