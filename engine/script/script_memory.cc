#include "engine/script/script_memory.h"

#include "engine/store/dict_model.h"

namespace luarig {
namespace {

// The server's structures, in bytes.
constexpr size_t kObject = 16;
constexpr size_t kTable = 56;
constexpr size_t kTableEntry = 24;
constexpr size_t kScript = 16;
constexpr size_t kLibrary = 32;
constexpr size_t kFunction = 40;
constexpr size_t kFunctionOfLua = 8;
constexpr size_t kShaDigits = 40;
constexpr size_t kFunctionEngine = 200;  // what is reported while there is no library

size_t BucketBytes(size_t elements) {
  DictModel dict;
  dict.Presize(elements);
  return dict.bytes();
}

}  // namespace

size_t ScriptTextBytes(std::string_view body, const MemoryModel& model) {
  constexpr size_t kMaxEmbedded = 44;
  constexpr size_t kEmbeddedText = 20;
  return body.size() <= kMaxEmbedded ? model.Block(kEmbeddedText + body.size()) - kObject
                                     : model.Text(body.size());
}

ScriptMemory MemoryOfScripts(size_t scripts, size_t text_bytes, size_t table_bytes,
                             const MemoryModel& model) {
  const size_t texts = text_bytes + scripts * model.Text(kShaDigits) + table_bytes;
  return {.allocated = texts + scripts * (kObject + kScript + model.Block(kTableEntry)),
          .reported = texts + scripts * (kScript + kTableEntry)};
}

ScriptMemory MemoryOfLibraries(const FunctionLibraries::Libraries& libraries,
                               const MemoryModel& model) {
  ScriptMemory memory{.reported = kFunctionEngine};
  size_t functions = 0;
  size_t cached = 0;
  size_t hidden = 0;  // not reported: tables by name, with names of their own
  for (const auto& [name, library] : libraries) {
    cached += model.Text(name.size()) + model.Block(kLibrary) + model.Text(library->code.size());
    hidden += model.Text(name.size()) + model.Block(kTableEntry) + model.Block(kTable) +
              BucketBytes(library->functions.size());
    for (const auto& [function_name, function] : library->functions) {
      const size_t named = model.Text(function_name.size());
      cached += model.Block(kFunction) + named + model.Block(kFunctionOfLua);
      if (function.description) cached += model.Text(function.description->size());
      hidden += 2 * (named + model.Block(kTableEntry));
    }
    functions += library->functions.size();
  }
  memory.reported += cached + functions * kTableEntry + BucketBytes(functions);
  memory.allocated = cached + hidden + BucketBytes(functions) + BucketBytes(libraries.size());
  return memory;
}

}  // namespace luarig
