#ifndef LUARIG_ENGINE_TESTING_SCENE_H_
#define LUARIG_ENGINE_TESTING_SCENE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/dispatch/observer.h"
#include "engine/reply/reply.h"
#include "engine/store/diff.h"
#include "engine/testing/setting.h"

namespace luarig {

// A command that a script called.
struct SeenCall {
  std::vector<std::string> words;
  Reply reply;
  int line = 0;
};

struct SeenLog {
  LogLevel level = LogLevel::kNotice;
  std::string text;
};

// A keyspace event: "hset" of "stock:1".
struct SeenEvent {
  int database = 0;
  std::string name;
  std::string key;
};

// What a step shall be watched for. Nothing costs nothing.
struct Watching {
  bool calls = false;
  bool log = false;
  bool propagated = false;
  bool events = false;
  bool instructions = false;
  bool difference = false;
  bool command_count = false;  // less than `calls`: only how many
};

// What was seen of one step.
struct Seen {
  Reply reply;
  bool resp3 = false;               // the protocol that the reply was made for
  std::optional<Diagnostic> error;  // if a script failed; places are in the user's own files
  std::vector<SeenCall> calls;
  std::vector<SeenLog> log;
  std::vector<std::vector<std::string>> propagated;  // as the AOF would have it
  std::vector<SeenEvent> events;
  uint64_t instructions = 0;  // of Lua
  uint64_t commands = 0;      // how many the script called, if that or `calls` was watched for
};

struct KeyName {
  int database = 0;
  std::string key;

  bool operator==(const KeyName&) const = default;
};

// Where tests of one setting run: a server with the fixture and the libraries in place. It is the
// embedded engine, or a real server behind a connection. What it cannot do it says: the texts that
// come back are for a person.
class Scene {
 public:
  virtual ~Scene() = default;

  // Everything is as a test of the setting shall find it: whatever earlier tests did is undone, and
  // clients are new. Returns why it cannot be so, if it cannot.
  virtual std::optional<Diagnostic> Begin() = 0;

  // Runs a command of `client` ("" is the one that is always there; others connect when they are
  // first named) and says what was seen. Valid until the next call.
  virtual const Seen& Run(std::string_view client, std::span<const std::string> words,
                          const Watching& watching) = 0;

  // Lets time pass. Returns why it cannot.
  virtual std::optional<std::string> Advance(int64_t micros) = 0;

  // FUNCTION LOAD REPLACE of a file, whatever conditions refuse. The error, if it fails.
  virtual std::optional<Diagnostic> Load(const TestFile& library) = 0;

  // Tells where the text of a script that Run() will get comes from, so that errors name its file.
  virtual void NoteScript(const TestFile& script) = 0;

  // What the last Run() that watched for it changed. Valid until the next call of anything.
  virtual std::vector<KeyDifference> Difference() = 0;

  // These keys as they are now, or with none named all keys, without touching them. Valid until the
  // next call of anything.
  virtual const Databases& Keys(std::span<const KeyName> names) = 0;

  // The test that began last did or saw what is not taken back between tests, after others had run
  // here: it must be run again, which Begin() prepares for.
  virtual bool Stained() const { return false; }

  // Why what it runs on could not be asked since Begin(): what a test made of that is of no worth.
  // Null if it could.
  virtual const Diagnostic* Trouble() const { return nullptr; }

  // Microseconds since 1970, where it stands.
  virtual int64_t NowMicros() = 0;

  // "redis-server at localhost:6379"; "" for the embedded engine.
  virtual std::string server() const { return ""; }
  // What it cannot be watched for, or do: a test that wants it is skipped, with this as its reason.
  // Nothing if it can all of it.
  virtual std::optional<std::string> Lacks(const Watching& watching) const = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_SCENE_H_
