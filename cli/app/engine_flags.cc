#include "cli/app/engine_flags.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include <CLI/CLI.hpp>

#include "cli/app/subcommand.h"
#include "engine/base/bytes.h"
#include "engine/base/suggest.h"

namespace luarig {
namespace {

constexpr std::array<std::string_view, 4> kLogLevels = {"debug", "verbose", "notice", "warning"};
constexpr int64_t kSecond = 1'000'000;

// Reads digits off the front of `text`.
class TimeText {
 public:
  explicit TimeText(std::string_view text) : text_(text) {}

  bool Number(size_t digits, int& value) {
    if (text_.size() < digits) return false;
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + digits, value);
    if (error != std::errc() || end != text_.data() + digits || value < 0) return false;
    text_.remove_prefix(digits);
    return true;
  }
  bool Any(std::string_view characters) {
    if (text_.empty() || characters.find(text_[0]) == std::string_view::npos) return false;
    text_.remove_prefix(1);
    return true;
  }
  // Up to six digits behind a point, as microseconds.
  int64_t Fraction() {
    int64_t micros = 0;
    for (int64_t unit = kSecond / 10; !text_.empty() && text_[0] >= '0' && text_[0] <= '9';
         unit /= 10) {
      micros += (text_[0] - '0') * unit;
      text_.remove_prefix(1);
    }
    return micros;
  }
  bool done() const { return text_.empty(); }

 private:
  std::string_view text_;
};

std::optional<int64_t> ParseSeconds(std::string_view text) {
  const std::string_view whole = text.substr(0, text.find('.'));
  int64_t seconds = 0;
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), seconds);
  constexpr int64_t kLatest = 9'000'000'000'000;  // within int64 as microseconds
  if (error != std::errc() || end != whole.data() + whole.size() || seconds < 0 ||
      seconds > kLatest) {
    return std::nullopt;
  }
  if (whole.size() == text.size()) return seconds * kSecond;
  TimeText rest(text.substr(whole.size() + 1));
  const int64_t micros = rest.Fraction();
  return rest.done() ? std::optional(seconds * kSecond + micros) : std::nullopt;
}

}  // namespace

std::optional<int64_t> ParseTime(std::string_view text) {
  if (const auto seconds = ParseSeconds(text)) return seconds;
  TimeText reader(text);
  int year = 0;
  int month = 0;
  int day = 0;
  if (!reader.Number(4, year) || !reader.Any("-") || !reader.Number(2, month) || !reader.Any("-") ||
      !reader.Number(2, day)) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || year < 1970) return std::nullopt;
  int64_t micros = std::chrono::sys_days(date).time_since_epoch().count() * 86'400 * kSecond;
  if (reader.done()) return micros;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!reader.Any("Tt ") || !reader.Number(2, hour) || !reader.Any(":") ||
      !reader.Number(2, minute)) {
    return std::nullopt;
  }
  if (reader.Any(":") && !reader.Number(2, second)) return std::nullopt;
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  micros += ((hour * 60L + minute) * 60 + second) * kSecond;
  if (reader.Any(".")) micros += reader.Fraction();
  reader.Any("Zz");
  return reader.done() ? std::optional(micros) : std::nullopt;
}

std::string_view LogLevelName(LogLevel level) { return kLogLevels.at(static_cast<size_t>(level)); }

void EngineFlags::Declare(CLI::App& app) {
  const std::string group = "Engine";
  app.add_option("--lib", libraries, "Load a function library (repeatable)")
      ->allow_extra_args(false)
      ->type_name("FILE")
      ->group(group);
  app.add_option("--fixture", fixtures, "Load a keyspace (repeatable, in order)")
      ->allow_extra_args(false)
      ->type_name("FILE")
      ->group(group);
  app.add_option("--target", target,
                 "Server to behave as: redis-7.0, redis-7.2, redis-7.4, valkey-8.0")
      ->capture_default_str()
      ->type_name("NAME")
      ->group(group);
  app.add_option("--resp", resp, "Protocol that the caller speaks: 2 or 3")
      ->capture_default_str()
      ->type_name("N")
      ->group(group)
      ->check(CLI::IsMember({2, 3}));
  app.add_option("--now", now,
                 "Stop the data clock at a time: 2024-05-01T12:00:00Z or unix seconds")
      ->type_name("TIME")
      ->group(group);
  app.add_option("--seed", seed, "Seed of SPOP, RANDOMKEY and the like")
      ->capture_default_str()
      ->type_name("N")
      ->group(group);
  const std::string output = "Output";
  app.add_flag("--json", json, "Print the answer as one JSON object")->group(output);
  app.add_flag("--diff", diff, "Show which keys changed, and how")->group(output);
  app.add_option("--save-fixture", save_fixture, "Write the keyspace and libraries afterwards")
      ->type_name("FILE")
      ->group(output);
  app.add_flag("--trace", trace, "Show each command that a script calls, with reply and time")
      ->group(output);
  app.add_option("--loglevel", log_level,
                 "Least redis.log level shown: debug, verbose, notice, warning")
      ->capture_default_str()
      ->type_name("LEVEL")
      ->group(output);
}

const Target& EngineFlags::ReadTarget() const {
  if (const Target* found = FindTarget(target)) return *found;
  std::vector<std::string_view> names;
  std::string list;
  for (const Target& known : Targets()) {
    names.push_back(known.name);
    list += StrCat(list.empty() ? "" : ", ", known.name);
  }
  const std::string_view closest = ClosestWord(target, names);
  throw UsageError(StrCat("--target: there is no ", target,
                          closest.empty() ? "" : StrCat("; did you mean ", closest, "?"),
                          " (known: ", list, ")"));
}

LogLevel EngineFlags::ReadLogLevel() const {
  const auto found = std::ranges::find(kLogLevels, log_level);
  if (found != kLogLevels.end()) return static_cast<LogLevel>(found - kLogLevels.begin());
  const std::string_view closest = ClosestWord(log_level, kLogLevels);
  throw UsageError(StrCat("--loglevel: there is no ", log_level,
                          closest.empty() ? "" : StrCat("; did you mean ", closest, "?"),
                          " (known: debug, verbose, notice, warning)"));
}

std::optional<int64_t> EngineFlags::ReadNow() const {
  if (now.empty()) return std::nullopt;
  if (const auto time = ParseTime(now)) return time;
  throw UsageError(StrCat("--now: ", Quote(now),
                          " is no time; write 2024-05-01T12:00:00Z or seconds since 1970"));
}

}  // namespace luarig
