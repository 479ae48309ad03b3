#ifndef LUARIG_CLI_APP_SUBCOMMAND_H_
#define LUARIG_CLI_APP_SUBCOMMAND_H_

#include <functional>
#include <iosfwd>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace luarig {

class CommandLine;

// What the shell sees. Scripts rely on these; docs/exit-codes.md lists them.
enum class ExitCode {
  kOk = 0,
  kFindings = 1,  // The work was done and the news is bad: an error reply, a failed test.
  kFailure = 2,   // The work could not be done: unreadable file, bad option.
  kInterrupted = 130,
};

// The three streams of a process, replaceable by tests, and what is known of them.
struct Console {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool color = false;  // on err, where pictures are drawn
  int width = 80;      // columns of err
  // The process ends with the subcommand. The system takes memory back quicker than we give it.
  bool ends_process = false;
  // What runs had been asked for before, and is run again for a StartAgain.
  bool started_again = false;
};

// Thrown by a run that watches: `file`, which says flags, has changed, so all is to be read again.
struct StartAgain {
  std::string file;
};

// What a run that watches says when it has nothing more to do.
inline constexpr const char* kWatching = "watching; Ctrl-C ends it\n";

// The work could not be done; what() says what, where and what to do, without the "luarig eval: "
// that main puts in front. Thrown by declarations and runs alike, caught in RunLuarig.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A row of `luarig --help`.
struct Subcommand {
  const char* name;
  const char* words;    // what follows the name in the usage line
  const char* summary;  // one line
  bool has_project;     // takes defaults for its flags from luarig.json

  // Declares its flags on `flags` and takes from `argv` (all that follows the subcommand's name)
  // the words that are no flags; the result runs with what was parsed from the rest.
  std::function<ExitCode(Console&)> (*declare)(CommandLine& flags, std::vector<std::string>& argv);
};

std::function<ExitCode(Console&)> DeclareBundle(CommandLine& flags, std::vector<std::string>& argv);
std::function<ExitCode(Console&)> DeclareDebug(CommandLine& flags, std::vector<std::string>& argv);
std::function<ExitCode(Console&)> DeclareEval(CommandLine& flags, std::vector<std::string>& argv);
std::function<ExitCode(Console&)> DeclareExec(CommandLine& flags, std::vector<std::string>& argv);
std::function<ExitCode(Console&)> DeclareExplain(CommandLine& flags,
                                                 std::vector<std::string>& argv);
std::function<ExitCode(Console&)> DeclareFcall(CommandLine& flags, std::vector<std::string>& argv);
std::function<ExitCode(Console&)> DeclareRepl(CommandLine& flags, std::vector<std::string>& argv);
std::function<ExitCode(Console&)> DeclareServe(CommandLine& flags, std::vector<std::string>& argv);
std::function<ExitCode(Console&)> DeclareTest(CommandLine& flags, std::vector<std::string>& argv);

std::span<const Subcommand> Subcommands();

// The whole program but for process set-up: `argv` without the program's name.
ExitCode RunLuarig(std::vector<std::string> argv, Console& console);

}  // namespace luarig

#endif  // LUARIG_CLI_APP_SUBCOMMAND_H_
