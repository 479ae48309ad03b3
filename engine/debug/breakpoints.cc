#include "engine/debug/breakpoints.h"

#include <algorithm>
#include <optional>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/debug/evaluate.h"
#include "engine/debug/log_text.h"

namespace luarig {
namespace {

// A rule of which times count, taken apart.
struct HitRule {
  std::string_view sign = ">=";
  int64_t number = 0;

  bool Holds(uint64_t count) const {
    const auto times = static_cast<int64_t>(count);
    if (sign == "==" || sign == "=") return times == number;
    if (sign == ">") return times > number;
    if (sign == "<") return times < number;
    if (sign == "<=") return times <= number;
    if (sign == "%") return times % number == 0;
    return times >= number;
  }
};

std::optional<HitRule> ReadHits(std::string_view text) {
  const auto trim = [&] {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
  };
  trim();
  HitRule rule;
  for (const std::string_view sign : {"==", ">=", "<=", ">", "<", "=", "%"}) {
    if (!text.starts_with(sign)) continue;
    rule.sign = sign;
    text.remove_prefix(sign.size());
    break;
  }
  trim();
  const auto number = ParseInteger(text);
  if (!number || *number < 0 || (rule.sign == "%" && *number == 0)) return std::nullopt;
  rule.number = *number;
  return rule;
}

std::optional<std::string> ProblemWith(const Breakpoint& breakpoint) {
  if (!breakpoint.hits.empty() && !ReadHits(breakpoint.hits))
    return StrCat("hit condition \"", breakpoint.hits,
                  "\": write a number (from that time on), or ==N, >N, <N, %N");
  if (!breakpoint.condition.empty()) {
    const std::string error = CompileError(breakpoint.condition);
    if (!error.empty()) return StrCat("condition \"", breakpoint.condition, "\": ", error);
  }
  for (const LogPiece& piece : CutLogText(breakpoint.log)) {
    if (!piece.is_code) continue;
    const std::string error = CompileError(piece.text);
    if (!error.empty()) return StrCat("log message, {", piece.text, "}: ", error);
  }
  return std::nullopt;
}

}  // namespace

Result<int> Breakpoints::Add(Breakpoint breakpoint) {
  if (auto problem = ProblemWith(breakpoint)) return Failure{std::move(*problem)};
  if (breakpoint.kind == BreakKind::kLine) {
    if (breakpoint.place.file >= files_.files().size()) return Failure{"no such file"};
    const auto line = files_.NextCodeLine(breakpoint.place);
    if (!line) return Failure{StrCat("no code at or after ", files_.Label(breakpoint.place))};
    breakpoint.place.line = *line;
  }
  breakpoint.id = ++last_id_;
  breakpoint.count = 0;
  all_.push_back(std::move(breakpoint));
  return last_id_;
}

bool Breakpoints::Remove(int id) {
  return std::erase_if(all_, [id](const Breakpoint& one) { return one.id == id; }) != 0;
}

Breakpoint* Breakpoints::get(int id) {
  const auto found = std::ranges::find(all_, id, &Breakpoint::id);
  return found == all_.end() ? nullptr : &*found;
}

bool Breakpoints::Meet(Breakpoint& breakpoint) {
  ++breakpoint.count;
  if (breakpoint.hits.empty()) return true;
  const auto rule = ReadHits(breakpoint.hits);
  return rule && rule->Holds(breakpoint.count);
}

}  // namespace luarig
