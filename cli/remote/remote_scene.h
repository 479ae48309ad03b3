#ifndef LUARIG_CLI_REMOTE_REMOTE_SCENE_H_
#define LUARIG_CLI_REMOTE_REMOTE_SCENE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/remote/client.h"
#include "cli/remote/keys.h"
#include "cli/remote/script_places.h"
#include "cli/remote/server.h"
#include "cli/remote/times.h"
#include "cli/remote/watchers.h"
#include "engine/testing/scene.h"

namespace luarig {

// Tests of one setting on a real server. Scenes of one server may follow each other, but only one
// may be used at a time: each Begin() empties what they share.
//
// A server's clock does not stand still: TestTimes says what becomes of TTLs. It is not put into
// other states than the one it is in, its random numbers are its own, and commands that block do
// block. A script that selects a database by itself is not held back from those that others use.
class RemoteScene final : public Scene {
 public:
  // `server` must outlive it.
  RemoteScene(RemoteServer& server, Setting setting);
  ~RemoteScene() override;
  RemoteScene(const RemoteScene&) = delete;
  RemoteScene& operator=(const RemoteScene&) = delete;

  std::optional<Diagnostic> Begin() override;
  const Seen& Run(std::string_view client, std::span<const std::string> words,
                  const Watching& watching) override;
  std::optional<std::string> Advance(int64_t micros) override;
  std::optional<Diagnostic> Load(const TestFile& library) override;
  void NoteScript(const TestFile& script) override { places_.NoteScript(script); }
  std::vector<KeyDifference> Difference() override;
  const Databases& Keys(std::span<const KeyName> names) override;
  int64_t NowMicros() override { return setting_.now_micros + moved_micros_; }
  std::string server() const override { return server_.name(); }
  std::optional<std::string> Lacks(const Watching& watching) const override;

  // "the tests are for redis-7.4, and the server is redis 7.0.15"; "" if they go together.
  std::string mismatch() const;
  // The server is gone, too slow, or refuses what the scene itself needs. What Keys() and
  // Difference() could not find out they leave out.
  const Diagnostic* Trouble() const override { return trouble_ ? &*trouble_ : nullptr; }

 private:
  struct Client {
    std::unique_ptr<RemoteClient> link;
    int resp = 2;
  };

  std::optional<Diagnostic> WhyNot() const;
  std::optional<Diagnostic> ReadFixtures();
  Result<bool> Place();
  std::optional<Diagnostic> LoadLibraries();
  Result<bool> StartWatching(const Watching& watching);
  Result<bool> EndWatching(const Watching& watching);
  Result<Reply> RunAs(std::string_view name, std::vector<std::string> words);
  Result<Client*> ClientOf(std::string_view name);
  void AfterCommand(std::span<const std::string> words, Client& client, const Reply& reply);
  Result<bool> Snapshot(std::unique_ptr<Copy>& copy);
  Result<bool> ReadKeys(std::span<const KeyName> names);
  void MeasureTime();
  void Trouble(const std::string& message);
  void KillScript(std::string_view verb);

  RemoteServer& server_;
  Setting setting_;
  std::unique_ptr<Copy> fixture_;                                       // null until it was read
  std::vector<std::pair<std::string, std::string>> fixture_libraries_;  // file, code
  TestTimes times_;
  int64_t started_ms_ = 0;  // by a stopwatch
  int64_t moved_micros_ = 0;
  ScriptPlaces places_;
  std::map<std::string, Client, std::less<>> clients_;
  CallWatcher calls_;
  std::unique_ptr<EventWatcher> events_;  // not const in Lacks(), which asks the server
  std::unique_ptr<Copy> before_;          // null unless a difference was watched for
  std::unique_ptr<Copy> after_;
  std::unique_ptr<Copy> keys_;
  Seen seen_;
  std::optional<Diagnostic> trouble_;
};

}  // namespace luarig

#endif  // LUARIG_CLI_REMOTE_REMOTE_SCENE_H_
