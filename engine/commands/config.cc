// CONFIG. The directives themselves are rows in engine/server/config_rows_*.cc. Redis
// documentation: https://redis.io/docs/latest/commands/?group=server

#include "engine/server/config.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/glob.h"
#include "engine/commands/families.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/help.h"
#include "engine/dispatch/registry.h"
#include "engine/dispatch/statistics.h"

namespace luarig {
namespace {

// --- GET -----------------------------------------------------------------------------------------

struct Setting {
  std::string_view name;
  const DirectiveRow* row;
};

bool IsGlob(std::string_view pattern) {
  return pattern.find_first_of("[*?") != std::string_view::npos;
}

void AddSetting(std::vector<Setting>& found, Setting setting) {
  const bool known = std::ranges::any_of(
      found, [&](const Setting& other) { return EqualsIgnoreCase(other.name, setting.name); });
  if (!known) found.push_back(setting);
}

void ConfigGet(Call& call) {
  const std::vector<NamedDirective> all = DirectivesOf(call.target().id);
  std::vector<Setting> found;
  for (const std::string_view pattern : call.argv.subspan(2)) {
    if (!IsGlob(pattern)) {
      // Given back as it was asked for.
      const NamedDirective one = FindDirective(call.target().id, pattern);
      if (one.row != nullptr) AddSetting(found, {pattern, one.row});
      continue;
    }
    for (const NamedDirective& directive : all) {
      if (!directive.row->flags.Has(DirectiveFlag::kHidden) &&
          GlobMatch(pattern, directive.name, true)) {
        AddSetting(found, {directive.name, directive.row});
      }
    }
  }
  call.reply.Map(found.size());
  for (const Setting& setting : found) {
    call.reply.Bulk(setting.name);
    call.reply.Bulk(DirectiveValue(call.server, *setting.row));
  }
}

// --- SET -----------------------------------------------------------------------------------------

// `name` is as the caller wrote it, but for bad values: those name the directive as the table
// spells it.
[[noreturn]] void RefuseSetting(std::string_view name, std::string_view why) {
  throw CommandError(
      StrCat("ERR CONFIG SET failed (possibly related to argument '", name, "') - ", why));
}

NamedDirective DirectiveToSet(const Call& call, std::string_view name) {
  const NamedDirective directive = FindDirective(call.target().id, name);
  if (directive.row == nullptr) {
    throw CommandError(
        StrCat("ERR Unknown option or number of arguments for CONFIG SET - '", name, "'"));
  }
  const DirectiveFlags flags = directive.row->flags;
  if (flags.Has(DirectiveFlag::kImmutable)) RefuseSetting(name, "can't set immutable config");
  const auto allowed = static_cast<AllowedFrom>(call.server.directives.enable_protected_configs);
  if (flags.Has(DirectiveFlag::kProtected) && !MayUse(call.session, allowed))
    RefuseSetting(name, "can't set protected config");
  return directive;
}

void ConfigSet(Call& call) {
  const auto words = call.argv.subspan(2);
  if (words.size() % 2 != 0) throw CommandError::Syntax();
  std::vector<NamedDirective> directives;
  for (size_t i = 0; i < words.size(); i += 2) {
    const NamedDirective directive = DirectiveToSet(call, words[i]);
    if (std::ranges::find(directives, directive) != directives.end())
      RefuseSetting(words[i], "duplicate parameter");
    directives.push_back(directive);
    if (directive.row->flags.Has(DirectiveFlag::kSensitive))
      call.server.redacted.push_back(2 + i + 1);
  }
  std::vector<std::string> values;  // all are good before one is set
  for (size_t i = 0; i < directives.size(); ++i) {
    const DirectiveRow& row = *directives[i].row;
    const std::string_view text = words[2 * i + 1];
    const bool several = row.flags.Has(DirectiveFlag::kSeveralWords);
    Result<std::string> value =
        ReadDirective(call.server, row, several ? WordsOf(text) : std::vector{text});
    if (!value) RefuseSetting(directives[i].name, value.error());
    values.push_back(std::move(*value));
  }
  for (size_t i = 0; i < directives.size(); ++i) {
    SetDirective(call.server, *directives[i].row, values[i]);
  }
  call.server.DirectivesChanged();
  call.reply.Ok();
}

// --- The rest ------------------------------------------------------------------------------------

void ConfigResetStat(Call& call) {
  ResetStatistics(call.server);
  call.reply.Ok();
}

void ConfigRewrite(Call& call) {
  if (call.server.rewrite_config == nullptr)
    throw CommandError("ERR The server is running without a config file");
  const std::string why = call.server.rewrite_config();
  if (!why.empty()) throw CommandError(StrCat("ERR Rewriting config file: ", why));
  call.reply.Ok();
}

using enum CommandFlag;

constexpr CommandFlags kAnyTime = kLoading | kStale;
constexpr CommandFlags kOfAdmin = kAnyTime | kAdmin | kNoScript;

// clang-format off
constexpr CommandSpec kConfigParts[] = {
    // name        arity flags     acl keys since    run              usage
    {"get",        -3,   kOfAdmin, {}, {},  "2.0.0", ConfigGet,       "parameter [parameter ...]"},
    {"help",        2,   kAnyTime, {}, {},  "5.0.0", ShowHelp,        ""},
    {"resetstat",   2,   kOfAdmin, {}, {},  "2.0.0", ConfigResetStat, ""},
    {"rewrite",     2,   kOfAdmin, {}, {},  "2.8.0", ConfigRewrite,   ""},
    {"set",        -4,   kOfAdmin, {}, {},  "2.0.0", ConfigSet,       "parameter value [parameter value ...]"},
};

constexpr CommandSpec kConfig[] = {
    {"config",     -2,   {},       {}, {},  "2.0.0", nullptr,         "", kAllTargets, kConfigParts},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ConfigCommands() { return kConfig; }

}  // namespace luarig
