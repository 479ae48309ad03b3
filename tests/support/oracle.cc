#include "tests/support/oracle.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/bytes.h"

namespace luarig::test {
namespace {

namespace fs = std::filesystem;

constexpr int kStartLimitMs = 15000;
constexpr int kPauseMs = 5;

// The program to run, "" if there is none.
std::string FindProgram() {
  if (const char* named = std::getenv("LUARIG_REDIS_SERVER"); named != nullptr && *named != '\0') {
    return named;
  }
  const char* path = std::getenv("PATH");
  for (const char* name : {"redis-check-rdb", "redis-server"}) {
    std::istringstream folders(path != nullptr ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');) {
      std::string candidate = folder + "/" + name;
      if (access(candidate.c_str(), X_OK) == 0) return candidate;
    }
  }
  return "";
}

// A port that nobody listens on at the moment.
int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool ok = bind(fd, generic, size) == 0 && getsockname(fd, generic, &size) == 0;
  close(fd);
  return ok ? ntohs(address.sin_port) : 0;
}

// The child's side: becomes the server, and dies with its parent.
[[noreturn]] void BecomeServer(const std::vector<std::string>& words, const std::string& log,
                               pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  // execv takes char* but writes to none of them.
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  execv(argv[0], argv.data());
  _exit(127);
}

std::string LastLine(const std::string& file) {
  std::ifstream in(file);
  std::string last;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) last = line;
  }
  return last;
}

// The value of "name:value" in a text as INFO replies it.
std::string InfoField(const std::string& info, const std::string& name) {
  const size_t at = info.find(name + ":");
  if (at == std::string::npos) return "";
  const size_t start = at + name.size() + 1;
  return info.substr(start, info.find('\r', start) - start);
}

}  // namespace

Result<std::unique_ptr<Oracle>> Oracle::Start(const OracleOptions& options) {
  const std::string program = FindProgram();
  if (program.empty()) return Failure{"no redis-check-rdb or redis-server in PATH"};
  std::unique_ptr<Oracle> oracle(new Oracle());
  const Result<bool> launched = oracle->Launch(program, options);
  if (!launched) return Failure{launched.error()};
  const Result<bool> answered = oracle->AwaitAnswer();
  if (!answered) return Failure{answered.error()};
  if (options.setting == Setting::kCluster) {
    const Result<bool> made = oracle->MakeCluster();
    if (!made) return Failure{made.error()};
  }
  return oracle;
}

Oracle::~Oracle() { End(); }

Result<bool> Oracle::Launch(const std::string& program, const OracleOptions& options) {
  std::string folder = (fs::temp_directory_path() / "luarig-oracle-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return Failure{StrCat(folder, ": ", std::strerror(errno))};
  folder_ = folder;
  socket_path_ = folder_ + "/socket";
  port_ = options.tcp ? FreePort() : 0;

  std::error_code failed;
  fs::create_symlink(fs::absolute(program), folder_ + "/redis-server", failed);
  if (failed) return Failure{StrCat(folder_, ": ", failed.message())};
  std::vector<std::string> words = {folder_ + "/redis-server",
                                    "--port",
                                    std::to_string(port_),
                                    "--bind",
                                    "127.0.0.1",
                                    "--unixsocket",
                                    socket_path_,
                                    "--dir",
                                    folder_,
                                    "--save",
                                    "",
                                    "--appendonly",
                                    "no",
                                    "--enable-debug-command",
                                    "yes",
                                    "--daemonize",
                                    "no"};
  if (options.setting == Setting::kCluster)
    words.insert(words.end(),
                 {"--cluster-enabled", "yes", "--cluster-port", std::to_string(FreePort())});
  // Nobody, root included, can make files there.
  if (options.setting == Setting::kFailingDisk) words.insert(words.end(), {"--dir", "/proc"});
  words.insert(words.end(), options.extra.begin(), options.extra.end());

  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) BecomeServer(words, folder_ + "/log", parent);
  if (pid_ < 0) return Failure{StrCat("fork: ", std::strerror(errno))};
  return true;
}

Result<bool> Oracle::AwaitAnswer() {
  for (int waited = 0; waited < kStartLimitMs; waited += kPauseMs) {
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = -1;
      return Failure{StrCat("the oracle did not start: ", LastLine(folder_ + "/log"))};
    }
    Result<RespClient> client = Connect();
    if (!client) {
      usleep(kPauseMs * 1000);
      continue;
    }
    const Result<Reply> info = client->Run(std::vector<std::string>{"INFO", "server"});
    if (!info) return Failure{StrCat("the oracle does not answer: ", info.error())};
    const std::string version = InfoField(info.value().text, "redis_version");
    if (version == kOracleVersion) return true;
    return Failure{StrCat("oracle is redis ", version, ", need ", kOracleVersion)};
  }
  return Failure{"the oracle did not start in time"};
}

Result<bool> Oracle::MakeCluster() {
  Result<RespClient> client = Connect();
  if (!client) return Failure{client.error()};
  const auto run = [&](const std::vector<std::string>& words) { return client->Run(words); };
  const Result<Reply> added = run({"CLUSTER", "ADDSLOTSRANGE", "0", "16383"});
  if (!added || added.value().is_error()) return Failure{"the oracle takes no slots"};
  for (int waited = 0; waited < kStartLimitMs; waited += kPauseMs) {
    const Result<Reply> info = run({"CLUSTER", "INFO"});
    if (!info) return Failure{info.error()};
    if (InfoField(info.value().text, "cluster_state") == "ok") return true;
    usleep(kPauseMs * 1000);
  }
  return Failure{"the oracle's cluster did not come up in time"};
}

void Oracle::End() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

}  // namespace luarig::test
