#include "engine/dispatch/acl_rules.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/sha256.h"

namespace luarig {
namespace {

// What may be wrong with a rule; "" is nothing.
using Complaint = std::string_view;
constexpr Complaint kFine;
constexpr Complaint kSyntax = "Syntax error";
constexpr Complaint kUnknownName = "Unknown command or category name in ACL";
constexpr Complaint kWordOfSubcommand = "Allowing first-arg of a subcommand is not supported";
constexpr Complaint kKeysAfterAll =
    "Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not have "
    "any effect. Try 'resetkeys' to start with an empty list of patterns";
constexpr Complaint kChannelsAfterAll =
    "Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does not "
    "have any effect. Try 'resetchannels' to start with an empty list of channels";
constexpr Complaint kNoSuchPassword =
    "The password you are trying to remove from the user does not exist";
constexpr Complaint kBadHash =
    "The password hash must be exactly 64 characters and contain only lowercase hexadecimal "
    "characters";

// --- Commands ------------------------------------------------------------------------------------

// "get" or "config|get"; null if there is no such command.
const Command* FindByFullName(const CommandTable& commands, std::string_view name) {
  const size_t bar = name.find('|');
  const Command* command = commands.Find(name.substr(0, bar));
  if (command == nullptr || bar == std::string_view::npos) return command;
  return command->FindSubcommand(name.substr(bar + 1));
}

// Keeps a rule as it will be shown; it takes the place of those that it overrides.
void NoteRule(Selector& selector, bool allow, std::string_view name) {
  const std::string body = ToLower(name);
  std::erase_if(selector.rules, [&](std::string_view rule) {
    rule.remove_prefix(1);  // the sign
    return rule.starts_with(body) && (rule.size() == body.size() || rule[body.size()] == '|');
  });
  selector.rules.push_back(StrCat(allow ? '+' : '-', body));
}

void AllowEverything(Selector& selector, bool allow) {
  if (allow) {
    selector.commands.set();
  } else {
    selector.commands.reset();
  }
  selector.later_commands = allow;
  selector.first_words.clear();
  selector.rules.clear();
}

// "+select|0": a command that is not allowed as such, with one first word.
Complaint AllowFirstWord(const CommandTable& commands, Selector& selector, std::string_view rule) {
  const size_t bar = rule.rfind('|');
  if (bar == std::string_view::npos) return kUnknownName;
  const std::string_view name = rule.substr(0, bar);
  const Command* command = FindByFullName(commands, name);
  if (command == nullptr) return kUnknownName;
  if (name.find('|') != std::string_view::npos) return kWordOfSubcommand;
  const std::string_view word = rule.substr(bar + 1);
  if (word.empty()) return kSyntax;
  if (!command->subcommands.empty()) return kUnknownName;
  std::vector<std::string>& words = selector.first_words[command->id];
  const bool known = std::ranges::any_of(
      words, [&](std::string_view other) { return EqualsIgnoreCase(other, word); });
  if (!known) words.emplace_back(word);
  NoteRule(selector, true, rule);
  return kFine;
}

Complaint ApplyCommandRule(const CommandTable& commands, Selector& selector, bool allow,
                           std::string_view name) {
  if (name.starts_with('@')) {
    for (int i = 0; i < kAclCategoryCount; ++i) {
      const auto category = static_cast<AclCategory>(i);
      if (!EqualsIgnoreCase(name.substr(1), CategoryName(category))) continue;
      AllowCategory(commands, selector, category, allow);
      NoteRule(selector, allow, name);
      return kFine;
    }
    return kUnknownName;
  }
  const Command* command = FindByFullName(commands, name);
  if (command == nullptr) return allow ? AllowFirstWord(commands, selector, name) : kUnknownName;
  AllowCommand(selector, *command, allow);
  NoteRule(selector, allow, command->full_name);
  return kFine;
}

// --- Keys and channels ---------------------------------------------------------------------------

Complaint AllowKeys(Selector& selector, KeyAccesses accesses, std::string_view glob) {
  if (HasBlank(glob)) return kSyntax;
  const auto known = std::ranges::find(selector.keys, glob, &KeyPattern::glob);
  if (known != selector.keys.end()) {
    known->accesses |= accesses;
  } else {
    selector.keys.push_back({std::string(glob), accesses});
  }
  return kFine;
}

// "~glob", or "%R~glob" with one or both letters.
Complaint ApplyKeyRule(Selector& selector, std::string_view rule) {
  if (selector.all_keys) return kKeysAfterAll;
  if (rule[0] == '~')
    return AllowKeys(selector, KeyAccess::kRead | KeyAccess::kWrite, rule.substr(1));
  KeyAccesses accesses;
  size_t at = 1;
  for (; at < rule.size() && rule[at] != '~'; ++at) {
    const char letter = ToUpper(rule[at]);
    if (letter != 'R' && letter != 'W') return kSyntax;
    const KeyAccess access = letter == 'R' ? KeyAccess::kRead : KeyAccess::kWrite;
    if (accesses.Has(access)) return kSyntax;
    accesses |= access;
  }
  if (accesses.empty()) return kSyntax;
  return AllowKeys(selector, accesses, rule.substr(std::min(at + 1, rule.size())));
}

Complaint ApplyChannelRule(Selector& selector, std::string_view rule) {
  if (selector.all_channels) return kChannelsAfterAll;
  const std::string_view glob = rule.substr(1);
  if (HasBlank(glob)) return kSyntax;
  if (std::ranges::find(selector.channels, glob) == selector.channels.end())
    selector.channels.emplace_back(glob);
  return kFine;
}

// --- Selectors and users -------------------------------------------------------------------------

void SetKeys(Selector& selector, bool all) {
  selector.all_keys = all;
  selector.keys.clear();
}

void SetChannels(Selector& selector, bool all) {
  selector.all_channels = all;
  selector.channels.clear();
}

struct SelectorWord {
  std::string_view word;
  void (*apply)(Selector&);
};

constexpr SelectorWord kSelectorWords[] = {
    {"allkeys", [](Selector& selector) { SetKeys(selector, true); }},
    {"~*", [](Selector& selector) { SetKeys(selector, true); }},
    {"resetkeys", [](Selector& selector) { SetKeys(selector, false); }},
    {"allchannels", [](Selector& selector) { SetChannels(selector, true); }},
    {"&*", [](Selector& selector) { SetChannels(selector, true); }},
    {"resetchannels", [](Selector& selector) { SetChannels(selector, false); }},
    {"allcommands", [](Selector& selector) { AllowEverything(selector, true); }},
    {"+@all", [](Selector& selector) { AllowEverything(selector, true); }},
    {"nocommands", [](Selector& selector) { AllowEverything(selector, false); }},
    {"-@all", [](Selector& selector) { AllowEverything(selector, false); }},
};

// A rule that may stand in a selector.
Complaint ApplyToSelector(const ServerState& server, Selector& selector, std::string_view rule) {
  for (const SelectorWord& known : kSelectorWords) {
    if (!EqualsIgnoreCase(rule, known.word)) continue;
    known.apply(selector);
    return kFine;
  }
  switch (rule.empty() ? '\0' : rule[0]) {
    case '~':
    case '%':
      return ApplyKeyRule(selector, rule);
    case '&':
      return ApplyChannelRule(selector, rule);
    case '+':
    case '-':
      return ApplyCommandRule(*server.commands, selector, rule[0] == '+', rule.substr(1));
    default:
      return kSyntax;
  }
}

// "(...)": one more selector.
Complaint AddSelector(const ServerState& server, User& user, std::string_view rule) {
  Selector selector;
  selector.all_channels = server.acl.new_users_hear_all;
  // Unbalanced quotes leave no words, as on the server.
  const auto words = SplitWords(rule.substr(1, rule.size() - 2));
  for (const std::string& word : words.value_or(std::vector<std::string>{})) {
    if (const Complaint complaint = ApplyToSelector(server, selector, word); !complaint.empty())
      return complaint;
  }
  user.more.push_back(std::move(selector));
  return kFine;
}

bool IsHash(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Complaint AddPassword(User& user, std::string hash) {
  if (std::ranges::find(user.passwords, hash) == user.passwords.end())
    user.passwords.push_back(std::move(hash));
  user.no_password = false;
  return kFine;
}

Complaint RemovePassword(User& user, std::string_view hash) {
  return std::erase(user.passwords, hash) == 0 ? kNoSuchPassword : kFine;
}

void SetNoPassword(User& user, bool none) {
  user.no_password = none;
  user.passwords.clear();
}

struct UserWord {
  std::string_view word;
  void (*apply)(const ServerState&, User&);
};

constexpr UserWord kUserWords[] = {
    {"on", [](const ServerState&, User& user) { user.enabled = true; }},
    {"off", [](const ServerState&, User& user) { user.enabled = false; }},
    {"nopass", [](const ServerState&, User& user) { SetNoPassword(user, true); }},
    {"resetpass", [](const ServerState&, User& user) { SetNoPassword(user, false); }},
    {"sanitize-payload",
     [](const ServerState&, User& user) { user.sanitize = User::Sanitize::kYes; }},
    {"skip-sanitize-payload",
     [](const ServerState&, User& user) { user.sanitize = User::Sanitize::kNo; }},
    {"clearselectors", [](const ServerState&, User& user) { user.more.clear(); }},
    {"reset",
     [](const ServerState& server, User& user) {
       user = server.acl.NewUser(user.name);
       user.sanitize = User::Sanitize::kYes;
     }},
};

Complaint ApplyToUser(const ServerState& server, User& user, std::string_view rule) {
  if (rule.empty()) return kFine;
  for (const UserWord& known : kUserWords) {
    if (!EqualsIgnoreCase(rule, known.word)) continue;
    known.apply(server, user);
    return kFine;
  }
  const std::string_view rest = rule.substr(1);
  switch (rule[0]) {
    case '>':
      return AddPassword(user, Sha256Hex(rest));
    case '<':
      return RemovePassword(user, Sha256Hex(rest));
    case '#':
      return IsHash(rest) ? AddPassword(user, std::string(rest)) : kBadHash;
    case '!':
      return IsHash(rest) ? RemovePassword(user, rest) : kBadHash;
    case '(':
      return AddSelector(server, user, rule);
    default:
      return ApplyToSelector(server, user.root, rule);
  }
}

}  // namespace

bool HasBlank(std::string_view text) {
  constexpr std::string_view kBlanks(" \t\n\v\f\r\0", 7);
  return text.find_first_of(kBlanks) != std::string_view::npos;
}

void AllowCommand(Selector& selector, const Command& command, bool allow) {
  selector.commands.set(command.id, allow);
  selector.first_words.erase(command.id);
  for (const auto& sub : command.subcommands) selector.commands.set(sub->id, allow);
}

void AllowCategory(const CommandTable& commands, Selector& selector, AclCategory category,
                   bool allow) {
  for (const auto& command : commands.all()) {
    if (command->acl.Has(category)) AllowCommand(selector, *command, allow);
    for (const auto& sub : command->subcommands) {
      if (sub->acl.Has(category)) selector.commands.set(sub->id, allow);
    }
  }
}

std::optional<std::string> ApplyAclRules(const ServerState& server,
                                         std::span<const std::string_view> words, User& user) {
  // A selector may come as several words.
  std::vector<std::string> rules;
  bool open = false;
  std::string_view opened;
  for (const std::string_view word : words) {
    if (open) {
      rules.back() += StrCat(" ", word);
    } else {
      rules.emplace_back(word);
      opened = word;
      open = word.starts_with('(');
    }
    if (open && word.ends_with(')')) open = false;
  }
  if (open) return StrCat("ERR Unmatched parenthesis in acl selector starting at '", opened, "'.");

  for (const std::string& rule : rules) {
    const Complaint complaint = ApplyToUser(server, user, rule);
    if (!complaint.empty()) {
      return StrCat("ERR Error in ACL SETUSER modifier '", rule, "': ", complaint);
    }
  }
  return std::nullopt;
}

}  // namespace luarig
