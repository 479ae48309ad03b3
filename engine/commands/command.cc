// COMMAND: the command table about itself. Redis documentation:
// https://redis.io/docs/latest/commands/command/

#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/glob.h"
#include "engine/base/number.h"
#include "engine/commands/command_docs.h"
#include "engine/commands/command_tips.h"
#include "engine/commands/families.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/command_keys.h"
#include "engine/dispatch/help.h"
#include "engine/dispatch/registry.h"

namespace luarig {
namespace {

// The command of that name; "config|get" names a subcommand. Null if there is none.
const Command* FindCommand(const Call& call, std::string_view name) {
  const size_t bar = name.find('|');
  const Command* command = call.server.commands->Find(name.substr(0, bar));
  if (command == nullptr || bar == std::string_view::npos) return command;
  return command->FindSubcommand(name.substr(bar + 1));
}

// --- INFO ----------------------------------------------------------------------------------------

// Calls visit(flag) for each member of `flags` among the first `count` of its enumeration.
template <typename Enum, typename F>
void ForEachFlag(Flags<Enum> flags, int count, F visit) {
  for (int i = 0; i < count; ++i) {
    if (flags.Has(static_cast<Enum>(i))) visit(static_cast<Enum>(i));
  }
}

template <typename Enum, typename F>
void ReplyFlags(ReplySink& reply, Flags<Enum> flags, Enum last, F name) {
  std::vector<std::string> names;
  ForEachFlag(flags, static_cast<int>(last) + 1,
              [&](Enum flag) { names.emplace_back(name(flag)); });
  reply.Set(names.size());
  for (const std::string& one : names) reply.Status(one);
}

constexpr std::string_view kKeyFlagNames[] = {
    "RO",     "RW",     "OW",      "RM",         "access",        "update",
    "insert", "delete", "not_key", "incomplete", "variable_flags"};

void ReplyKeyFlags(ReplySink& reply, KeyFlags flags) {
  ReplyFlags(reply, flags, KeyFlag::kVariableFlags,
             [](KeyFlag flag) { return kKeyFlagNames[static_cast<size_t>(flag)]; });
}

struct SpecField {
  std::string_view name;
  int value;
};

// {type, spec: {...}}: one of the two steps of a key spec.
void ReplyStep(ReplySink& reply, std::string_view type, const std::vector<SpecField>& fields) {
  reply.Map(2);
  reply.Bulk("type");
  reply.Bulk(type);
  reply.Bulk("spec");
  reply.Map(fields.size());
  for (const SpecField& field : fields) {
    reply.Bulk(field.name);
    reply.Integer(field.value);
  }
}

void ReplyBegin(ReplySink& reply, const KeySpec& spec) {
  if (spec.begin == KeySpec::Begin::kIndex)
    return ReplyStep(reply, "index", {{"index", spec.index}});
  if (spec.begin == KeySpec::Begin::kUnknown) return ReplyStep(reply, "unknown", {});
  reply.Map(2);
  reply.Bulk("type");
  reply.Bulk("keyword");
  reply.Bulk("spec");
  reply.Map(2);
  reply.Bulk("keyword");
  reply.Bulk(spec.keyword);
  reply.Bulk("startfrom");
  reply.Integer(spec.index);
}

void ReplyFind(ReplySink& reply, const KeySpec& spec) {
  switch (spec.find) {
    case KeySpec::Find::kRange:
      return ReplyStep(reply, "range",
                       {{"lastkey", spec.last}, {"keystep", spec.step}, {"limit", spec.limit}});
    case KeySpec::Find::kKeyNum:
      return ReplyStep(reply, "keynum",
                       {{"keynumidx", spec.numkeys_index},
                        {"firstkey", spec.first_key},
                        {"keystep", spec.step}});
    case KeySpec::Find::kUnknown:
      return ReplyStep(reply, "unknown", {});
  }
}

void ReplyKeySpecs(ReplySink& reply, std::span<const KeySpec> specs) {
  reply.Set(specs.size());
  for (const KeySpec& spec : specs) {
    reply.Map(spec.notes.empty() ? 3 : 4);
    if (!spec.notes.empty()) {
      reply.Bulk("notes");
      reply.Bulk(spec.notes);
    }
    reply.Bulk("flags");
    ReplyKeyFlags(reply, spec.flags);
    reply.Bulk("begin_search");
    ReplyBegin(reply, spec);
    reply.Bulk("find_keys");
    ReplyFind(reply, spec);
  }
}

void ReplyCommand(ReplySink& reply, const Command& command, TargetId target) {
  reply.Array(10);
  reply.Bulk(command.full_name);
  reply.Integer(command.spec->arity.words);
  // The server tells nobody which commands may replicate.
  ReplyFlags(reply, command.flags.Without(CommandFlag::kMayReplicate), CommandFlag::kAllowBusy,
             FlagName);
  reply.Integer(command.first_key);
  reply.Integer(command.last_key);
  reply.Integer(command.key_step);
  ReplyFlags(reply, command.acl, AclCategory::kScripting,
             [](AclCategory category) { return StrCat("@", CategoryName(category)); });
  const auto tips = CommandTips(command.full_name, target);
  reply.Set(tips.size());
  for (const std::string_view tip : tips) reply.Bulk(tip);
  ReplyKeySpecs(reply, command.spec->keys);
  if (command.subcommands.empty()) return reply.Set(0);
  reply.Array(command.subcommands.size());
  for (const auto& sub : command.subcommands) ReplyCommand(reply, *sub, target);
}

void CommandInfo(Call& call) {
  // COMMAND alone comes here too.
  const auto names = call.argv.subspan(std::min<size_t>(2, call.argv.size()));
  if (names.empty()) {
    const auto& all = call.server.commands->all();
    call.reply.Array(all.size());
    for (const auto& command : all) ReplyCommand(call.reply, *command, call.target().id);
    return;
  }
  call.reply.Array(names.size());
  for (const std::string_view name : names) {
    const Command* command = FindCommand(call, name);
    if (command == nullptr) {
      call.reply.Null();
    } else {
      ReplyCommand(call.reply, *command, call.target().id);
    }
  }
}

void CommandCount(Call& call) {
  call.reply.Integer(static_cast<int64_t>(call.server.commands->all().size()));
}

// --- LIST ----------------------------------------------------------------------------------------

// Which commands COMMAND LIST names.
struct ListFilter {
  enum class By : uint8_t { kNone, kModule, kCategory, kPattern };
  By by = By::kNone;
  std::string_view word;

  bool Accepts(const Command& command) const {
    switch (by) {
      case By::kNone:
        return true;
      case By::kModule:
        return false;  // no command comes from a module
      case By::kPattern:
        return GlobMatch(word, command.full_name, true);
      case By::kCategory:
        break;
    }
    bool found = false;
    ForEachFlag(command.acl, static_cast<int>(AclCategory::kScripting) + 1,
                [&](AclCategory category) {
                  found = found || EqualsIgnoreCase(CategoryName(category), word);
                });
    return found;
  }
};

ListFilter ReadFilter(const Call& call) {
  const auto words = call.argv.subspan(2);
  if (words.empty()) return {};
  if (words.size() != 3 || !EqualsIgnoreCase(words[0], "FILTERBY")) throw CommandError::Syntax();
  if (EqualsIgnoreCase(words[1], "MODULE")) return {ListFilter::By::kModule, words[2]};
  if (EqualsIgnoreCase(words[1], "ACLCAT")) return {ListFilter::By::kCategory, words[2]};
  if (EqualsIgnoreCase(words[1], "PATTERN")) return {ListFilter::By::kPattern, words[2]};
  throw CommandError::Syntax();
}

void CommandList(Call& call) {
  const ListFilter filter = ReadFilter(call);
  std::vector<std::string_view> names;
  for (const auto& command : call.server.commands->all()) {
    if (filter.Accepts(*command)) names.push_back(command->full_name);
    for (const auto& sub : command->subcommands) {
      if (filter.Accepts(*sub)) names.push_back(sub->full_name);
    }
  }
  call.reply.Array(names.size());
  for (const std::string_view name : names) call.reply.Bulk(name);
}

// --- GETKEYS -------------------------------------------------------------------------------------

struct GetKeys {
  std::span<const std::string_view> argv;  // of the command that is asked about
  std::vector<KeyWord> keys;
};

GetKeys FindKeys(const Call& call) {
  GetKeys found{call.argv.subspan(2), {}};
  const Command* command = call.server.commands->Find(found.argv[0]);
  if (command != nullptr && !command->subcommands.empty() && found.argv.size() > 1)
    command = command->FindSubcommand(found.argv[1]);
  if (command == nullptr) throw CommandError("ERR Invalid command specified");
  if (command->spec->keys.empty()) throw CommandError("ERR The command has no key arguments");
  if (!command->spec->arity.Accepts(found.argv.size()))
    throw CommandError("ERR Invalid number of arguments specified for command");
  found.keys = ExactKeysOf(*command, found.argv);
  if (found.keys.empty() && !command->flags.Has(CommandFlag::kNoMandatoryKeys))
    throw CommandError("ERR Invalid arguments specified for command");
  return found;
}

void CommandGetKeys(Call& call) {
  const GetKeys found = FindKeys(call);
  call.reply.Array(found.keys.size());
  for (const KeyWord& key : found.keys) call.reply.Bulk(found.argv[key.index]);
}

void CommandGetKeysAndFlags(Call& call) {
  const GetKeys found = FindKeys(call);
  call.reply.Array(found.keys.size());
  for (const KeyWord& key : found.keys) {
    call.reply.Array(2);
    call.reply.Bulk(found.argv[key.index]);
    ReplyKeyFlags(call.reply, key.flags);
  }
}

// --- DOCS ----------------------------------------------------------------------------------------

void CommandDocs(Call& call) {
  std::vector<const Command*> wanted;
  const auto names = call.argv.subspan(2);
  for (const std::string_view name : names) {
    const Command* command = FindCommand(call, name);
    if (command != nullptr) wanted.push_back(command);
  }
  if (names.empty()) {
    for (const auto& command : call.server.commands->all()) wanted.push_back(command.get());
  }
  call.reply.Map(wanted.size());
  for (const Command* command : wanted) {
    call.reply.Bulk(command->full_name);
    ReplyCommandDocs(call.reply, *command, call.target());
  }
}

using enum CommandFlag;
using AclCategory::kConnection;

constexpr CommandFlags kAnyTime = kLoading | kStale;
constexpr TargetSet kOn70 = TargetId::kRedis70;

// clang-format off
constexpr CommandSpec kCommandParts[] = {
    // name              arity flags     acl          keys since     run                     usage
    {"count",             2,   kAnyTime, kConnection, {},  "2.8.13", CommandCount,           ""},
    {"docs",             -2,   kAnyTime, kConnection, {},  "7.0.0",  CommandDocs,            "[command-name [command-name ...]]"},
    {"getkeys",          -4,   kAnyTime, kConnection, {},  "2.8.13", CommandGetKeys,         "command [arg [arg ...]]", kOn70},
    {"getkeys",          -3,   kAnyTime, kConnection, {},  "2.8.13", CommandGetKeys,         "command [arg [arg ...]]", kSince72},
    {"getkeysandflags",  -4,   kAnyTime, kConnection, {},  "7.0.0",  CommandGetKeysAndFlags, "command [arg [arg ...]]", kOn70},
    {"getkeysandflags",  -3,   kAnyTime, kConnection, {},  "7.0.0",  CommandGetKeysAndFlags, "command [arg [arg ...]]", kSince72},
    {"help",              2,   kAnyTime, kConnection, {},  "5.0.0",  ShowHelp,               ""},
    {"info",             -2,   kAnyTime, kConnection, {},  "2.8.13", CommandInfo,            "[command-name [command-name ...]]"},
    {"list",             -2,   kAnyTime, kConnection, {},  "7.0.0",  CommandList,            "[FILTERBY <MODULE module-name | ACLCAT category | PATTERN pattern>]"},
};

constexpr CommandSpec kIntrospection[] = {
    {"command",          -1,   kAnyTime, kConnection, {},  "2.8.13", CommandInfo,            "", kAllTargets, kCommandParts},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> IntrospectionCommands() { return kIntrospection; }

}  // namespace luarig
