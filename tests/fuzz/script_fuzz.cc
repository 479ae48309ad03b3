// Any text as a script over keys of every type. A script that goes on for too long or wants too
// much memory is stopped; afterwards the keyspace is rolled back to what it was, to the byte.

#include "engine/fixture/json_writer.h"
#include "tests/fuzz/fuzz.h"

namespace luarig::test {
namespace {

// What one script may use.
constexpr int kLooks = 2;
constexpr size_t kLuaBytes = size_t{16} << 20;

// Ends the script at its second look, whatever it is doing then.
class Limit final : public Interrupt {
 public:
  explicit Limit(ScriptRuntime& scripts) : scripts_(scripts) {}

  void Start() { looks_ = 0; }
  void WhileScriptRuns(bool /*busy*/) override {
    if (++looks_ >= kLooks) scripts_.Abort("FUZZ the script takes too long");
  }

 private:
  ScriptRuntime& scripts_;
  int looks_ = 0;
};

class ScriptFuzz {
 public:
  ScriptFuzz() {
    fuzz_.Must({"CONFIG", "SET", "proto-max-bulk-len", "1mb"});
    fuzz_.Must({"SET", "k:string", "text"});
    fuzz_.Must({"SET", "k:number", "41", "EX", "1000"});
    fuzz_.Must({"RPUSH", "k:list", "a", "b", "c"});
    fuzz_.Must({"SADD", "k:set", "1", "2", "3"});
    fuzz_.Must({"ZADD", "k:zset", "1", "a", "2.5", "b"});
    fuzz_.Must({"HSET", "k:hash", "f", "1", "g", "2"});
    before_ = SaveJson(fuzz_.engine);
    fuzz_.engine.state().interrupt = &limit_;
    fuzz_.engine.state().scripts->LimitMemory(kLuaBytes);
  }

  void Run(std::string_view script) {
    limit_.Start();
    const Journal::Mark mark = fuzz_.engine.Checkpoint();
    fuzz_.Run({"EVAL", script, "6", "k:string", "k:number", "k:list", "k:set", "k:zset", "k:hash",
               "1", "a", "2.5"});
    fuzz_.engine.RollBack(mark);
    fuzz_.engine.Release(mark);
    Require(SaveJson(fuzz_.engine) == before_, "a roll back restores every key");
  }

 private:
  FuzzEngine fuzz_;
  Limit limit_{*fuzz_.engine.state().scripts};
  std::string before_;
};

// True if a number in `text` is long enough to ask for more of anything than memory holds.
bool HasHugeNumber(std::string_view text) {
  size_t digits = 0;
  for (const char byte : text) {
    const bool exponent = digits > 0 && (byte == 'e' || byte == 'E' || byte == 'x' || byte == 'X');
    digits = byte >= '0' && byte <= '9' ? digits + 1 : 0;
    if (exponent || digits > 3) return true;
  }
  return false;
}

}  // namespace
}  // namespace luarig::test

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view script = luarig::test::InputText(data, size);
  if (luarig::test::HasHugeNumber(script)) return -1;
  static luarig::test::ScriptFuzz fuzz;
  fuzz.Run(script);
  return 0;
}
