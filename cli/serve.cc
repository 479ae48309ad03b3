#include <algorithm>
#include <charconv>
#include <fstream>
#include <memory>
#include <ostream>

#include <unistd.h>

#include "cli/app/command_line.h"
#include "cli/app/files.h"
#include "cli/app/process.h"
#include "cli/app/rig.h"
#include "cli/app/subcommand.h"
#include "cli/debug/dap_main.h"
#include "cli/debug/dap_server.h"
#include "cli/serve/configuration.h"
#include "cli/serve/script_log.h"
#include "cli/serve/server.h"
#include "cli/serve/server_words.h"
#include "cli/serve/socket.h"
#include "engine/base/bytes.h"
#include "engine/dispatch/statistics.h"
#include "engine/fixture/json_writer.h"
#include "engine/source/paths.h"
#include "engine/trace/coverage.h"
#include "engine/trace/lcov.h"
#include "engine/trace/recorder.h"

namespace luarig {
namespace {

struct ServeOptions {
  std::optional<std::string> port;
  std::string port_file;
  std::vector<std::string> addresses;
  std::optional<std::string> path;
  std::optional<std::string> password;
  std::string coverage;
  std::string record;
  std::optional<std::string> slow_script;
  std::optional<std::string> dap_port;
  ServerWords words;
  EngineFlags engine;
};

bool AnyPort(const ServeOptions& options) { return options.port == "auto"; }

void CheckPort(const std::string& word) {
  uint16_t port = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), port);
  if (word != "auto" && (error != std::errc() || end != word.data() + word.size()))
    throw UsageError(StrCat("--port ", word, ": a number up to 65535, or auto"));
}

std::optional<int64_t> ReadMillis(const std::optional<std::string>& word, std::string_view flag) {
  if (!word) return std::nullopt;
  int64_t millis = 0;
  const auto [end, error] = std::from_chars(word->data(), word->data() + word->size(), millis);
  if (error != std::errc() || end != word->data() + word->size() || millis < 0)
    throw UsageError(StrCat(flag, " ", *word, ": not a number of milliseconds"));
  return millis;
}

// The flags that are directives by another name.
std::vector<std::string> AsDirectives(const ServeOptions& options) {
  std::vector<std::string> words;
  if (options.port && !AnyPort(options)) {
    CheckPort(*options.port);
    words.insert(words.end(), {"--port", *options.port});
  }
  if (!options.addresses.empty()) words.emplace_back("--bind");
  words.insert(words.end(), options.addresses.begin(), options.addresses.end());
  if (options.path) words.insert(words.end(), {"--unixsocket", *options.path});
  if (options.password) words.insert(words.end(), {"--requirepass", *options.password});
  return words;
}

// Removes the socket's file when the server ends.
class PathGuard {
 public:
  explicit PathGuard(std::string path) : path_(std::move(path)) {}
  ~PathGuard() {
    if (!path_.empty()) unlink(path_.c_str());
  }
  PathGuard(const PathGuard&) = delete;
  PathGuard& operator=(const PathGuard&) = delete;

 private:
  std::string path_;
};

// Where --coverage writes the text of a script, which has no file of its own: beside the tracefile.
std::string ScriptFile(const std::string& tracefile, const Coverage::Unit& unit) {
  return StrCat(tracefile, ".", unit.name, ".lua");
}

// What --coverage, --record, --trace and --slow-script see of an engine, which it outlives.
class Watchers {
 public:
  Watchers(Engine& engine, const ServeOptions& options, Console& console)
      : engine_(engine), options_(options), coverage_(engine.state()) {
    const auto slow = ReadMillis(options.slow_script, "--slow-script");
    if (options.engine.trace || slow) {
      log_ = std::make_unique<ScriptLog>(console, options.engine.trace, slow);
      engine_.AddObserver(*log_);
    }
    if (!options.coverage.empty()) {
      WriteFile(options.coverage, "");  // that it can be written is known from the start
      engine_.AddObserver(coverage_);
    }
    if (!options.record.empty()) {
      file_.open(options.record, std::ios::binary | std::ios::trunc);
      if (!file_) throw UsageError(StrCat("cannot write ", options.record));
    }
  }

  // Clients come: what is recorded begins with them.
  void Start() {
    if (options_.record.empty()) return;
    recorder_ = std::make_unique<Recorder>([this](std::string_view line) { file_ << line; });
    engine_.AddObserver(*recorder_);
  }

  // The file is another process'. What is in its buffer is not written a second time.
  void StopRecording() { file_.setstate(std::ios::failbit); }

  // Writes the reports.
  void Finish() {
    if (recorder_ && !file_.flush())
      throw UsageError(StrCat("cannot write ", options_.record, ": the file is not whole"));
    if (options_.coverage.empty()) return;
    WriteFile(options_.coverage, Lcov(coverage_.Report([this](const Coverage::Unit& unit) {
                for (const std::string& path : options_.engine.libraries) {
                  if (unit.kind == ScriptKind::kLibrary && ReadFile(path) == unit.text) return path;
                }
                std::string path = ScriptFile(options_.coverage, unit);
                WriteFile(path, unit.text);
                return path;
              })));
  }

 private:
  Engine& engine_;
  const ServeOptions& options_;
  Coverage coverage_;
  std::unique_ptr<ScriptLog> log_;
  std::unique_ptr<Recorder> recorder_;
  std::ofstream file_;
};

void Announce(const ServeOptions& options, const std::vector<Socket>& listeners,
              const Console& console) {
  const auto tcp = std::ranges::find_if_not(listeners, IsUnix);
  if (!options.port_file.empty()) {
    if (tcp == listeners.end())
      throw UsageError("--port-file with --port 0: there is no port to write");
    WriteFile(options.port_file, StrCat(PortOf(*tcp), "\n"));
  }
  for (const Socket& listener : listeners) {
    std::string address = NearAddress(listener);
    const size_t colon = address.rfind(':');
    const std::string port = StrCat(" port ", address.substr(colon + 1));
    address.resize(colon);
    console.out << "luarig serve: " << address << (IsUnix(listener) ? "" : port) << '\n';
  }
}

// SAVE and BGSAVE write what the end of the server would.
void SaveOnDemand(Engine& engine, const std::string& path, Console& console) {
  if (path.empty()) return;
  engine.state().save = [&engine, &console, path]() -> std::string {
    try {
      WriteFile(path, SaveJson(engine));
      return "";
    } catch (const UsageError& error) {
      console.err << "luarig serve: " << error.what() << std::endl;
      return error.what();
    }
  };
}

// The libraries that were loaded from files, as an editor names these.
std::vector<SourceText> LibraryFiles(Rig& rig, const std::vector<std::string>& paths) {
  std::vector<SourceText> libraries;
  for (const auto& [name, known] : rig.Libraries()) {
    if (std::ranges::find(paths, known.name) == paths.end()) continue;
    SourceText& source = libraries.emplace_back(known);
    source.name = JoinPath(Resolved("."), source.name);
    for (SourceFile& file : source.files) file.name = JoinPath(Resolved("."), file.name);
  }
  return libraries;
}

// Takes the port of --dap-port; null without the flag.
std::unique_ptr<DapServer> ListenForEditors(const ServeOptions& options, Rig& rig, Server& server,
                                            const Console& console) {
  if (!options.dap_port) return nullptr;
  const uint16_t port = ReadDapPort(*options.dap_port);
  Socket listener = ListenOnPort("127.0.0.1", port);
  console.out << "luarig serve: editors attach to 127.0.0.1 port " << PortOf(listener) << std::endl;
  auto editors = std::make_unique<DapServer>(
      std::move(listener),
      DapHost{.engine = rig.engine(),
              .libraries = LibraryFiles(rig, options.engine.libraries),
              .wait = [&server](bool others) { return server.WaitWhileScriptStands(others); }});
  server.Accompany(*editors);
  return editors;
}

ExitCode RunServe(const ServeOptions& options, Console& console) {
  if (options.engine.json) throw UsageError("--json does not go with a server");
  if (!options.engine.time_limit.empty())
    throw UsageError("--time-limit does not go with a server; clients have SCRIPT KILL");
  ServerWords words = options.words;
  for (std::string& word : AsDirectives(options)) words.directives.push_back(std::move(word));
  EngineFlags flags = options.engine;
  flags.trace = false;  // the watchers show it, by client and script

  const auto process = ThisProcess(words.config_file == "-" ? "" : words.config_file);
  std::vector<Socket> listeners;
  std::unique_ptr<PathGuard> guard;
  std::unique_ptr<Watchers> watchers;  // before the rig: its engine tells them to its end
  Rig rig(
      flags, console,
      {.clock = Rig::Clock::kTicking, .process = process.get(), .before_load = [&](Engine& engine) {
         Configure(engine.state(), words, console);
         listeners = Listen(engine.state(), AnyPort(options));
         guard = std::make_unique<PathGuard>(UnixPathOf(listeners));
         Announce(options, listeners, console);
         watchers = std::make_unique<Watchers>(engine, options, console);
       }});
  if (rig.ok()) {
    console.out << "Ready to accept connections" << std::endl;
    SaveOnDemand(rig.engine(), options.engine.save_fixture, console);
    rig.engine().default_session().Leave();  // it is nobody's connection
    // The ids that came before are those of the server's own clients.
    constexpr uint64_t kFirstClient = 3;
    rig.engine().state().next_session_id = kFirstClient;
    ResetStatistics(rig.engine().state());
    watchers->Start();
    Server server(rig.engine(), std::move(listeners));
    const auto editors = ListenForEditors(options, rig, server, console);
    server.debug_sessions().in_child = [&watchers] { watchers->StopRecording(); };
    server.Run();
  }
  const ExitCode code = rig.Finish();
  watchers->Finish();
  return code;
}

}  // namespace

std::function<ExitCode(Console&)> DeclareServe(CommandLine& flags, std::vector<std::string>& argv) {
  auto options = std::make_shared<ServeOptions>();
  flags.Value("--port", options->port, "PORT",
              "TCP port, 6379 if nothing is said; auto takes a free one, 0 none");
  flags.Value("--port-file", options->port_file, "FILE", "Write the port there");
  flags.Values("--bind", options->addresses, "ADDRESS",
               "Address to listen on, 127.0.0.1 if nothing is said (repeatable)");
  flags.Value("--unix", options->path, "PATH", "Listen on a unix socket as well");
  flags.Value("--requirepass", options->password, "PASSWORD", "Password of the default user");
  flags.StartGroup("Scripts of clients");
  flags.Value("--coverage", options->coverage, "FILE",
              "Write which lines ran, as an LCOV tracefile");
  flags.Value("--record", options->record, "FILE", "Write down the commands of all clients");
  flags.Value("--slow-script", options->slow_script, "MS", "Tell of scripts that take longer");
  flags.Value("--dap-port", options->dap_port, "PORT",
              "Let an editor's debugger attach to this port; auto: a free one");
  flags.NotFromFile("dap-port", "whoever wants to debug says so each time");
  options->engine.Declare(flags);
  for (const std::string_view name : {"json", "time-limit"})
    flags.NotFromFile(name, "it does not go with a server");
  options->words = TakeServerWords(argv, flags.KnownFlags());
  return [options](Console& console) { return RunServe(*options, console); };
}

}  // namespace luarig
