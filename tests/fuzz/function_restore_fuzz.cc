// FUNCTION RESTORE with payloads whose checksum is right. Loading ends soon by the stopwatch.

#include "tests/fuzz/fuzz.h"

namespace luarig::test {
namespace {

void RestoreAndDump(std::string_view bytes) {
  static FuzzEngine fuzz;
  fuzz.Must({"FUNCTION", "LOAD", "REPLACE",
             "#!lua name=kept\nredis.register_function('kept', function() return 1 end)"});
  const std::string before = fuzz.Must({"FUNCTION", "DUMP"}).text;
  if (fuzz.Run({"FUNCTION", "RESTORE", fuzz.Seal(bytes), "REPLACE"}).is_error()) {
    Require(fuzz.Must({"FUNCTION", "DUMP"}).text == before, "a refused payload changes nothing");
    Require(fuzz.Must({"FCALL", "kept", "0"}).integer == 1, "what was there can be called");
    return;
  }
  const std::string dump = fuzz.Must({"FUNCTION", "DUMP"}).text;
  fuzz.Must({"FUNCTION", "RESTORE", dump, "FLUSH"});
  Require(fuzz.Must({"FUNCTION", "DUMP"}).text == dump, "a dump restores to what dumps the same");
  fuzz.Must({"FUNCTION", "FLUSH"});
}

}  // namespace
}  // namespace luarig::test

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  luarig::test::RestoreAndDump(luarig::test::InputText(data, size));
  return 0;
}
