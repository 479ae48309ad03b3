// JSON fixtures: what loads can be saved, and loads again as the same.

#include "engine/fixture/json_reader.h"
#include "engine/fixture/json_writer.h"
#include "tests/fuzz/fuzz.h"

namespace luarig::test {
namespace {

constexpr int64_t kNow = 1'700'000'000'000;

LoadReport Load(std::string_view text, FuzzEngine& fuzz) {
  return LoadJson(text, {.file_name = "input.json", .now_ms = kNow}, fuzz.engine);
}

void Empty(FuzzEngine& fuzz) {
  fuzz.Must({"FLUSHALL"});
  if (fuzz.engine.state().scripts->libraries() > 0) fuzz.Must({"FUNCTION", "FLUSH"});
}

void LoadAndSave(std::string_view text) {
  static FuzzEngine first;
  static FuzzEngine second;
  if (Load(text, first).ok()) {
    const std::string saved = SaveJson(first.engine);
    const LoadReport report = Load(saved, second);
    Require(report.ok(),
            "what was saved loads:", report.errors.empty() ? "" : report.errors.front().message);
    Require(SaveJson(second.engine) == saved, "saving what was saved gives the same");
    Empty(second);
  } else {
    Require(first.Must({"DBSIZE"}).integer == 0, "a fixture with errors changes nothing");
  }
  Empty(first);
}

}  // namespace
}  // namespace luarig::test

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  luarig::test::LoadAndSave(luarig::test::InputText(data, size));
  return 0;
}
