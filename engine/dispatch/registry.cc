#include "engine/dispatch/registry.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/number.h"

namespace luarig {
namespace {

using enum CommandFlag;

constexpr std::string_view kFlagNames[] = {"write",
                                           "readonly",
                                           "denyoom",
                                           "admin",
                                           "pubsub",
                                           "noscript",
                                           "blocking",
                                           "loading",
                                           "stale",
                                           "skip_monitor",
                                           "skip_slowlog",
                                           "asking",
                                           "fast",
                                           "no_auth",
                                           "may_replicate",
                                           "no_mandatory_keys",
                                           "no_async_loading",
                                           "no_multi",
                                           "movablekeys",
                                           "allow_busy"};

constexpr std::string_view kCategoryNames[] = {
    "keyspace", "read",   "write",       "set",       "sortedset",  "list",        "hash",
    "string",   "bitmap", "hyperloglog", "geo",       "stream",     "pubsub",      "admin",
    "fast",     "slow",   "blocking",    "dangerous", "connection", "transaction", "scripting"};

AclCategories CategoriesOf(const CommandSpec& spec) {
  AclCategories all = spec.acl;
  const bool scripting = spec.acl.Has(AclCategory::kScripting);
  if (spec.flags.Has(kWrite)) all |= AclCategory::kWrite;
  // Scripts may read and write whatever they like: EVAL_RO is in neither category.
  if (spec.flags.Has(kReadOnly) && !scripting) all |= AclCategory::kRead;
  if (spec.flags.Has(kAdmin)) all |= AclCategory::kAdmin | AclCategory::kDangerous;
  if (spec.flags.Has(kPubSub)) all |= AclCategory::kPubSub;
  if (spec.flags.Has(kBlocking)) all |= AclCategory::kBlocking;
  all |= spec.flags.Has(kFast) ? AclCategory::kFast : AclCategory::kSlow;
  return all;
}

// Works out first, last and step from the key specs: one range, or ranges that follow each other,
// as the server does. Anything else moves, and COMMAND says so.
void DeriveKeyRange(Command& command) {
  bool movable = false;
  int first = 0;
  int last = 0;
  int step = 0;
  int previous_last = 0;
  for (const KeySpec& spec : command.spec->keys) {
    const bool plain = spec.begin == KeySpec::Begin::kIndex && spec.find == KeySpec::Find::kRange;
    if (!plain || spec.flags.Has(KeyFlag::kIncomplete)) movable = true;
    if (!plain) continue;
    const bool follows = first == 0 || (spec.step == step && previous_last == spec.index - 1);
    if (!follows) {
      movable = true;
      continue;
    }
    if (first == 0) first = spec.index;
    step = spec.step;
    previous_last = spec.last < 0 ? spec.last : spec.index + spec.last;
    last = previous_last;
  }
  command.first_key = first;
  command.last_key = last;
  command.key_step = first == 0 ? 0 : step;
  if (movable) command.flags |= kMovableKeys;
}

// Rows that are "fast" are short. SET and its kin are not fast, as they may free a large value; but
// they are as good as that.
bool IsShort(const CommandSpec& spec) {
  constexpr std::string_view kSets[] = {"set", "setex", "psetex"};
  return spec.flags.Has(kFast) || std::ranges::find(kSets, spec.name) != std::end(kSets);
}

std::unique_ptr<Command> MakeCommand(const CommandSpec& spec, std::string_view parent,
                                     TargetId target) {
  auto command = std::make_unique<Command>();
  command->spec = &spec;
  command->full_name = parent.empty() ? std::string(spec.name) : StrCat(parent, "|", spec.name);
  command->flags = spec.flags;
  command->acl = CategoriesOf(spec);
  command->is_short = IsShort(spec);
  DeriveKeyRange(*command);
  for (const CommandSpec& sub : spec.subcommands) {
    if (sub.targets.Has(target)) {
      command->subcommands.push_back(MakeCommand(sub, spec.name, target));
    }
  }
  std::ranges::sort(command->subcommands, {}, [](const auto& sub) { return sub->spec->name; });
  return command;
}

// The word at which a spec's keys begin, or nothing.
std::optional<size_t> BeginOf(const KeySpec& spec, std::span<const std::string_view> argv) {
  if (spec.begin == KeySpec::Begin::kIndex) return static_cast<size_t>(spec.index);
  if (spec.begin == KeySpec::Begin::kUnknown) return std::nullopt;
  const auto count = static_cast<int>(argv.size());
  const bool forward = spec.index > 0;
  const int start = forward ? spec.index : count + spec.index;
  const int end = forward ? count - 1 : 1;
  for (int i = start; i != end; i += start <= end ? 1 : -1) {
    if (i >= count || i < 1) break;
    if (EqualsIgnoreCase(argv[static_cast<size_t>(i)], spec.keyword))
      return static_cast<size_t>(i) + 1;
  }
  return std::nullopt;
}

// How many keys a word says there are.
struct KeyCount {
  int64_t keys;
  bool lenient;  // it is no integer argument, and was read as C's atoi reads it
};

KeyCount CountOf(std::string_view word) {
  const std::optional<int64_t> strict = ParseInteger(word);
  if (strict && *strict >= 0) return {static_cast<int32_t>(*strict), false};
  return {static_cast<int32_t>(std::strtol(std::string(word).c_str(), nullptr, 10)), true};
}

// False if the words cannot be what the spec describes.
bool AddKeys(const KeySpec& spec, std::span<const std::string_view> argv,
             std::vector<KeyWord>& found) {
  const std::optional<size_t> begin = BeginOf(spec, argv);
  if (!begin || spec.find == KeySpec::Find::kUnknown) return true;
  auto first = static_cast<int64_t>(*begin);
  int64_t last = 0;
  bool counted_first = false;
  const auto count = static_cast<int64_t>(argv.size());
  if (spec.find == KeySpec::Find::kRange) {
    if (spec.last >= 0) {
      last = first + spec.last;
    } else if (spec.limit == 0) {
      last = count + spec.last;
    } else {
      last = first + (count - first) / spec.limit + spec.last;
    }
  } else {
    const int64_t word = first + spec.numkeys_index;
    if (word >= count) return false;
    const auto [keys, lenient] = CountOf(argv[static_cast<size_t>(word)]);
    if (keys < (lenient ? 1 : 0) || keys > count) return false;
    first += spec.first_key;
    last = first + (keys - 1) * spec.step;
    counted_first = lenient;
  }
  if (last >= count) return false;
  const auto others = static_cast<ptrdiff_t>(found.size());
  for (int64_t i = first; i <= last; i += spec.step) {
    found.push_back({static_cast<size_t>(i), spec.flags});
  }
  // What finds keys leniently on the server names them before the target.
  if (counted_first) std::rotate(found.begin(), found.begin() + others, found.end());
  return true;
}

}  // namespace

const Command* Command::FindSubcommand(std::string_view word) const {
  for (const auto& sub : subcommands) {
    if (EqualsIgnoreCase(sub->spec->name, word)) return sub.get();
  }
  return nullptr;
}

namespace {

template <typename Word>
uint64_t WordAt(const char* at) {
  Word word;
  std::memcpy(&word, at, sizeof(word));
  return word;
}

}  // namespace

size_t CommandTable::NameHash::operator()(std::string_view name) const {
  // Its ends, in lower case; what that makes equal beside letters, and what is between them,
  // NameEqual tells apart. Nothing is copied first: that would be waited for.
  const char* const p = name.data();
  const size_t size = name.size();
  uint64_t head = 0;
  uint64_t tail = 0;
  if (size >= sizeof(uint64_t)) {
    head = WordAt<uint64_t>(p);
    tail = WordAt<uint64_t>(p + size - sizeof(uint64_t));
  } else if (size >= sizeof(uint32_t)) {
    head = WordAt<uint32_t>(p);
    tail = WordAt<uint32_t>(p + size - sizeof(uint32_t));
  } else if (size > 0) {
    head = WordAt<uint8_t>(p);
    tail = WordAt<uint8_t>(p + size / 2) << 8 | WordAt<uint8_t>(p + size - 1);
  }
  constexpr uint64_t kLowerCase = 0x2020202020202020;
  constexpr uint64_t kMix1 = 0xa0761d6478bd642f;
  constexpr uint64_t kMix2 = 0xe7037ed1a0b428db;
  constexpr unsigned kHalf = 32;
  const uint64_t hash =
      ((head | kLowerCase) ^ kMix1) * kMix2 + ((tail | kLowerCase) ^ size) * kMix1;
  return hash ^ hash >> kHalf;
}

bool CommandTable::NameEqual::operator()(std::string_view a, std::string_view b) const {
  return EqualsIgnoreCase(a, b);
}

CommandTable::CommandTable(std::span<const std::span<const CommandSpec>> families,
                           TargetId target) {
  for (const auto& family : families) {
    for (const CommandSpec& spec : family) {
      if (spec.targets.Has(target)) commands_.push_back(MakeCommand(spec, "", target));
    }
  }
  std::ranges::sort(commands_, {}, [](const auto& command) { return command->spec->name; });
  by_name_.reserve(commands_.size());
  size_t next_id = 0;
  for (const auto& command : commands_) {
    by_name_.emplace(command->spec->name, command.get());
    command->id = next_id++;
    for (const auto& sub : command->subcommands) sub->id = next_id++;
  }
}

const Command* CommandTable::Find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

std::string_view FlagName(CommandFlag flag) { return kFlagNames[static_cast<size_t>(flag)]; }

std::string_view CategoryName(AclCategory category) {
  return kCategoryNames[static_cast<size_t>(category)];
}

std::vector<KeyWord> KeysOf(const CommandSpec& spec, std::span<const std::string_view> argv) {
  std::vector<KeyWord> found;
  for (const KeySpec& keys : spec.keys) {
    if (!AddKeys(keys, argv, found)) return {};
  }
  return found;
}

}  // namespace luarig
