#include "cli/serve/configuration.h"

#include <algorithm>
#include <istream>
#include <iterator>
#include <ostream>
#include <string_view>

#include <sys/resource.h>
#include <sys/stat.h>

#include "cli/app/excerpt.h"
#include "cli/app/files.h"
#include "engine/base/bytes.h"
#include "engine/dispatch/config_file.h"
#include "engine/dispatch/config_rewrite.h"
#include "engine/server/config.h"

namespace luarig {
namespace {

std::optional<std::string> ReadIncluded(const std::string& path) {
  try {
    return ReadFile(path);
  } catch (const UsageError&) {
    return std::nullopt;
  }
}

void DrawProblems(const std::vector<Diagnostic>& problems, const std::string& file,
                  const std::string& text, Console& console) {
  for (Diagnostic problem : problems) {
    problem.command.clear();  // the line is in the picture
    const std::string source =
        problem.where.file == file ? text : ReadIncluded(problem.where.file).value_or("");
    console.err << DrawDiagnostic(console, problem, source);
  }
}

void ApplyFile(ServerState& server, const std::string& path, Console& console) {
  const bool standard_input = path == "-";
  const std::string name = standard_input ? "standard input" : path;
  const std::string text =
      standard_input ? std::string(std::istreambuf_iterator<char>(console.in), {}) : ReadFile(path);
  const auto problems = ApplyConfigText(server, text, ReadIncluded, name);
  if (problems.empty()) return;
  DrawProblems(problems, name, text, console);
  throw UsageError(StrCat("cannot start with ", name));
}

void ApplyWords(ServerState& server, const std::vector<std::string>& words) {
  const auto problems = ApplyConfigArgs(server, words);
  if (problems.empty()) return;
  throw UsageError(StrCat("--", problems[0].command[0], ": ", problems[0].message));
}

// What would be another server than the one that was asked for is refused; what only concerns how a
// process lives is said.
void CheckMeaning(ServerState& server, Console& console) {
  if (!DirectiveValue(server, "aclfile").empty()) {
    throw UsageError(
        "aclfile: no users are read from a file of their own; write `user ...` lines into the "
        "configuration, or --user NAME RULES");
  }
  if (DirectiveValue(server, "tls-port") != "0") throw UsageError("tls-port: there is no TLS here");
  if (DirectiveValue(server, "daemonize") == "yes")
    console.err << "luarig serve: daemonize has no effect, it stays in the foreground\n";
  if (!DirectiveValue(server, "logfile").empty())
    console.err << "luarig serve: logfile has no effect, it logs to standard error\n";
}

// Lets the process have a file for each client that may come; where the system does not, fewer may.
void MakeRoomForClients(ServerState& server, Console& console) {
  constexpr rlim_t kOwnFiles = 32;
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  const rlim_t wanted = static_cast<rlim_t>(server.directives.maxclients) + kOwnFiles;
  if (files.rlim_cur >= wanted) return;
  files.rlim_cur = std::min(wanted, files.rlim_max);
  if (setrlimit(RLIMIT_NOFILE, &files) != 0) getrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur >= wanted) return;
  if (files.rlim_cur <= kOwnFiles)
    throw UsageError(
        StrCat("the system allows ", files.rlim_cur, " open files (ulimit -n), which is too few"));
  server.directives.maxclients = static_cast<int64_t>(files.rlim_cur - kOwnFiles);
  console.err << "luarig serve: maxclients is now " << server.directives.maxclients
              << ", because the system allows " << files.rlim_cur << " open files (ulimit -n)\n";
}

// What `bind` names, as an address to listen on; "-" in front of one that may fail.
struct Bound {
  std::string address;
  bool optional = false;
};

std::vector<Bound> BoundAddresses(ServerState& server) {
  if (!server.kept_directives.contains("bind")) return {{.address = "127.0.0.1"}};
  std::vector<Bound> all;
  const std::string words = DirectiveValue(server, "bind");
  for (std::string_view word : WordsOf(words)) {
    Bound bound;
    bound.optional = word.starts_with('-');
    if (bound.optional) word.remove_prefix(1);
    bound.address = word;
    if (word == "*") bound.address = "0.0.0.0";
    if (word == "::*") bound.address = "::";
    if (EqualsIgnoreCase(word, "localhost")) bound.address = "127.0.0.1";
    if (!IsAddress(bound.address))
      throw UsageError(StrCat("bind ", word, ": not an IPv4 or IPv6 address"));
    if (!IsLoopback(bound.address) && !server.acl.requires_login()) {
      throw UsageError(
          StrCat("bind ", word, ": other machines could reach it, which takes --requirepass"));
    }
    all.push_back(std::move(bound));
  }
  return all;
}

void ListenOnAddresses(ServerState& server, bool any_port, std::vector<Socket>& listeners) {
  auto port = static_cast<uint16_t>(any_port ? 0 : server.directives.port);
  for (const Bound& bound : BoundAddresses(server)) {
    try {
      listeners.push_back(ListenOnPort(bound.address, port));
    } catch (const UsageError&) {
      if (!bound.optional) throw;
      continue;
    }
    port = PortOf(listeners.back());
  }
  server.directives.port = port;
}

void ListenOnFile(ServerState& server, const std::string& path, std::vector<Socket>& listeners) {
  listeners.push_back(ListenOnPath(path));
  const std::string mode = DirectiveValue(server, "unixsocketperm");
  constexpr int kOctal = 8;
  if (mode != "0") chmod(path.c_str(), static_cast<mode_t>(std::stoul(mode, nullptr, kOctal)));
}

}  // namespace

void Configure(ServerState& server, const ServerWords& words, Console& console) {
  if (!words.config_file.empty()) ApplyFile(server, words.config_file, console);
  ApplyWords(server, words.directives);
  CheckMeaning(server, console);
  MakeRoomForClients(server, console);
  if (words.config_file.empty() || words.config_file == "-") return;
  server.rewrite_config = [&server, path = words.config_file]() -> std::string {
    try {
      WriteFile(path, RewriteConfig(server, ReadFile(path)));
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  };
}

std::vector<Socket> Listen(ServerState& server, bool any_port) {
  std::vector<Socket> listeners;
  if (any_port || server.directives.port != 0) ListenOnAddresses(server, any_port, listeners);
  const std::string path = DirectiveValue(server, "unixsocket");
  if (!path.empty()) ListenOnFile(server, path, listeners);
  if (listeners.empty()) throw UsageError("--port 0 without --unix PATH: nobody could connect");
  return listeners;
}

}  // namespace luarig
