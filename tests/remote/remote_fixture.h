#ifndef LUARIG_TESTS_REMOTE_REMOTE_FIXTURE_H_
#define LUARIG_TESTS_REMOTE_REMOTE_FIXTURE_H_

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "cli/remote/remote_scene.h"
#include "engine/base/bytes.h"
#include "tests/support/oracle.h"

namespace luarig::test {

using Words = std::vector<std::string>;

inline bool Has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

inline std::shared_ptr<const TestFile> File(std::string path, std::string text) {
  return std::make_shared<const TestFile>(TestFile{std::move(path), std::move(text)});
}

// A redis-server of the test's own, and a client of ours beside the scene's.
struct Rack {
  explicit Rack(const OracleOptions& options = {}) {
    Result<std::unique_ptr<Oracle>> started = Oracle::Start(options);
    REQUIRE_MESSAGE(started.ok(), (started.ok() ? "" : started.error()));
    oracle = std::move(*started);
  }

  std::string url(std::string_view database = "") const {
    return StrCat("redis+unix://", oracle->socket_path(), database);
  }
  std::unique_ptr<RemoteServer> Open(std::string_view database = "",
                                     const RemoteOptions& options = {}) const {
    Result<std::unique_ptr<RemoteServer>> server = RemoteServer::Open(url(database), options);
    REQUIRE_MESSAGE(server.ok(), (server.ok() ? "" : server.error()));
    return std::move(*server);
  }
  std::string WhyNot(std::string_view database = "", const RemoteOptions& options = {}) const {
    const Result<std::unique_ptr<RemoteServer>> server = RemoteServer::Open(url(database), options);
    return server.ok() ? "" : server.error();
  }
  Reply Ask(const Words& words) {
    if (!client) client = std::make_unique<RespClient>(std::move(*oracle->Connect()));
    Result<Reply> reply = client->Run(words);
    REQUIRE(reply.ok());
    return *reply;
  }

  std::unique_ptr<Oracle> oracle;
  std::unique_ptr<RespClient> client;
};

// A setting for the oracle's version.
inline luarig::Setting For70() {
  luarig::Setting setting;
  setting.target = FindTarget("redis-7.0");
  return setting;
}

inline const Seen& Run(RemoteScene& scene, const Words& words, const Watching& watching = {}) {
  return scene.Run("", words, watching);
}

inline void Begin(RemoteScene& scene) {
  const std::optional<Diagnostic> wrong = scene.Begin();
  REQUIRE_MESSAGE(!wrong, (wrong ? wrong->message : ""));
}

}  // namespace luarig::test

#endif  // LUARIG_TESTS_REMOTE_REMOTE_FIXTURE_H_
