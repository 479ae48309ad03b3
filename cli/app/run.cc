#include <exception>
#include <ostream>

#include "cli/app/command_line.h"
#include "cli/app/files.h"
#include "cli/app/project.h"
#include "cli/app/subcommand.h"
#include "engine/base/bytes.h"
#include "engine/base/suggest.h"

namespace luarig {
namespace {

constexpr const char* kVersion = LUARIG_VERSION;

// clang-format off
constexpr Subcommand kSubcommands[] = {
    // name      words                                   summary                                             file?  declare
    {"bundle",  "FILE|-",                                "print a script with all that it includes",         true,  DeclareBundle},
    {"debug",   "eval FILE|-e TEXT | fcall NAME  [key ...] [, arg ...]", "step through what runs, forwards and backwards", true, DeclareDebug},
    {"eval",    "FILE|-|-e TEXT [key ...] [, arg ...]",  "run a script and print its reply",                 true,  DeclareEval},
    {"exec",    "COMMAND [arg ...]  |  -f FILE",         "run one command, or a file of them",               true,  DeclareExec},
    {"explain", "[CODE|MESSAGE ...]",                    "what an error means, and what to do",              false, DeclareExplain},
    {"fcall",   "NAME [key ...] [, arg ...] --lib FILE", "call a function of a library",                     true,  DeclareFcall},
    {"repl",    "",                                      "prompt for commands and Lua",                      true,  DeclareRepl},
    {"serve",   "[redis.conf] [--DIRECTIVE value ...]",  "answer RESP clients on the loopback interface",    true,  DeclareServe},
    {"test",    "[PATH ...]",                            "run suites of tests",                              true,  DeclareTest},
};
// clang-format on

void PrintHelp(Console& console) {
  console.out << "Run the Lua of Redis and Valkey without a server.\n\n"
                 "Usage: luarig SUBCOMMAND [words] [flags]\n\n";
  for (const Subcommand& subcommand : kSubcommands) {
    const std::string name = subcommand.name;
    console.out << "  " << name << std::string(10 - name.size(), ' ') << subcommand.summary << '\n';
  }
  console.out << "\n`luarig SUBCOMMAND --help` tells its flags. Exit status: 0 done, 1 done and "
                 "something\nis wrong (an error reply), 2 could not do it, 130 interrupted.\n";
}

ExitCode UnknownWord(const std::string& word, Console& console) {
  std::vector<std::string_view> names{"--help", "--version"};
  for (const Subcommand& subcommand : kSubcommands) names.emplace_back(subcommand.name);
  const std::string_view closest = ClosestWord(word, names);
  console.err << "luarig: unknown " << (word.starts_with("-") ? "option " : "subcommand ") << word;
  if (!closest.empty()) console.err << "; did you mean " << closest << '?';
  console.err << (closest.empty() ? "; `luarig --help` lists them\n" : "\n");
  return ExitCode::kFailure;
}

// `changed`: the file for which it is run again, "" at first. If that is wrong it is waited for.
ExitCode RunOnce(const Subcommand& subcommand, std::vector<std::string> argv,
                 const std::string& changed, Console& console) {
  CommandLine flags(subcommand.summary,
                    StrCat("luarig ", subcommand.name,
                           subcommand.words[0] == '\0' ? "" : StrCat(" ", subcommand.words)));
  if (subcommand.has_project) flags.DeclareProject();
  try {
    const auto run = subcommand.declare(flags, argv);
    if (!flags.Parse(argv)) {
      console.out << flags.Help();
      return ExitCode::kOk;
    }
    if (subcommand.has_project) ApplyProject(flags, subcommand.name, console);
    return run(console);
  } catch (const std::exception& error) {  // UsageError, or no memory
    console.out.flush();
    console.err << "luarig " << subcommand.name << ": " << flags.WithOrigin(error.what()) << '\n';
  }
  if (changed.empty()) return ExitCode::kFailure;
  const auto before = WrittenAt(changed);
  console.err << kWatching << std::flush;
  WaitUntil([&] { return WrittenAt(changed) != before; });
  throw StartAgain{changed};
}

ExitCode RunSubcommand(const Subcommand& subcommand, const std::vector<std::string>& argv,
                       Console& console) {
  std::string changed;
  while (true) {
    try {
      return RunOnce(subcommand, argv, changed, console);
    } catch (const StartAgain& again) {
      changed = again.file;
      console.started_again = true;
    }
  }
}

}  // namespace

std::span<const Subcommand> Subcommands() { return kSubcommands; }

ExitCode RunLuarig(std::vector<std::string> argv, Console& console) {
  if (argv.empty()) {
    console.err << "luarig: no subcommand; `luarig --help` lists them\n";
    return ExitCode::kFailure;
  }
  const std::string word = argv.front();
  argv.erase(argv.begin());
  if (word == "--help" || word == "-h" || word == "help") {
    PrintHelp(console);
    return ExitCode::kOk;
  }
  if (word == "--version") {
    console.out << "luarig " << kVersion << '\n';
    return ExitCode::kOk;
  }
  for (const Subcommand& subcommand : kSubcommands) {
    if (word == subcommand.name) return RunSubcommand(subcommand, argv, console);
  }
  return UnknownWord(word, console);
}

}  // namespace luarig
