#include "engine/server/config.h"

#include <algorithm>
#include <cassert>
#include <charconv>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/server/config_rows.h"
#include "engine/server/server_state.h"

namespace luarig {
namespace {

constexpr int kOctalBase = 8;
constexpr std::string_view kSeparator = ", ";

// Calls `visit(choice, place)` for each choice of an enumeration, until it returns true.
template <typename F>
void ForEachChoice(std::string_view choices, F visit) {
  for (int64_t place = 0; !choices.empty(); ++place) {
    const size_t end = std::min(choices.find(kSeparator), choices.size());
    if (visit(choices.substr(0, end), place)) return;
    choices.remove_prefix(std::min(end + kSeparator.size(), choices.size()));
  }
}

std::optional<int64_t> PlaceOf(std::string_view choices, std::string_view word) {
  std::optional<int64_t> found;
  ForEachChoice(choices, [&](std::string_view choice, int64_t place) {
    if (EqualsIgnoreCase(choice, word)) found = place;
    return found.has_value();
  });
  return found;
}

std::string ChoiceAt(std::string_view choices, int64_t wanted) {
  std::string found;
  ForEachChoice(choices, [&](std::string_view choice, int64_t place) {
    if (place == wanted) found = choice;
    return place == wanted;
  });
  return found;
}

Failure NoChoice(const DirectiveRow& row) {
  return {StrCat("argument(s) must be one of the following: ", row.choices)};
}

Failure OutOfBounds(const DirectiveRow& row) {
  return {StrCat("argument must be between ", row.min, " and ", row.max, " inclusive")};
}

Result<std::string> ReadBool(std::string_view word) {
  if (EqualsIgnoreCase(word, "yes")) return std::string("yes");
  if (EqualsIgnoreCase(word, "no")) return std::string("no");
  return Failure{"argument must be 'yes' or 'no'"};
}

Result<std::string> ReadEnum(const DirectiveRow& row, std::string_view word) {
  const std::optional<int64_t> place = PlaceOf(row.choices, word);
  if (!place) return NoChoice(row);
  return ChoiceAt(row.choices, *place);
}

// The first choice stands for none of the others.
Result<std::string> ReadEnumSet(const DirectiveRow& row, std::span<const std::string_view> words) {
  uint64_t chosen = 0;
  for (const std::string_view word : words) {
    const std::optional<int64_t> place = PlaceOf(row.choices, word);
    if (!place) return NoChoice(row);
    chosen |= uint64_t{1} << static_cast<unsigned>(*place);
  }
  if (chosen == 0) return NoChoice(row);
  if (chosen == 1) return ChoiceAt(row.choices, 0);
  std::string text;
  ForEachChoice(row.choices, [&](std::string_view choice, int64_t place) {
    if (place > 0 && (chosen >> static_cast<unsigned>(place) & 1) != 0)
      text += StrCat(text.empty() ? "" : " ", choice);
    return false;
  });
  return text;
}

Result<std::string> ReadInteger(const DirectiveRow& row, std::string_view word) {
  const std::optional<int64_t> number = ParseInteger(word);
  if (!number) return Failure{"argument couldn't be parsed into an integer"};
  if (*number < row.min || *number > row.max) return OutOfBounds(row);
  return StrCat(std::clamp(*number, row.least, row.most));
}

Result<std::string> ReadOctal(const DirectiveRow& row, std::string_view word) {
  int64_t number = 0;
  const char* const last = word.data() + word.size();
  const auto [end, error] = std::from_chars(word.data(), last, number, kOctalBase);
  if (error != std::errc() || end != last || number < row.min || number > row.max)
    return Failure{"argument couldn't be parsed as an octal number"};
  return std::string(word);
}

Result<std::string> ReadMemory(const DirectiveRow& row, std::string_view word) {
  const std::optional<uint64_t> bytes = ParseBytes(word);
  if (!bytes) return Failure{"argument must be a memory value"};
  if (row.max == kAll64Bits) return StrCat(*bytes);
  if (*bytes > static_cast<uint64_t>(row.max) || static_cast<int64_t>(*bytes) < row.min)
    return OutOfBounds(row);
  return StrCat(std::clamp(static_cast<int64_t>(*bytes), row.least, row.most));
}

Result<std::string> ReadMemoryOrPercent(std::string_view word) {
  constexpr int64_t kWhole = 100;
  const Failure bad{"argument must be a memory or percent value"};
  if (word.ends_with('%')) {
    const std::optional<int64_t> percent = ParseInteger(word.substr(0, word.size() - 1));
    if (!percent || *percent < 0) return bad;
    if (*percent > kWhole) return Failure{"percentage argument must be less or equal to 100"};
    return *percent == 0 ? std::string("0") : StrCat(*percent, "%");
  }
  const std::optional<uint64_t> bytes = ParseBytes(word);
  if (!bytes) return bad;
  // The server keeps percents as negative numbers, and these as well.
  const auto number = static_cast<int64_t>(*bytes);
  return number < 0 ? StrCat(-static_cast<uint64_t>(number), "%") : StrCat(number);
}

Result<std::string> ReadKind(const DirectiveRow& row, std::string_view word) {
  switch (row.kind) {
    case DirectiveKind::kBool:
      return ReadBool(word);
    case DirectiveKind::kEnum:
      return ReadEnum(row, word);
    case DirectiveKind::kInteger:
      return ReadInteger(row, word);
    case DirectiveKind::kOctal:
      return ReadOctal(row, word);
    case DirectiveKind::kMemory:
      return ReadMemory(row, word);
    case DirectiveKind::kMemoryOrPercent:
      return ReadMemoryOrPercent(word);
    case DirectiveKind::kEnumSet:
    case DirectiveKind::kString:
    case DirectiveKind::kSpecial:
      break;
  }
  return std::string(word);
}

int64_t NumberOf(const DirectiveRow& row, std::string_view value) {
  if (row.kind == DirectiveKind::kEnum) return PlaceOf(row.choices, value).value_or(0);
  return static_cast<int64_t>(ParseUnsigned(value).value_or(0)) | ParseInteger(value).value_or(0);
}

std::string PrintNumber(const DirectiveRow& row, int64_t number) {
  if (row.kind == DirectiveKind::kEnum) return ChoiceAt(row.choices, number);
  if (row.kind == DirectiveKind::kMemory) return StrCat(static_cast<uint64_t>(number));
  return StrCat(number);
}

}  // namespace

NamedDirective FindDirective(TargetId target, std::string_view name) {
  for (const auto& group : AllDirectives()) {
    for (const DirectiveRow& row : group) {
      if (!row.targets.Has(target)) continue;
      if (EqualsIgnoreCase(row.name, name)) return {&row, row.name};
      if (!row.alias.empty() && EqualsIgnoreCase(row.alias, name)) return {&row, row.alias};
    }
  }
  return {};
}

std::vector<NamedDirective> DirectivesOf(TargetId target) {
  std::vector<NamedDirective> all;
  for (const auto& group : AllDirectives()) {
    for (const DirectiveRow& row : group) {
      if (!row.targets.Has(target)) continue;
      all.push_back({&row, row.name});
      if (!row.alias.empty()) all.push_back({&row, row.alias});
    }
  }
  std::ranges::sort(all, {}, &NamedDirective::name);
  return all;
}

std::string DirectiveValue(ServerState& server, const DirectiveRow& row) {
  if (row.shown != nullptr) return row.shown(server);
  if (row.number != nullptr) return PrintNumber(row, row.number(server));
  if (row.truth != nullptr) return row.truth(server) ? "yes" : "no";
  const auto found = server.kept_directives.find(row.name);
  return found == server.kept_directives.end() ? std::string(row.initial) : found->second;
}

std::string DirectiveValue(ServerState& server, std::string_view name) {
  const DirectiveRow* row = FindDirective(server.target.id, name).row;
  assert(row != nullptr);
  return DirectiveValue(server, *row);
}

Result<std::string> ReadDirective(ServerState& server, const DirectiveRow& row,
                                  std::span<const std::string_view> words) {
  if (row.flags.Has(DirectiveFlag::kSeveralWords)) {
    if (words.size() == 1 && words[0].empty()) words = {};
    if (row.read != nullptr) return row.read(words, DirectiveValue(server, row));
  } else if (words.size() != 1) {
    return Failure{"wrong number of arguments"};
  }
  Result<std::string> value =
      row.kind == DirectiveKind::kEnumSet ? ReadEnumSet(row, words) : ReadKind(row, words[0]);
  if (!value || row.refuse == nullptr) return value;
  const std::string_view why = row.refuse(*value);
  if (!why.empty()) return Failure{std::string(why)};
  return value;
}

void SetDirective(ServerState& server, const DirectiveRow& row, std::string_view value) {
  if (row.number != nullptr) {
    row.number(server) = NumberOf(row, value);
  } else if (row.truth != nullptr) {
    row.truth(server) = value == "yes";
  } else {
    server.kept_directives.insert_or_assign(row.name, std::string(value));
  }
  if (row.changed != nullptr) row.changed(server, value);
}

std::vector<std::string_view> WordsOf(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const size_t end = text.find(' ');
    words.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
    if (text.empty()) words.emplace_back();  // the text ended in a blank
  }
  return words;
}

std::optional<uint64_t> ParseBytes(std::string_view text) {
  constexpr struct {
    std::string_view name;
    uint64_t bytes;
  } kUnits[] = {{"", 1},        {"b", 1},        {"k", 1000},       {"kb", 1024},
                {"m", 1000000}, {"mb", 1 << 20}, {"g", 1000000000}, {"gb", 1 << 30}};
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number);
  if (error == std::errc::result_out_of_range) number = UINT64_MAX;
  for (const auto& unit : kUnits) {
    if (EqualsIgnoreCase(text.substr(digits), unit.name)) return number * unit.bytes;
  }
  return std::nullopt;
}

}  // namespace luarig
