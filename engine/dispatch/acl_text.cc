#include "engine/dispatch/acl_text.h"

#include <climits>
#include <optional>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/dispatch/acl_rules.h"
#include "engine/dispatch/registry.h"

namespace luarig {
namespace {

void AddWord(std::string& text, std::string_view word) {
  if (!text.empty()) text += ' ';
  text += word;
}

std::string KeyRule(const KeyPattern& pattern) {
  const bool reads = pattern.accesses.Has(KeyAccess::kRead);
  const bool writes = pattern.accesses.Has(KeyAccess::kWrite);
  if (reads && writes) return StrCat("~", pattern.glob);
  return StrCat(reads ? "%R~" : "%W~", pattern.glob);
}

// How many commands of a category are allowed, and how many are not.
struct Share {
  int allowed = 0;
  int forbidden = 0;
};

Share ShareOf(const CommandTable& commands, const CommandBits& bits, AclCategory category) {
  Share share;
  const auto count = [&](const Command& command) {
    if (command.acl.Has(category)) ++(bits[command.id] ? share.allowed : share.forbidden);
  };
  for (const auto& command : commands.all()) {
    count(*command);
    for (const auto& sub : command->subcommands) count(*sub);
  }
  return share;
}

// Finds few rules that come to what a selector allows: the categories that fit best, then single
// commands for what is left.
class RuleFinder {
 public:
  RuleFinder(const CommandTable& commands, const Selector& selector)
      : commands_(commands), selector_(selector), adds_(!selector.later_commands) {
    left_.commands = selector.commands;
    if (!adds_) told_.commands.set();
  }

  std::string Find() {
    text_ = adds_ ? "-@all" : "+@all";
    while (const auto category = BestCategory()) {
      AllowCategory(commands_, told_, *category, adds_);
      AllowCategory(commands_, left_, *category, !adds_);
      used_ |= *category;
      AddWord(text_, StrCat(adds_ ? "+@" : "-@", CategoryName(*category)));
    }
    for (const auto& command : commands_.all()) {
      TellCommand(*command);
      for (const auto& sub : command->subcommands) TellCommand(*sub);
      TellFirstWords(*command);
    }
    return std::move(text_);
  }

 private:
  // Of those that fit more than they do not: the one with the fewest commands that do not, and
  // among equals the largest.
  std::optional<AclCategory> BestCategory() const {
    std::optional<AclCategory> best;
    int fewest = INT_MAX;
    int most = 0;
    for (int i = 0; i < kAclCategoryCount; ++i) {
      const auto category = static_cast<AclCategory>(i);
      if (used_.Has(category)) continue;
      const Share share = ShareOf(commands_, left_.commands, category);
      const int fits = adds_ ? share.allowed : share.forbidden;
      const int differs = adds_ ? share.forbidden : share.allowed;
      if (fits <= differs) continue;
      if (differs > fewest || (differs == fewest && fits <= most)) continue;
      best = category;
      fewest = differs;
      most = fits;
    }
    return best;
  }

  void TellCommand(const Command& command) {
    const bool allowed = selector_.commands[command.id];
    if (told_.commands[command.id] == allowed) return;
    AllowCommand(told_, command, allowed);
    AddWord(text_, StrCat(allowed ? '+' : '-', command.full_name));
  }

  void TellFirstWords(const Command& command) {
    if (selector_.commands[command.id]) return;
    const auto found = selector_.first_words.find(command.id);
    if (found == selector_.first_words.end()) return;
    for (const std::string& word : found->second) {
      AddWord(text_, StrCat("+", command.full_name, "|", word));
    }
  }

  const CommandTable& commands_;
  const Selector& selector_;
  const bool adds_;  // starts from nothing, not from everything
  Selector told_;    // what the text comes to so far
  Selector left_;    // what the categories in it do not cover
  AclCategories used_;
  std::string text_;
};

std::string SelectorText(const ServerState& server, const Selector& selector) {
  std::string text = AclKeysText(selector);
  if (!selector.all_channels) AddWord(text, "resetchannels");
  if (const std::string channels = AclChannelsText(selector); !channels.empty())
    AddWord(text, channels);
  AddWord(text, AclCommandsText(server, selector));
  return text;
}

}  // namespace

std::string AclKeysText(const Selector& selector) {
  if (selector.all_keys) return "~*";
  std::string text;
  for (const KeyPattern& pattern : selector.keys) AddWord(text, KeyRule(pattern));
  return text;
}

std::string AclChannelsText(const Selector& selector) {
  if (selector.all_channels) return "&*";
  std::string text;
  for (const std::string& channel : selector.channels) AddWord(text, StrCat("&", channel));
  return text;
}

std::string AclCommandsText(const ServerState& server, const Selector& selector) {
  if (!server.target.Has(Quirk::kAclRulesAsGiven))
    return RuleFinder(*server.commands, selector).Find();
  std::string text = selector.later_commands ? "+@all" : "-@all";
  for (const std::string& rule : selector.rules) AddWord(text, rule);
  return text;
}

std::string AclUserLine(const ServerState& server, const User& user) {
  std::string line = StrCat("user ", user.name, user.enabled ? " on" : " off");
  if (user.no_password) AddWord(line, "nopass");
  if (user.sanitize == User::Sanitize::kYes) AddWord(line, "sanitize-payload");
  if (user.sanitize == User::Sanitize::kNo) AddWord(line, "skip-sanitize-payload");
  for (const std::string& hash : user.passwords) AddWord(line, StrCat("#", hash));
  AddWord(line, SelectorText(server, user.root));
  for (const Selector& selector : user.more) {
    AddWord(line, StrCat("(", SelectorText(server, selector), ")"));
  }
  return line;
}

}  // namespace luarig
