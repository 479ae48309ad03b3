// COMMAND DOCS. Redis documentation: https://redis.io/docs/latest/commands/command-docs/

#include "engine/commands/command_docs.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/dispatch/registry.h"
#include "engine/reply/sink.h"

namespace luarig {
namespace {

struct Group {
  std::string_view name;
  std::span<const CommandDoc> (*rows)();
};

constexpr Group kGroups[] = {
    {"bitmap", BitmapDocs},
    {"cluster", ClusterDocs},
    {"connection", ConnectionDocs},
    {"generic", GenericDocs},
    {"geo", GeoDocs},
    {"hash", HashDocs},
    {"hyperloglog", HyperLogLogDocs},
    {"list", ListDocs},
    {"pubsub", PubSubDocs},
    {"scripting", ScriptingDocs},
    {"server", ServerDocs},
    {"set", SetDocs},
    {"sorted-set", SortedSetDocs},
    {"stream", StreamDocs},
    {"string", StringDocs},
    {"transactions", TransactionsDocs},
};

struct Deprecation {
  std::string_view full_name;
  std::string_view since;
  std::string_view replaced_by;
  TargetSet targets = kAllTargets;
};

// clang-format off
constexpr Deprecation kDeprecations[] = {
    {"brpoplpush",           "6.2.0",  "`BLMOVE` with the `RIGHT` and `LEFT` arguments"},
    {"cluster|slaves",       "5.0.0",  "`CLUSTER REPLICAS`"},
    {"cluster|slots",        "7.0.0",  "`CLUSTER SHARDS`", kAllTargets.Without(TargetId::kValkey80)},
    {"georadius",            "6.2.0",  "`GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` argument"},
    {"georadius_ro",         "6.2.0",  "`GEOSEARCH` with the `BYRADIUS` argument"},
    {"georadiusbymember",    "6.2.0",  "`GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` and `FROMMEMBER` arguments"},
    {"georadiusbymember_ro", "6.2.0",  "`GEOSEARCH` with the `BYRADIUS` and `FROMMEMBER` arguments"},
    {"getset",               "6.2.0",  "`SET` with the `!GET` argument"},
    {"hmset",                "4.0.0",  "`HSET` with multiple field-value pairs"},
    {"psetex",               "2.6.12", "`SET` with the `PX` argument", kSince72},
    {"quit",                 "7.2.0",  "just closing the connection", kSince72},
    {"rpoplpush",            "6.2.0",  "`LMOVE` with the `RIGHT` and `LEFT` arguments"},
    {"setex",                "2.6.12", "`SET` with the `EX` argument", kSince72},
    {"setnx",                "2.6.12", "`SET` with the `NX` argument", kSince72},
    {"slaveof",              "5.0.0",  "`REPLICAOF`"},
    {"substr",               "2.0.0",  "`GETRANGE`"},
    {"zrangebylex",          "6.2.0",  "`ZRANGE` with the `BYLEX` argument"},
    {"zrangebyscore",        "6.2.0",  "`ZRANGE` with the `BYSCORE` argument"},
    {"zrevrange",            "6.2.0",  "`ZRANGE` with the `REV` argument"},
    {"zrevrangebylex",       "6.2.0",  "`ZRANGE` with the `REV` and `BYLEX` arguments"},
    {"zrevrangebyscore",     "6.2.0",  "`ZRANGE` with the `REV` and `BYSCORE` arguments"},
};
// clang-format on

// Commands that the server keeps for itself.
constexpr std::string_view kSystemCommands[] = {"debug", "pfdebug", "pfselftest", "replconf",
                                                "restore-asking"};

template <typename Rows>
auto FindRow(const Rows& rows, std::string_view full_name, TargetId target)
    -> decltype(std::data(rows)) {
  const auto row = std::ranges::find_if(
      rows, [&](const auto& one) { return one.full_name == full_name && one.targets.Has(target); });
  return row == std::end(rows) ? nullptr : &*row;
}

// --- Arguments -----------------------------------------------------------------------------------

struct Argument {
  std::string name;
  std::string_view type;
  std::string_view key_spec;  // a digit, or empty
  bool optional = false;
  bool multiple = false;
  bool multiple_token = false;
  std::string_view since;
  std::string_view deprecated_since;
  std::optional<std::string_view> token;
  std::vector<Argument> parts;

  bool is_group() const { return type == "oneof" || type == "block"; }
};

// Reads the notation of CommandDoc.
class ArgumentReader {
 public:
  explicit ArgumentReader(std::string_view text) : rest_(text) {}

  std::vector<Argument> ReadAll() {
    std::vector<Argument> arguments;
    if (rest_.empty()) return arguments;
    do {
      arguments.push_back(ReadOne());
    } while (Skip(' '));
    return arguments;
  }

 private:
  bool Skip(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view Until(std::string_view ends) {
    const std::string_view text = rest_.substr(0, rest_.find_first_of(ends));
    rest_.remove_prefix(text.size());
    return text;
  }

  Argument ReadOne() {
    Argument argument;
    std::string_view name = Until("@?*+~!=( )");
    const size_t colon = name.find(':');
    if (colon != std::string_view::npos) {
      argument.type = name.substr(0, colon);
      name.remove_prefix(colon + 1);
    }
    if (Skip('@')) argument.key_spec = Until("?*+~!=( )");
    argument.optional = Skip('?');
    argument.multiple = Skip('*');
    argument.multiple_token = Skip('+');
    if (Skip('~')) argument.since = Until("!=( )");
    if (Skip('!')) argument.deprecated_since = Until("=( )");
    if (Skip('=')) argument.token = Until("( )");
    if (Skip('(')) {
      argument.parts = ReadAll();
      Skip(')');
    }
    argument.name = name.empty() && argument.token ? ToLower(*argument.token) : std::string(name);
    if (name.empty() || argument.type == "token") argument.type = "pure-token";
    if (argument.type.empty()) argument.type = argument.key_spec.empty() ? "string" : "key";
    return argument;
  }

  std::string_view rest_;
};

void ReplyField(ReplySink& reply, std::string_view name, std::string_view value) {
  reply.Bulk(name);
  reply.Bulk(value);
}

void ReplyArguments(ReplySink& reply, const std::vector<Argument>& arguments, const Target& target);

void ReplyArgument(ReplySink& reply, const Argument& argument, const Target& target) {
  std::vector<std::string_view> flags;
  if (argument.optional) flags.emplace_back("optional");
  if (argument.multiple) flags.emplace_back("multiple");
  if (argument.multiple_token) flags.emplace_back("multiple_token");
  const bool shown = target.Has(Quirk::kArgumentsAreShownAs) && !argument.is_group();
  size_t fields = 2;
  for (const bool has :
       {shown, !argument.key_spec.empty(), argument.token.has_value(), !argument.since.empty(),
        !argument.deprecated_since.empty(), !flags.empty(), argument.is_group()}) {
    fields += has ? 1 : 0;
  }
  reply.Map(fields);
  ReplyField(reply, "name", argument.name);
  ReplyField(reply, "type", argument.type);
  if (shown) ReplyField(reply, "display_text", argument.name);
  if (!argument.key_spec.empty()) {
    reply.Bulk("key_spec_index");
    reply.Integer(ParseInteger(argument.key_spec).value_or(0));
  }
  if (argument.token) ReplyField(reply, "token", *argument.token);
  if (!argument.since.empty()) ReplyField(reply, "since", argument.since);
  if (!argument.deprecated_since.empty())
    ReplyField(reply, "deprecated_since", argument.deprecated_since);
  if (!flags.empty()) {
    reply.Bulk("flags");
    reply.Set(flags.size());
    for (const std::string_view flag : flags) reply.Status(flag);
  }
  if (argument.is_group()) {
    reply.Bulk("arguments");
    ReplyArguments(reply, argument.parts, target);
  }
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the rows nest
void ReplyArguments(ReplySink& reply, const std::vector<Argument>& arguments,
                    const Target& target) {
  reply.Array(arguments.size());
  for (const Argument& argument : arguments) ReplyArgument(reply, argument, target);
}

// --- Commands ------------------------------------------------------------------------------------

// How the command is written: the server's summary is prose.
std::string Summary(const Command& command) {
  std::string syntax = ToUpper(command.full_name);
  std::ranges::replace(syntax, '|', ' ');
  if (!command.spec->usage.empty()) syntax += StrCat(" ", command.spec->usage);
  return syntax;
}

struct Documented {
  std::string_view group;
  const CommandDoc* doc = nullptr;
};

Documented FindDoc(std::string_view full_name, TargetId target) {
  for (const Group& group : kGroups) {
    if (const CommandDoc* doc = FindRow(group.rows(), full_name, target)) return {group.name, doc};
  }
  return {};
}

}  // namespace

void ReplyCommandDocs(ReplySink& reply, const Command& command, const Target& target) {
  const std::string_view name = command.full_name;
  const auto [group, doc] = FindDoc(name, target.id);
  const std::vector<Argument> arguments = ArgumentReader(doc->arguments).ReadAll();
  const auto* deprecation = FindRow(kDeprecations, name, target.id);
  const bool system = std::ranges::find(kSystemCommands, name) != std::end(kSystemCommands);
  size_t fields = 3;
  for (const bool has : {!doc->complexity.empty(), system || deprecation != nullptr,
                         !arguments.empty(), !command.subcommands.empty()}) {
    fields += has ? 1 : 0;
  }
  if (deprecation != nullptr) fields += 2;

  reply.Map(fields);
  ReplyField(reply, "summary", Summary(command));
  ReplyField(reply, "since", command.spec->since);
  ReplyField(reply, "group", group);
  if (!doc->complexity.empty()) ReplyField(reply, "complexity", doc->complexity);
  if (system || deprecation != nullptr) {
    reply.Bulk("doc_flags");
    reply.Set(1);
    reply.Status(system ? "syscmd" : "deprecated");
  }
  if (deprecation != nullptr) {
    ReplyField(reply, "deprecated_since", deprecation->since);
    ReplyField(reply, "replaced_by", deprecation->replaced_by);
  }
  if (!arguments.empty()) {
    reply.Bulk("arguments");
    ReplyArguments(reply, arguments, target);
  }
  if (command.subcommands.empty()) return;
  reply.Bulk("subcommands");
  reply.Map(command.subcommands.size());
  for (const auto& sub : command.subcommands) {
    reply.Bulk(sub->full_name);
    ReplyCommandDocs(reply, *sub, target);
  }
}

}  // namespace luarig
