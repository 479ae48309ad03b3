// RESTORE with payloads whose checksum is right: what it takes is a value like any other.

#include "engine/fixture/json_writer.h"
#include "tests/fuzz/fuzz.h"

namespace luarig::test {
namespace {

// One change of each kind; those of other types are refused.
void Change(FuzzEngine& fuzz) {
  fuzz.Run({"APPEND", "k", "x"});
  fuzz.Run({"RPUSH", "k", "x"});
  fuzz.Run({"LSET", "k", "0", "a longer text than there was"});
  fuzz.Run({"LPOP", "k"});
  fuzz.Run({"SADD", "k", "x", "12"});
  fuzz.Run({"SPOP", "k"});
  fuzz.Run({"ZADD", "k", "0.5", "x"});
  fuzz.Run({"ZPOPMIN", "k"});
  fuzz.Run({"HSET", "k", "x", "y"});
  fuzz.Run({"HDEL", "k", "x"});
}

void RestoreAndDump(std::string_view bytes) {
  static FuzzEngine fuzz;
  const std::string payload = fuzz.Seal(bytes);
  if (!fuzz.Run({"RESTORE", "k", "0", payload}).is_error()) {
    const std::string dump = fuzz.Must({"DUMP", "k"}).text;
    fuzz.Must({"RESTORE", "again", "0", dump});
    Require(fuzz.Must({"DUMP", "again"}).text == dump, "a dump restores to what dumps the same");
    SaveJson(fuzz.engine);
    Change(fuzz);
    SaveJson(fuzz.engine);
  }
  fuzz.Must({"FLUSHALL"});
}

}  // namespace
}  // namespace luarig::test

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  luarig::test::RestoreAndDump(luarig::test::InputText(data, size));
  return 0;
}
