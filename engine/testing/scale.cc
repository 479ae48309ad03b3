#include "engine/testing/scale.h"

#include <algorithm>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/testing/grow_key.h"
#include "engine/testing/scale_text.h"

namespace luarig {
namespace {

constexpr size_t kMostSizes = 50;

// " (20,415 at 100, 2,004,015 at 1,000)". REQUIRES: there are two.
std::string LastTwo(const std::vector<GrowthPoint>& points) {
  const GrowthPoint& before = points[points.size() - 2];
  const GrowthPoint& last = points.back();
  return StrCat(" (", WithCommas(before.count), " at ", WithCommas(before.size), ", ",
                WithCommas(last.count), " at ", WithCommas(last.size), ")");
}

// The sizes of one test while they are tried.
class Sizes {
 public:
  Sizes(const ScaleSpec& spec, const TrySize& try_size, int64_t time_limit_micros,
        ScaleTable& table)
      : spec_(spec), try_(try_size), limit_(time_limit_micros), table_(table) {}

  std::optional<TestFailure> Run() {
    table_.of = spec_.of();
    for (const uint64_t size : spec_.sizes) {
      const SizeRun run = try_(size);
      switch (run.outcome) {
        case SizeRun::Outcome::kMeasured:
          table_.rows.push_back(
              {.size = size, .instructions = run.instructions, .commands = run.commands});
          continue;
        case SizeRun::Outcome::kStopped:
          return std::nullopt;
        case SizeRun::Outcome::kNoKey:
          table_.notes.push_back(run.why);
          if (spec_.asked_for) return std::nullopt;
          return Failed(run.why);
        case SizeRun::Outcome::kUnmeasured:
          table_.notes.push_back(
              table_.rows.empty() ? run.why : StrCat("at ", WithCommas(size), " ", run.why));
          break;
        case SizeRun::Outcome::kBroke:
          table_.rows.push_back({.size = size, .broke = run.why});
          table_.breaks_at = size;
          Bisect(run);
          break;
      }
      break;
    }
    return Judge();
  }

 private:
  // Halves the gap between what works and what does not.
  void Bisect(const SizeRun& broke) {
    broken_ = broke;
    spent_ = broke.micros;
    const size_t worked = table_.rows.size() - 1;
    if (worked > 0) table_.works_up_to = table_.rows[worked - 1].size;
    const uint64_t must = spec_.breaks_at_least.value_or(0);
    if (must > table_.works_up_to && must < table_.breaks_at && !Probe(must)) return;
    constexpr int64_t kPart = 4;
    while (table_.works_up_to > 0 && table_.breaks_at - table_.works_up_to > 1 &&
           (limit_ == 0 || spent_ < limit_ / kPart)) {
      if (!Probe(table_.works_up_to + (table_.breaks_at - table_.works_up_to) / 2)) return;
    }
  }

  // Moves one end of the gap. False if nothing is known of that size.
  bool Probe(uint64_t size) {
    const SizeRun run = try_(size);
    spent_ += run.micros;
    if (run.outcome == SizeRun::Outcome::kMeasured) {
      table_.works_up_to = size;
    } else if (run.outcome == SizeRun::Outcome::kBroke) {
      table_.breaks_at = size;
      broken_ = run;
    } else {
      return false;
    }
    return true;
  }

  std::optional<TestFailure> Judge() {
    std::vector<GrowthPoint> instructions;
    std::vector<GrowthPoint> commands;
    for (const ScaleRow& row : table_.rows) {
      if (!row.broke.empty()) continue;
      instructions.push_back({row.size, row.instructions});
      commands.push_back({row.size, row.commands});
    }
    if (table_.rows.empty()) return std::nullopt;
    std::string wrong;
    const GrowthVerdict of_instructions = TellGrowth(instructions);
    const GrowthVerdict of_commands = TellGrowth(commands);
    table_.instructions = of_instructions.name();
    table_.commands = of_commands.name();
    if (of_instructions.why == of_commands.why) {
      if (!of_commands.told()) table_.notes.push_back(of_commands.why);
    } else {
      if (!of_instructions.told())
        table_.notes.push_back(StrCat("instructions: ", of_instructions.why));
      if (!of_commands.told()) table_.notes.push_back(StrCat("commands: ", of_commands.why));
    }
    Compare("instructions", of_instructions, instructions, spec_.growth, wrong);
    Compare("commands", of_commands, commands, spec_.commands, wrong);
    if (auto broken = JudgeBreak()) return broken;
    if (wrong.empty()) return std::nullopt;
    return Failed(std::move(wrong));
  }

  // Adds to `wrong` what is not allowed.
  void Compare(const char* what, const GrowthVerdict& verdict,
               const std::vector<GrowthPoint>& points, const std::optional<Growth>& limit,
               std::string& wrong) const {
    if (!limit || verdict.Within(*limit)) return;
    wrong +=
        StrCat(wrong.empty() ? "" : "\n", what,
               *limit == Growth::kConstant
                   ? StrCat(" may not grow with ", spec_.of())
                   : StrCat(" may grow ", Adverb(*limit), " with ", spec_.of(), " at most"),
               verdict.told() ? StrCat(", and grow ", Adverb(verdict.at_least), LastTwo(points))
                              : StrCat("; how they do cannot be told: ", verdict.why));
  }

  std::optional<TestFailure> JudgeBreak() const {
    if (table_.breaks_at == 0) return std::nullopt;
    const uint64_t must = spec_.breaks_at_least.value_or(spec_.sizes.back());
    if (must <= table_.works_up_to) return std::nullopt;
    TestFailure failure = Failed(StrCat(
        BreakText(table_), spec_.breaks_at_least ? StrCat(", and must work up to ",
                                                          WithCommas(must), " (breaks_at_least)")
                                                 : ""));
    failure.step = broken_.step;
    failure.got = broken_.got;
    failure.error = broken_.error;
    return failure;
  }

  TestFailure Failed(std::string message) const {
    TestFailure failure;
    failure.what = "scale";
    failure.where = spec_.where;
    failure.message = std::move(message);
    return failure;
  }

  const ScaleSpec& spec_;
  const TrySize& try_;
  int64_t limit_;
  ScaleTable& table_;
  SizeRun broken_;     // the smallest that did
  int64_t spent_ = 0;  // microseconds, on what broke and on looking for where it begins
};

// What the error says, without the code and the place that stand in front: both are shown
// elsewhere.
std::string WithoutPlace(const Diagnostic& error) {
  std::string_view message = error.message;
  if (error.where.line == 0) return std::string(message);
  const std::string code = error.code + " ";
  if (message.starts_with(code)) message.remove_prefix(code.size());
  if (message.starts_with("user_"))
    message.remove_prefix(std::min(message.find(": ") + 2, message.size()));
  return std::string(message);
}

}  // namespace

SizeRun BrokenBy(const TestFailure& failure) {
  SizeRun run{.outcome = SizeRun::Outcome::kBroke};
  run.got = failure.got;
  run.step = failure.step;
  run.error = failure.error;
  run.why = failure.got.empty() ? failure.message : failure.got;
  if (run.error) {
    run.why = WithoutPlace(*run.error);
    const SourcePlace& where = run.error->where;
    if (where.line > 0) run.why += StrCat(" (", where.file, ":", where.line, ")");
  }
  return run;
}

bool RunsLua(std::string_view command) {
  const std::string name = ToUpper(command);
  return name.starts_with("EVAL") || name.starts_with("FCALL");
}

void ScaleSpec::Use(const std::vector<uint64_t>& other_sizes) {
  if (other_sizes.empty()) return;
  sizes = other_sizes;
  if (WrongWithLimits(*this).empty()) return;
  growth.reset();
  commands.reset();
}

std::string ScaleSpec::of() const {
  if (!key.empty()) return database == 0 ? key : StrCat(key, " (db ", database, ")");
  return name.empty() ? "n" : StrCat("${", name, "}");
}

std::string WrongWithLimits(const ScaleSpec& spec) {
  const bool limited = spec.growth || spec.commands;
  constexpr size_t kFewest = 3;
  if (limited && spec.sizes.size() < kFewest) return "it takes three sizes to tell how they grow";
  return "";
}

std::string WrongWithSizes(const std::vector<uint64_t>& sizes) {
  if (sizes.empty()) return "there are no sizes";
  if (sizes.size() > kMostSizes) return "at most 50 sizes";
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] > kMostElements) return "a size is at most 10,000,000";
    if (i > 0 && sizes[i] <= sizes[i - 1]) return "sizes ascend: 1, 10, 100";
  }
  return "";
}

Result<std::vector<uint64_t>> ParseSizes(std::string_view text) {
  std::vector<uint64_t> sizes;
  while (true) {
    const size_t comma = std::min(text.find(','), text.size());
    const std::string_view word = text.substr(0, comma);
    const auto size = ParseUnsigned(word);
    if (!size) return Failure{StrCat(Quote(word), " is no size; sizes are written 1,10,100,1000")};
    sizes.push_back(*size);
    if (comma == text.size()) break;
    text.remove_prefix(comma + 1);
  }
  std::string wrong = WrongWithSizes(sizes);
  if (!wrong.empty()) return Failure{std::move(wrong)};
  return sizes;
}

std::optional<TestFailure> TrySizes(const ScaleSpec& spec, const TrySize& try_size,
                                    int64_t time_limit_micros, ScaleTable& table) {
  return Sizes(spec, try_size, time_limit_micros, table).Run();
}

}  // namespace luarig
