#ifndef LUARIG_ENGINE_DISPATCH_REGISTRY_H_
#define LUARIG_ENGINE_DISPATCH_REGISTRY_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/dispatch/spec.h"
#include "engine/server/latency.h"

namespace luarig {

struct CommandStats {
  uint64_t calls = 0;
  uint64_t micros = 0;
  uint64_t rejected = 0;
  uint64_t failed = 0;
  uint64_t last_micros = 0;  // of the last call that was measured
  LatencyHistogram latencies;
};

// A row as it stands in one server's table: with what follows from the row worked out.
struct Command {
  const CommandSpec* spec = nullptr;
  std::string full_name;  // "config|get"
  size_t id = 0;          // its own in its table, subcommands and containers included, from 0
  CommandFlags flags;     // of the row, kMovableKeys added
  AclCategories acl;      // of the row and of its flags
  bool is_short = false;  // a call of it takes little time, however large its key is
  // The oldest way to say where keys are: first word, last word (-1: the last), step; 0 0 0: none.
  int first_key = 0;
  int last_key = 0;
  int key_step = 0;
  mutable CommandStats stats;
  std::vector<std::unique_ptr<Command>> subcommands;  // sorted by name

  const Command* FindSubcommand(std::string_view word) const;  // any letter case
};

// The commands of one target, by name.
class CommandTable {
 public:
  CommandTable(std::span<const std::span<const CommandSpec>> families, TargetId target);

  // The command of that name in any letter case, or null; of a container the container itself.
  const Command* Find(std::string_view name) const;

  // Every command, sorted by name; containers hold their subcommands.
  const std::vector<std::unique_ptr<Command>>& all() const { return commands_; }

 private:
  struct NameHash {
    using is_transparent = void;
    size_t operator()(std::string_view name) const;
  };
  struct NameEqual {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const;
  };

  std::vector<std::unique_ptr<Command>> commands_;
  std::unordered_map<std::string_view, const Command*, NameHash, NameEqual> by_name_;
};

std::string_view FlagName(CommandFlag flag);
std::string_view CategoryName(AclCategory category);  // without the @

// The words of argv that are keys, by the row's key specs: none at all if the words cannot be what
// one of them describes.
struct KeyWord {
  size_t index = 0;
  KeyFlags flags;
};
std::vector<KeyWord> KeysOf(const CommandSpec& spec, std::span<const std::string_view> argv);

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_REGISTRY_H_
