// ACL: users and what they may do. Redis documentation:
// https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/dispatch/acl_permissions.h"
#include "engine/dispatch/acl_rules.h"
#include "engine/dispatch/acl_text.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/help.h"
#include "engine/dispatch/registry.h"

namespace luarig {
namespace {

// For subcommands with one optional word.
void RefuseMoreThanOneWord(const Call& call) {
  if (call.argv.size() <= 3) return;
  throw CommandError(StrCat("ERR unknown subcommand or wrong number of arguments for '",
                            call.argv[1], "'. Try ACL HELP."));
}

void ReplyList(Call& call, const std::vector<std::string>& words) {
  call.reply.Array(words.size());
  for (const std::string& word : words) call.reply.Bulk(word);
}

// --- Users ---------------------------------------------------------------------------------------

void AclSetUser(Call& call) {
  const std::string_view name = call.argv[2];
  if (HasBlank(name)) throw CommandError("ERR Usernames can't contain spaces or null characters");
  const User* known = call.server.acl.Find(name);
  // Either all rules are good, or nothing happens.
  User user = known != nullptr ? *known : call.server.acl.NewUser(name);
  if (const auto error = ApplyAclRules(call.server, call.argv.subspan(3), user))
    throw CommandError(*error);
  PutUser(call.server, std::move(user), &call.session);
  call.reply.Ok();
}

void AclDelUser(Call& call) {
  const auto names = call.argv.subspan(2);
  if (std::ranges::find(names, "default") != names.end())
    throw CommandError("ERR The 'default' user cannot be removed");
  int64_t removed = 0;
  for (const std::string_view name : names) {
    User* user = call.server.acl.Find(name);
    if (user == nullptr) continue;
    RemoveUser(call.server, *user, &call.session);
    ++removed;
  }
  call.reply.Integer(removed);
}

void ReplySelector(Call& call, const Selector& selector) {
  call.reply.Bulk("commands");
  call.reply.Bulk(AclCommandsText(call.server, selector));
  call.reply.Bulk("keys");
  call.reply.Bulk(AclKeysText(selector));
  call.reply.Bulk("channels");
  call.reply.Bulk(AclChannelsText(selector));
}

void AclGetUser(Call& call) {
  const User* user = call.server.acl.Find(call.argv[2]);
  if (user == nullptr) return call.reply.Null();
  call.reply.Map(6);
  std::vector<std::string_view> flags = {user->enabled ? "on" : "off"};
  if (user->no_password) flags.emplace_back("nopass");
  if (user->sanitize == User::Sanitize::kYes) flags.emplace_back("sanitize-payload");
  if (user->sanitize == User::Sanitize::kNo) flags.emplace_back("skip-sanitize-payload");
  call.reply.Bulk("flags");
  call.reply.Set(flags.size());
  for (const std::string_view flag : flags) call.reply.Bulk(flag);
  call.reply.Bulk("passwords");
  ReplyList(call, user->passwords);
  ReplySelector(call, user->root);
  call.reply.Bulk("selectors");
  call.reply.Array(user->more.size());
  for (const Selector& selector : user->more) {
    call.reply.Map(3);
    ReplySelector(call, selector);
  }
}

void AclList(Call& call) {
  std::vector<std::string> lines;
  for (const auto& [name, user] : call.server.acl.users()) {
    lines.push_back(AclUserLine(call.server, *user));
  }
  ReplyList(call, lines);
}

void AclUsers(Call& call) {
  std::vector<std::string> names;
  for (const auto& [name, user] : call.server.acl.users()) names.push_back(name);
  ReplyList(call, names);
}

void AclWhoAmI(Call& call) { call.reply.Bulk(call.session.user->name); }

// Users live as long as the server: there is no file for them.
void AclFile(Call& call) { throw CommandError(std::string(call.server.text(Text::kAclNoFile))); }

// --- Everything else -----------------------------------------------------------------------------

std::vector<std::string> CategoryNames() {
  std::vector<std::string> names;
  names.reserve(kAclCategoryCount);
  for (int i = 0; i < kAclCategoryCount; ++i)
    names.emplace_back(CategoryName(static_cast<AclCategory>(i)));
  return names;
}

std::optional<AclCategory> FindCategory(std::string_view name) {
  for (int i = 0; i < kAclCategoryCount; ++i) {
    const auto category = static_cast<AclCategory>(i);
    if (EqualsIgnoreCase(CategoryName(category), name)) return category;
  }
  return std::nullopt;
}

std::vector<std::string> NamesOf(const CommandTable& commands, AclCategory category) {
  std::vector<std::string> names;
  for (const auto& command : commands.all()) {
    if (command->acl.Has(category)) names.push_back(command->full_name);
    for (const auto& sub : command->subcommands) {
      if (sub->acl.Has(category)) names.push_back(sub->full_name);
    }
  }
  return names;
}

void AclCat(Call& call) {
  RefuseMoreThanOneWord(call);
  if (call.argv.size() == 2) return ReplyList(call, CategoryNames());
  const std::optional<AclCategory> category = FindCategory(call.argv[2]);
  if (!category) throw CommandError(StrCat("ERR Unknown category '", call.argv[2], "'"));
  ReplyList(call, NamesOf(*call.server.commands, *category));
}

void AclGenPass(Call& call) {
  RefuseMoreThanOneWord(call);
  constexpr int64_t kMostBits = 4096;
  constexpr int64_t kBitsOfDigit = 4;
  constexpr std::string_view kDigits = "0123456789abcdef";
  int64_t bits = 256;
  if (call.argv.size() == 3) bits = IntegerArg(call.argv[2]);
  if (bits < 1 || bits > kMostBits) {
    throw CommandError(
        "ERR ACL GENPASS argument must be the number of bits for the output password, a positive "
        "number up to 4096");
  }
  std::string password;
  for (; bits > 0; bits -= kBitsOfDigit)
    password += kDigits[call.server.random.Below(kDigits.size())];
  call.reply.Bulk(password);
}

void ReplyLogEntry(Call& call, const AclLogEntry& entry) {
  constexpr double kMillisPerSecond = 1000;
  const bool numbered = call.target().Has(Quirk::kAclLogNumbers);
  const auto text = [&](std::string_view name, std::string_view value) {
    call.reply.Bulk(name);
    call.reply.Bulk(value);
  };
  const auto number = [&](std::string_view name, int64_t value) {
    call.reply.Bulk(name);
    call.reply.Integer(value);
  };
  call.reply.Map(numbered ? 10 : 7);
  number("count", entry.count);
  text("reason", entry.reason);
  text("context", entry.context);
  text("object", entry.object);
  text("username", entry.username);
  call.reply.Bulk("age-seconds");
  const int64_t age_ms = call.server.now_micros / 1000 - entry.updated_ms;
  call.reply.Double(static_cast<double>(age_ms) / kMillisPerSecond);
  text("client-info", entry.client);
  if (!numbered) return;
  number("entry-id", static_cast<int64_t>(entry.number));
  number("timestamp-created", entry.created_ms);
  number("timestamp-last-updated", entry.updated_ms);
}

void AclLogCommand(Call& call) {
  RefuseMoreThanOneWord(call);
  AclLog& log = call.server.acl.log;
  int64_t count = 10;
  if (call.argv.size() == 3) {
    if (EqualsIgnoreCase(call.argv[2], "RESET")) {
      log.Clear();
      return call.reply.Ok();
    }
    count = std::max<int64_t>(0, IntegerArg(call.argv[2]));
  }
  count = std::min(count, static_cast<int64_t>(log.entries().size()));
  call.reply.Array(static_cast<size_t>(count));
  for (const AclLogEntry& entry : log.entries()) {
    if (count-- == 0) break;
    ReplyLogEntry(call, entry);
  }
}

void AclDryRun(Call& call) {
  const User* user = call.server.acl.Find(call.argv[2]);
  if (user == nullptr) throw CommandError(StrCat("ERR User '", call.argv[2], "' not found"));
  const auto argv = call.argv.subspan(3);
  const Command* command = call.server.commands->Find(argv[0]);
  if (command != nullptr && !command->subcommands.empty() && argv.size() > 1)
    command = command->FindSubcommand(argv[1]);
  if (command == nullptr) throw CommandError(StrCat("ERR Command '", argv[0], "' not found"));
  if (!command->spec->arity.Accepts(argv.size()) || command->spec->run == nullptr)
    throw CommandError::WrongArity(command->full_name);
  const std::string refusal = DryRunRefusal(call.server, *user, *command, argv);
  if (refusal.empty()) return call.reply.Ok();
  call.reply.Bulk(refusal);
}

using enum CommandFlag;

constexpr CommandFlags kAnyTime = kLoading | kStale;
constexpr CommandFlags kOfAnyone = kAnyTime | kNoScript;
constexpr CommandFlags kOfAdmin = kOfAnyone | kAdmin;

// clang-format off
constexpr CommandSpec kAclParts[] = {
    // name      arity flags      acl keys since    run            usage
    {"cat",      -2,   kOfAnyone, {}, {},  "6.0.0", AclCat,        "[category]"},
    {"deluser",  -3,   kOfAdmin,  {}, {},  "6.0.0", AclDelUser,    "username [username ...]"},
    {"dryrun",   -4,   kOfAdmin,  {}, {},  "7.0.0", AclDryRun,     "username command [arg [arg ...]]"},
    {"genpass",  -2,   kOfAnyone, {}, {},  "6.0.0", AclGenPass,    "[bits]"},
    {"getuser",   3,   kOfAdmin,  {}, {},  "6.0.0", AclGetUser,    "username"},
    {"help",      2,   kAnyTime,  {}, {},  "6.0.0", ShowHelp,      ""},
    {"list",      2,   kOfAdmin,  {}, {},  "6.0.0", AclList,       ""},
    {"load",      2,   kOfAdmin,  {}, {},  "6.0.0", AclFile,       ""},
    {"log",      -2,   kOfAdmin,  {}, {},  "6.0.0", AclLogCommand, "[count | RESET]"},
    {"save",      2,   kOfAdmin,  {}, {},  "6.0.0", AclFile,       ""},
    {"setuser",  -3,   kOfAdmin,  {}, {},  "6.0.0", AclSetUser,    "username [rule [rule ...]]"},
    {"users",     2,   kOfAdmin,  {}, {},  "6.0.0", AclUsers,      ""},
    {"whoami",    2,   kOfAnyone, {}, {},  "6.0.0", AclWhoAmI,     ""},
};

constexpr CommandSpec kAcl[] = {
    {"acl",      -2,   {},        {}, {},  "6.0.0", nullptr,       "", kAllTargets, kAclParts},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> AclCommands() { return kAcl; }

}  // namespace luarig
