#include "engine/script/code_model.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include "engine/script/chunk_reader.h"
#include "engine/script/function_names.h"
#include "engine/script/instructions.h"

namespace luarig {
namespace {

struct Fork {
  size_t at = 0;
  bool loop = false;
  std::array<size_t, 2> ways{};
};

// True if the comparison at `at` only makes a value: both of its ways lead to the pair of
// instructions that load false and true.
bool MakesValue(const std::vector<uint32_t>& code, size_t at) {
  const size_t next = at + 2;
  return next < code.size() && OpOf(code[next]) == Op::kLoadBool && ArgC(code[next]) == 1 &&
         JumpTarget(code, at + 1) == next + 1;
}

std::optional<Fork> ForkAt(const std::vector<uint32_t>& code, size_t at) {
  switch (OpOf(code[at])) {
    case Op::kForLoop:
      return Fork{.at = at, .loop = true, .ways = {JumpTarget(code, at), at + 1}};
    case Op::kTForLoop:
      return Fork{.at = at, .loop = true, .ways = {JumpTarget(code, at + 1), at + 2}};
    case Op::kEq:
    case Op::kLt:
    case Op::kLe:
      if (MakesValue(code, at)) return std::nullopt;
      [[fallthrough]];
    case Op::kTest:
    case Op::kTestSet:
      return Fork{.at = at, .loop = false, .ways = {at + 2, JumpTarget(code, at + 1)}};
    default:
      return std::nullopt;
  }
}

// A fork of which both ways are one (`if x then end`) is none: what it decides is nothing.
std::vector<Fork> ForksOf(const std::vector<uint32_t>& code) {
  std::vector<Fork> forks;
  for (size_t at = 0; at < code.size(); ++at) {
    // The word behind such a one is a number, and no instruction.
    if (OpOf(code[at]) == Op::kSetList && ArgC(code[at]) == 0) {
      ++at;
      continue;
    }
    const auto fork = ForkAt(code, at);
    if (fork && fork->ways[0] != fork->ways[1]) forks.push_back(*fork);
  }
  return forks;
}

std::vector<int> LinesOf(const std::vector<ChunkFunction>& chunk) {
  std::set<int> lines;
  for (const ChunkFunction& function : chunk) {
    // The last is the return that Lua adds to every function: one that returns by itself never
    // comes there. So an `end` counts only if something stands beside it.
    lines.insert(function.lines.begin(), function.lines.end() - 1);
  }
  return {lines.begin(), lines.end()};
}

// Adds the branches of all functions to the model, in the order of the text.
class Branches {
 public:
  explicit Branches(CodeModel& model) : model_(model) {}

  void Add(const ChunkFunction& function, ModelFunction& counted) {
    for (const Fork& fork : ForksOf(function.code)) {
      const auto line = [&](size_t index) { return function.lines[index]; };
      found_.push_back({.branch = {.line = line(fork.at),
                                   .loop = fork.loop,
                                   .leads_to = {line(fork.ways[0]), line(fork.ways[1])}},
                        .function = &counted,
                        .site = counted.sites.size()});
      counted.site[fork.at] = static_cast<int>(counted.sites.size());
      counted.sites.push_back({.branch = 0, .ways = fork.ways});
    }
  }

  void Number() {
    std::ranges::stable_sort(found_, {}, [](const Found& found) { return found.branch.line; });
    for (const Found& found : found_) {
      found.function->sites[found.site].branch = static_cast<int>(model_.map.branches.size());
      model_.map.branches.push_back(found.branch);
    }
  }

 private:
  struct Found {
    CodeBranch branch;
    ModelFunction* function;
    size_t site;
  };

  CodeModel& model_;
  std::vector<Found> found_;
};

}  // namespace

CodeModel ModelOf(lua_State* lua, std::string_view text) {
  const std::vector<ChunkFunction> chunk = ReadChunk(lua);
  std::vector<std::string> names = FunctionNames(text);
  if (names.size() + 1 != chunk.size()) names.assign(chunk.size() - 1, "");

  CodeModel model;
  Branches branches(model);
  model.map.lines = LinesOf(chunk);
  for (size_t i = 0; i < chunk.size(); ++i) {
    const ChunkFunction& function = chunk[i];
    const auto [row, is_new] = model.functions.try_emplace(function.bytes);
    if (!is_new) continue;
    ModelFunction& counted = row->second;
    counted.lines = function.lines;
    counted.site.assign(function.code.size(), ModelFunction::kNone);
    branches.Add(function, counted);
    if (i == 0) continue;
    counted.number = static_cast<int>(model.map.functions.size());
    model.map.functions.push_back(
        {.name = std::move(names[i - 1]), .line = function.line, .last_line = function.last_line});
  }
  branches.Number();
  return model;
}

}  // namespace luarig
