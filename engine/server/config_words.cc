#include "engine/server/config_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/server/config.h"

namespace luarig {
namespace {

std::string Joined(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text += StrCat(text.empty() ? "" : " ", word);
  return text;
}

bool IsPath(std::string_view text) { return text.find('/') != std::string_view::npos; }

// --- client-output-buffer-limit ------------------------------------------------------------------

constexpr std::array<std::string_view, 3> kClasses = {"normal", "slave", "pubsub"};
constexpr size_t kWordsOfClass = 4;

std::optional<size_t> ClassOf(std::string_view word) {
  if (EqualsIgnoreCase(word, "replica")) return 1;
  for (size_t i = 0; i < kClasses.size(); ++i) {
    if (EqualsIgnoreCase(word, kClasses[i])) return i;
  }
  return std::nullopt;
}

}  // namespace

Result<std::string> ReadSave(std::span<const std::string_view> words, std::string_view) {
  const Failure bad{"Invalid save parameters"};
  if (words.size() % 2 != 0) return bad;
  for (size_t i = 0; i < words.size(); i += 2) {
    const std::optional<int64_t> seconds = ParseInteger(words[i]);
    const std::optional<int64_t> changes = ParseInteger(words[i + 1]);
    if (!seconds || !changes || *seconds < 1 || *changes < 0) return bad;
  }
  return Joined(words);
}

Result<std::string> ReadBufferLimits(std::span<const std::string_view> words,
                                     std::string_view value) {
  if (words.size() % kWordsOfClass != 0)
    return Failure{"Wrong number of arguments in buffer limit configuration."};
  std::array<std::string, kClasses.size()> limits;
  const std::vector<std::string_view> now = WordsOf(value);
  for (size_t i = 0; i < kClasses.size(); ++i) {
    limits[i] = Joined(std::span(now).subspan(i * kWordsOfClass, kWordsOfClass));
  }
  for (; !words.empty(); words = words.subspan(kWordsOfClass)) {
    const std::optional<size_t> which = ClassOf(words[0]);
    if (!which) return Failure{"Invalid client class specified in buffer limit configuration."};
    const std::optional<uint64_t> hard = ParseBytes(words[1]);
    const std::optional<uint64_t> soft = ParseBytes(words[2]);
    const std::optional<int64_t> seconds = ParseInteger(words[3]);
    if (!hard || !soft || !seconds || *seconds < 0) {
      return Failure{"Error in hard, soft or soft_seconds setting in buffer limit configuration."};
    }
    limits[*which] = StrCat(kClasses[*which], " ", *hard, " ", *soft, " ", *seconds);
  }
  return StrCat(limits[0], " ", limits[1], " ", limits[2]);
}

Result<std::string> ReadOomScores(std::span<const std::string_view> words, std::string_view) {
  constexpr size_t kScores = 3;
  constexpr int64_t kMost = 2000;
  if (words.size() != kScores) return Failure{"wrong number of arguments"};
  for (const std::string_view word : words) {
    const std::optional<int64_t> score = ParseInteger(word);
    if (!score || *score < -kMost || *score > kMost) {
      return Failure{"Invalid oom-score-adj-values, elements must be between -2000 and 2000."};
    }
  }
  return Joined(words);
}

Result<std::string> ReadPercentiles(std::span<const std::string_view> words, std::string_view) {
  std::string text;
  for (const std::string_view word : words) {
    const std::optional<double> percent = ParseDouble(word);
    if (!percent) return Failure{"Invalid latency-tracking-info-percentiles parameters"};
    if (*percent < 0 || *percent > 100) {
      return Failure{"latency-tracking-info-percentiles parameters should sit between [0.0,100.0]"};
    }
    std::array<char, 32> printed{};
    std::snprintf(printed.data(), printed.size(), "%f", *percent);
    std::string_view digits = printed.data();
    while (digits.ends_with('0')) digits.remove_suffix(1);
    if (digits.ends_with('.')) digits.remove_suffix(1);
    text += StrCat(text.empty() ? "" : " ", digits);
  }
  return text;
}

Result<std::string> ReadPrimary(std::span<const std::string_view> words, std::string_view) {
  if (words.size() != 2) return Failure{"wrong number of arguments"};
  if (EqualsIgnoreCase(words[0], "no") && EqualsIgnoreCase(words[1], "one")) return std::string();
  const std::optional<int64_t> port = ParseInteger(words[1]);
  if (!port || *port < 0 || *port > kMaxPort) return Failure{"Invalid master port"};
  return Joined(words);
}

Result<std::string> ReadWords(std::span<const std::string_view> words, std::string_view) {
  return Joined(words);
}

// A title of nothing but names that are empty is no title.
std::string_view RefuseTitle(std::string_view text) {
  constexpr std::string_view kNames[] = {"title",    "listen-addr", "server-mode", "port",
                                         "tls-port", "unixsocket",  "config-file"};
  constexpr std::string_view kEmptyNames[] = {"title", "unixsocket", "config-file"};
  constexpr std::string_view kBad = "template format is invalid or contains unknown variables";
  bool shows = false;
  while (!text.empty()) {
    if (text[0] != '{' || text.starts_with("{{")) {
      text.remove_prefix(text[0] == '{' ? 2 : 1);
      shows = true;
      continue;
    }
    const size_t end = text.find('}');
    if (end == std::string_view::npos) return kBad;
    const std::string_view name = text.substr(1, end - 1);
    if (std::ranges::find(kNames, name) == std::end(kNames)) return kBad;
    shows = shows || std::ranges::find(kEmptyNames, name) == std::end(kEmptyNames);
    text.remove_prefix(end + 1);
  }
  return shows ? "" : kBad;
}

std::string_view RefuseHostname(std::string_view text) {
  constexpr size_t kTooLong = 256;
  if (text.size() >= kTooLong) return "Hostnames must be less than 256 characters";
  const bool good = std::ranges::all_of(text, [](char c) {
    const char lower = ToLower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
  return good ? "" : "Hostnames may only contain alphanumeric characters, hyphens or dots";
}

std::string_view RefuseShutdown(std::string_view text) {
  const std::vector<std::string_view> words = WordsOf(text);
  const bool both = std::ranges::find(words, "save") != words.end() &&
                    std::ranges::find(words, "nosave") != words.end();
  return both ? "shutdown options SAVE and NOSAVE can't be used simultaneously" : "";
}

std::string_view RefuseDirectory(std::string_view text) {
  return text.empty() ? "No such file or directory" : "";
}

std::string_view RefuseDbFilePath(std::string_view text) {
  return IsPath(text) ? "dbfilename can't be a path, just a filename" : "";
}

std::string_view RefuseAofPath(std::string_view text) {
  return IsPath(text) ? "appendfilename can't be a path, just a filename" : "";
}

std::string_view RefuseAofDirPath(std::string_view text) {
  return IsPath(text) ? "appenddirname can't be a path, just a dirname" : "";
}

}  // namespace luarig
