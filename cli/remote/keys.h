#ifndef LUARIG_CLI_REMOTE_KEYS_H_
#define LUARIG_CLI_REMOTE_KEYS_H_

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/remote/server.h"
#include "cli/remote/times.h"
#include "engine/base/clock.h"
#include "engine/engine.h"
#include "engine/store/diff.h"

namespace luarig {

// Keyspaces of ours that hold what keys were on a server at some moment.
class Copy {
 public:
  explicit Copy(const Target& target);
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;
  ~Copy();

  // Empties it, and sets its clock.
  void Reset(int64_t now_ms);
  // Puts a key there from what DUMP replied, even if a newer server wrote it. False if nobody here
  // knows such a value.
  bool Put(int database, std::string_view key, std::string_view payload,
           std::optional<int64_t> expire_at);

  Engine& engine() { return *engine_; }
  Databases& databases() { return engine_->state().databases; }
  // The entry of a key, or null; valid until the next change.
  const Entry* Find(int database, std::string_view key);

 private:
  const Target& target_;
  ManualClock clock_{0};
  std::unique_ptr<Engine> engine_;
};

// Writes all keys of `fixture` to the server, which has none of them. Their times are moved so that
// what is left is the same.
Result<bool> SendKeys(Copy& fixture, const TestTimes& times, RemoteServer& server);

// Reads keys of a server into copies.
class KeyReader {
 public:
  // `fixture` is what the server's keys were when the test began.
  KeyReader(RemoteServer& server, TestTimes& times, Copy& fixture)
      : server_(server), times_(times), fixture_(fixture) {}

  // Puts the named keys of a test's database, or all there are, into `copy`.
  Result<bool> Read(int database, std::span<const std::string> keys, Copy& copy);
  Result<bool> ReadAll(int database, Copy& copy);

 private:
  Result<std::vector<std::string>> Names(RemoteConnection& node);
  Result<bool> ReadFrom(RemoteConnection& node, int database, std::span<const std::string> keys,
                        Copy& copy);
  Result<bool> Take(int database, const std::string& key, const Reply& dump, const Reply& expires,
                    Copy& copy);
  int64_t TestTime(int database, const std::string& key, int64_t server_ms);
  void MoveFieldTimes(int database, const std::string& key, Copy& copy);

  RemoteServer& server_;
  TestTimes& times_;
  Copy& fixture_;
};

}  // namespace luarig

#endif  // LUARIG_CLI_REMOTE_KEYS_H_
