#include "engine/commands/zset_range.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include "engine/base/command_error.h"
#include "engine/dispatch/arg_reader.h"

namespace luarig {
namespace {

// Read as C's strtod reads a C string, which is more than a score argument may be: the empty text
// is 0, blanks may lead, what overflows is infinite, a zero byte ends it.
ScoreRange::Bound ScoreBound(std::string_view word) {
  const bool exclusive = word.starts_with('(');
  if (exclusive) word.remove_prefix(1);
  double score = 0;
  if (const auto plain = ParseDouble(word)) {
    score = *plain;
  } else {
    const std::string text(word.substr(0, word.find('\0')));
    char* end = nullptr;
    score = std::strtod(text.c_str(), &end);
    if (*end != '\0' || std::isnan(score)) throw CommandError("ERR min or max is not a float");
  }
  return {score, exclusive};
}

LexRange::Bound LexBound(std::string_view word) {
  using enum LexRange::Kind;
  const char kind = word.empty() ? '\0' : word[0];
  const std::string_view rest = word.substr(word.empty() ? 0 : 1);
  // A zero byte ends the word for the server.
  const bool alone = rest.empty() || rest[0] == '\0';
  if (kind == '[') return {kIncluded, rest};
  if (kind == '(') return {kExcluded, rest};
  if (kind == '-' && alone) return {kLowest, {}};
  if (kind == '+' && alone) return {kHighest, {}};
  throw CommandError("ERR min or max not valid string range item");
}

bool IsAbove(const LexRange::Bound& min, std::string_view member) {
  switch (min.kind) {
    case LexRange::Kind::kLowest:
      return true;
    case LexRange::Kind::kIncluded:
      return member >= min.member;
    case LexRange::Kind::kExcluded:
      return member > min.member;
    case LexRange::Kind::kHighest:
      return false;
  }
  return false;
}

bool IsBelow(const LexRange::Bound& max, std::string_view member) {
  switch (max.kind) {
    case LexRange::Kind::kLowest:
      return false;
    case LexRange::Kind::kIncluded:
      return member <= max.member;
    case LexRange::Kind::kExcluded:
      return member < max.member;
    case LexRange::Kind::kHighest:
      return true;
  }
  return false;
}

// How many members stand before the bound, which itself counts if `with_end`.
size_t CountBefore(const ZSet& zset, const LexRange::Bound& bound, bool with_end) {
  if (bound.kind == LexRange::Kind::kLowest) return 0;
  if (bound.kind == LexRange::Kind::kHighest) return zset.size();
  return zset.CountBelowLex(bound.member, with_end);
}

// The range as found from the high end. Only for listpacks: they are short, and only their order by
// member is observable where scores differ.
RankRange RanksFromEnd(const ZSet& zset, const LexRange& range) {
  RankRange found;
  size_t rank = zset.size();
  enum class At : uint8_t { kAbove, kInside, kBelow } at = At::kAbove;
  zset.ForRange(0, zset.size(), true, [&](std::string_view member, double) {
    if (at == At::kAbove && IsBelow(range.max, member)) {
      at = At::kInside;
      found = {rank, rank};
    }
    --rank;
    if (at == At::kInside && !IsAbove(range.min, member)) at = At::kBelow;
    if (at == At::kInside) found.from = rank;
  });
  return found;
}

}  // namespace

IndexRange::IndexRange(std::string_view start_word, std::string_view stop_word)
    : start(IntegerArg(start_word)), stop(IntegerArg(stop_word)) {}

RankRange IndexRange::Ranks(const ZSet& zset, bool reverse) const {
  const auto size = static_cast<int64_t>(zset.size());
  const int64_t first = std::max<int64_t>(start < 0 ? start + size : start, 0);
  const int64_t last = std::min(stop < 0 ? stop + size : stop, size - 1);
  if (first > last) return {};
  const auto from = static_cast<size_t>(first);
  const auto to = static_cast<size_t>(last) + 1;
  return reverse ? RankRange{zset.size() - to, zset.size() - from} : RankRange{from, to};
}

ScoreRange::ScoreRange(std::string_view min_word, std::string_view max_word)
    : min(ScoreBound(min_word)), max(ScoreBound(max_word)) {}

RankRange ScoreRange::Ranks(const ZSet& zset, bool /*reverse*/) const {
  const size_t from = zset.CountBelow(min.score, min.exclusive);
  const size_t to = zset.CountBelow(max.score, !max.exclusive);
  return {from, std::max(from, to)};
}

LexRange::LexRange(std::string_view min_word, std::string_view max_word)
    : min(LexBound(min_word)), max(LexBound(max_word)) {}

RankRange LexRange::Ranks(const ZSet& zset, bool reverse) const {
  if (zset.empty()) return {};
  // The server looks at both ends before it walks.
  NumberText scratch;
  if (!IsAbove(min, zset.At(zset.size() - 1, scratch).member)) return {};
  if (!IsBelow(max, zset.At(0, scratch).member)) return {};

  if (reverse && zset.listpack() != nullptr) return RanksFromEnd(zset, *this);
  const size_t from = CountBefore(zset, min, min.kind == Kind::kExcluded);
  const size_t to = CountBefore(zset, max, max.kind == Kind::kIncluded);
  return {from, std::max(from, to)};
}

}  // namespace luarig
