// Scenes on `luarig serve`, which can be every version: what newer servers have, the oracle has
// not.

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/serve/server.h"
#include "tests/remote/remote_fixture.h"
#include "tests/support/real_clock.h"

namespace luarig::test {
namespace {

namespace fs = std::filesystem;

// A process of its own that serves a target.
class Served {
 public:
  explicit Served(const Target& target) {
    std::string folder = (fs::temp_directory_path() / "luarig-served-XXXXXX").string();
    REQUIRE(mkdtemp(folder.data()) != nullptr);
    folder_ = folder;
    std::vector<Socket> listeners;
    listeners.push_back(ListenOnPath(path()));
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ == 0) Serve(target, std::move(listeners), parent);
    REQUIRE(pid_ > 0);
  }
  ~Served() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  std::string path() const { return folder_ + "/socket"; }
  std::unique_ptr<RemoteServer> Open() const {
    Result<std::unique_ptr<RemoteServer>> server =
        RemoteServer::Open(StrCat("unix://", path()), {});
    REQUIRE_MESSAGE(server.ok(), (server.ok() ? "" : server.error()));
    return std::move(*server);
  }

 private:
  [[noreturn]] static void Serve(const Target& target, std::vector<Socket> listeners,
                                 pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    RealClock clock;
    Engine engine({.target = &target, .clock = &clock});
    Server(engine, std::move(listeners)).Run();
    _exit(0);
  }

  std::string folder_;
  pid_t pid_ = -1;
};

}  // namespace

TEST_CASE("every target is recognised, and takes a fixture and gives it back") {
  for (const Target& target : Targets()) {
    CAPTURE(target.name);
    const Served served(target);
    const auto server = served.Open();
    CHECK(server->target().name == target.name);
    luarig::Setting setting;
    setting.target = &target;
    setting.fixtures = {File("f.json", R"({"keys": {
      "h": {"hash": {"a": 1}}, "l": {"list": ["a"]}, "z": {"zset": {"m": 1.5}},
      "s": {"set": ["a", "b"]}, "x": {"string": "y", "ttl": "1h"},
      "log": {"stream": [{"id": "1-1", "fields": {"k": "v"}}], "groups": {"g": {"last_id": "1-1"}}}
    }})")};
    RemoteScene scene(*server, setting);
    CHECK(scene.mismatch().empty());
    Begin(scene);
    CHECK(scene.Keys({})[0]->size() == 6);
    Run(scene, {"EVAL", "return redis.call('INCR', KEYS[1])", "1", "n"}, {.difference = true});
    CHECK(scene.Difference().size() == 1);
    const Seen& wrong = Run(scene, {"EVAL", "\nreturn redis.call('INCR', KEYS[1])", "1", "h"});
    REQUIRE(wrong.error);
    CHECK(wrong.error->where.line == 2);
    CHECK(scene.Trouble() == nullptr);
  }
}

TEST_CASE("fields that end have the same time left, and come back the same") {
  const Served served(*FindTarget("redis-7.4"));
  const auto server = served.Open();
  luarig::Setting setting;
  setting.fixtures = {File("f.json", R"({"keys": {"h": {"hash": {
    "plain": 1, "soon": {"string": "x", "ttl": "90s"}}, "ttl": "100s"}}})")};
  RemoteScene scene(*server, setting);
  Begin(scene);
  const Reply left = Run(scene, {"HPTTL", "h", "FIELDS", "1", "soon"}).reply;
  REQUIRE(left.elements.size() == 1);
  CHECK(left.elements[0].integer > 80'000);
  CHECK(left.elements[0].integer <= 90'000);
  constexpr int64_t kStartMs = kSuiteStartMicros / 1000;
  const auto end_of = [&](std::string_view field) {
    return scene.Keys({})[0]->FindEntry("h", false)->collection<Hash>()->EndOf(field);
  };
  CHECK(end_of("soon") == kStartMs + 90'000);
  CHECK(scene.Keys({})[0]->ExpireAt("h") == kStartMs + 100'000);
  Run(scene, {"HEXPIRE", "h", "50", "FIELDS", "1", "plain"}, {.difference = true});
  CHECK(end_of("plain") == kStartMs + 50'000);
  CHECK(scene.Difference().size() == 1);
  Run(scene, {"GET", "nothing"}, {.difference = true});
  CHECK(scene.Difference().empty());
}

}  // namespace luarig::test
