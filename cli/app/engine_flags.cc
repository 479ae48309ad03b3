#include "cli/app/engine_flags.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <span>
#include <vector>

#include "cli/app/command_line.h"
#include "cli/app/subcommand.h"
#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/base/suggest.h"
#include "engine/server/config.h"
#include "engine/server/server_state.h"

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

[[noreturn]] void RefuseWord(std::string_view flag, std::string_view word,
                             std::span<const std::string_view> known) {
  throw UsageError(StrCat(flag, ": ", UnknownWord(word, known)));
}

uint64_t ReadSize(std::string_view flag, std::string_view word) {
  if (const auto bytes = ParseBytes(word)) return *bytes;
  throw UsageError(
      StrCat(flag, ": ", Quote(word), " is no size; write bytes, or a number with kb, mb or gb"));
}

std::optional<int64_t> ReadMillis(std::string_view word) {
  constexpr int64_t kMost = 1'000'000'000;  // some days
  const auto millis = ParseInteger(word);
  if (!millis || *millis < 0 || *millis > kMost) return std::nullopt;
  return millis;
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

void EngineFlags::Declare(CommandLine& flags) {
  DeclareServer(flags);
  DeclareOutput(flags);
}

void EngineFlags::DeclareServer(CommandLine& flags) {
  flags.StartGroup("Engine");
  flags.Values("--lib", libraries, "FILE", "Load a function library (repeatable)");
  aliases.Declare(flags);
  flags.Values("--fixture", fixtures, "FILE", "Load a keyspace (repeatable, in order)");
  flags.Value("--target", target, "NAME",
              "Server to behave as: redis-7.0, redis-7.2, redis-7.4, valkey-8.0");
  flags.Value("--resp", resp, {2, 3}, "N", "Protocol that the caller speaks: 2 or 3");
  flags.Value("--now", now, "TIME",
              "Stop the data clock at a time: 2024-05-01T12:00:00Z or unix seconds");
  flags.Value("--seed", seed, "N", "Seed of SPOP, RANDOMKEY and the like");
  flags.Value("--acl", acl, "RULES", "Rules of the default user: '~app:* +@read'");
  flags.StartGroup("Conditions");
  flags.Value("--maxmemory", max_memory, "SIZE",
              "Memory that the server may use: 10mb; 0: no limit");
  flags.Value("--role", role, "ROLE", "primary, replica, or stale-replica (it lost its primary)");
  flags.Switch("--cluster", cluster, "A cluster of one node that owns all slots");
  flags.Value("--slots", slots, "RANGES", "Slots that the node of --cluster has kept: 0-8191,9000");
  flags.Switch("--disk-error", disk_error, "The last snapshot failed: writes are refused, MISCONF");
  flags.Switch("--too-few-replicas", too_few_replicas,
               "min-replicas-to-write is not met: writes are refused, NOREPLICAS");
  flags.Switch("--loading", loading, "The server still loads its data: LOADING");
  flags.Switch("--write-pause", write_pause, "CLIENT PAUSE WRITE: what writes has to wait");
  flags.Switch("--strict-keys", strict_keys,
               "Scripts may only use the keys that they were called with");
  flags.Value("--lua-memory", lua_memory, "SIZE",
              "Memory that Lua may use, for scripts and functions each: 64mb");
  flags.Value("--busy-threshold", busy_threshold, "MS",
              "How long a script may run until it is called busy; 5000");
  flags.Value("--time-limit", time_limit, "MS", "End a script that runs longer, in milliseconds");
}

void EngineFlags::DeclareOutput(CommandLine& flags) {
  flags.StartGroup("Output");
  flags.Switch("--json", json, "Print the answer as one JSON object");
  flags.Value("--format", format, "FORM", "How errors are shown: picture, or line (one each)");
  flags.Switch("--diff", diff, "Show which keys changed, and how");
  flags.Value("--save-fixture", save_fixture, "FILE",
              "Write the keyspace and libraries afterwards");
  flags.NotFromFile("save-fixture", "it writes over a file, each time");
  flags.Switch("--trace", trace, "Show each command that a script calls, with reply and time");
  flags.Switch("--propagated", propagated,
               "Show what goes to the append-only file and to replicas");
  flags.Switch("--key-audit", key_audit,
               "List the keys that scripts used without having them in KEYS");
  flags.Value("--loglevel", log_level, "LEVEL",
              "Least redis.log level shown: debug, verbose, notice (as it is), warning");
}

const Target& EngineFlags::ReadTarget() const {
  if (const Target* found = FindTarget(target)) return *found;
  std::vector<std::string_view> names;
  for (const Target& known : Targets()) names.push_back(known.name);
  RefuseWord("--target", target, names);
}

LogLevel LeastLogLevel(ServerState& server) {
  const auto found = std::ranges::find(kLogLevels, DirectiveValue(server, "loglevel"));
  return static_cast<LogLevel>(found - kLogLevels.begin());
}

void EngineFlags::ApplyLogLevel(ServerState& server) const {
  if (!log_level) return;
  if (std::ranges::find(kLogLevels, *log_level) == kLogLevels.end())
    RefuseWord("--loglevel", *log_level, kLogLevels);
  SetDirective(server, *FindDirective(server.target.id, "loglevel").row, *log_level);
}

Deployment EngineFlags::ReadDeployment() const {
  Deployment deployment;
  const auto set = [&](std::string_view name, const std::optional<std::string>& value) {
    if (!value) return;
    if (const auto error = deployment.Set(name, *value))
      throw UsageError(StrCat("--", name, ": ", *error));
  };
  const auto turn_on = [&](std::string_view name, bool on) {
    if (on) set(name, "");
  };
  set("role", role);
  set("maxmemory", max_memory);
  turn_on("cluster", cluster);
  set("slots", slots);
  turn_on("disk-error", disk_error);
  turn_on("too-few-replicas", too_few_replicas);
  turn_on("loading", loading);
  turn_on("write-pause", write_pause);
  turn_on("strict-keys", strict_keys);
  set("acl", acl);
  return deployment;
}

std::optional<size_t> EngineFlags::ReadLuaMemory() const {
  if (lua_memory.empty()) return std::nullopt;
  const uint64_t bytes = ReadSize("--lua-memory", lua_memory);
  constexpr size_t kLeast = size_t{1} << 20;  // the libraries alone take some hundred kilobytes
  if (bytes < kLeast) throw UsageError("--lua-memory: at least 1mb");
  return bytes;
}

std::optional<int64_t> EngineFlags::ReadTimeLimit() const {
  if (time_limit.empty()) return std::nullopt;
  const auto millis = ReadMillis(time_limit);
  if (millis && *millis > 0) return millis;
  throw UsageError(
      StrCat("--time-limit: ", Quote(time_limit), " is no number of milliseconds above 0"));
}

std::optional<int64_t> EngineFlags::ReadBusyThreshold() const {
  if (!busy_threshold) return std::nullopt;
  if (const auto millis = ReadMillis(*busy_threshold)) return millis;
  throw UsageError(
      StrCat("--busy-threshold: ", Quote(*busy_threshold), " is no number of milliseconds"));
}

bool ReadErrorFormat(const std::string& format) {
  constexpr std::array<std::string_view, 2> kForms = {"picture", "line"};
  if (std::ranges::find(kForms, format) == kForms.end()) RefuseWord("--format", format, kForms);
  return format == "line";
}

bool EngineFlags::ReadOneLine() const { return ReadErrorFormat(format); }

std::optional<int64_t> EngineFlags::ReadNow() const {
  if (now.empty()) return std::nullopt;
  if (const auto time = ParseTime(now)) return time;
  throw UsageError(StrCat("--now: ", Quote(now),
                          " is no time; write 2024-05-01T12:00:00Z or seconds since 1970"));
}

}  // namespace luarig
