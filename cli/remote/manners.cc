#include "cli/remote/manners.h"

#include <algorithm>
#include <limits>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/number.h"

namespace luarig {
namespace {

struct Refused {
  std::string_view name;
  std::string_view subcommand;  // "": all of them
  bool may_be_allowed;          // by may_flush
  std::string_view why;
};

constexpr std::string_view kOthers = "it would reach data that is not the tests'";
constexpr std::string_view kEnds = "it would end or change the server for others";
constexpr std::string_view kNoReplies = "its replies cannot be told from those of other commands";

// clang-format off
constexpr Refused kRefused[] = {
    // name       subcommand allowed why
    {"flushall",   "",        true,  kOthers},
    {"swapdb",     "",        true,  kOthers},
    {"function",   "flush",   true,  kOthers},
    {"function",   "restore", true,  kOthers},
    {"script",     "flush",   true,  kOthers},
    {"migrate",    "",        true,  kOthers},
    {"shutdown",   "",        false, kEnds},
    {"replicaof",  "",        false, kEnds},
    {"slaveof",    "",        false, kEnds},
    {"failover",   "",        false, kEnds},
    {"monitor",    "",        false, kNoReplies},
    {"sync",       "",        false, kNoReplies},
    {"psync",      "",        false, kNoReplies},
    {"client",     "reply",   false, kNoReplies},
};
// clang-format on

// The library that a command deletes or replaces; "" for other commands.
std::string ReplacedLibrary(const std::vector<std::string>& words) {
  if (words.size() < 3 || !EqualsIgnoreCase(words[0], "function")) return "";
  if (EqualsIgnoreCase(words[1], "delete")) return words[2];
  const bool replaces = EqualsIgnoreCase(words[1], "load") && EqualsIgnoreCase(words[2], "replace");
  return replaces ? LibraryNameOf(words.back()) : "";
}

// The word that is a number of a database; 0 if there is none.
size_t DatabaseWord(const std::vector<std::string>& words) {
  const std::string name = ToLower(words.front());
  if (name == "select" && words.size() == 2) return 1;
  if (name == "move" && words.size() == 3) return 2;
  if (name != "copy") return 0;
  for (size_t i = 3; i + 1 < words.size(); ++i) {
    if (EqualsIgnoreCase(words[i], "db")) return i + 1;
  }
  return 0;
}

}  // namespace

std::string KeepManners(std::vector<std::string>& words, RemoteServer& server) {
  const RemoteOptions& options = server.options();
  for (const Refused& row : kRefused) {
    if (!EqualsIgnoreCase(words.front(), row.name)) continue;
    if (row.may_be_allowed && options.may_flush) continue;
    const bool any = row.subcommand.empty();
    if (!any && (words.size() < 2 || !EqualsIgnoreCase(words[1], row.subcommand))) continue;
    return StrCat(ToUpper(row.name), any ? "" : " ", ToUpper(row.subcommand), " is not run on ",
                  server.name(), ": ", row.why,
                  row.may_be_allowed ? StrCat("; allow it with ", options.may_flush_flag) : "");
  }
  const std::string library = ReplacedLibrary(words);
  if (server.IsForeign(library))
    return StrCat("library ", library, " of ", server.name(),
                  " is not the tests': leave it, or allow it with ", options.may_flush_flag);
  const size_t at = DatabaseWord(words);
  const std::optional<int64_t> database = at == 0 ? std::nullopt : ParseInteger(words[at]);
  if (!database || *database < 0 || *database > std::numeric_limits<int>::max()) return "";
  const int number = static_cast<int>(*database);
  if (Result<bool> claimed = server.Claim(number); !claimed) return claimed.error();
  words[at] = std::to_string(server.DatabaseOf(number));
  return "";
}

}  // namespace luarig
