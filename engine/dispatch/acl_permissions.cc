#include "engine/dispatch/acl_permissions.h"

#include <algorithm>

#include "engine/base/bytes.h"
#include "engine/base/glob.h"
#include "engine/dispatch/client_line.h"
#include "engine/dispatch/command_keys.h"

namespace luarig {
namespace {

bool MayRun(const Selector& selector, const Command& command,
            std::span<const std::string_view> argv) {
  if (selector.commands[command.id] || command.flags.Has(CommandFlag::kNoAuth)) return true;
  const auto found = selector.first_words.find(command.id);
  if (found == selector.first_words.end() || argv.size() < 2) return false;
  return std::ranges::any_of(
      found->second, [&](std::string_view word) { return EqualsIgnoreCase(word, argv[1]); });
}

bool MayUse(const Selector& selector, std::string_view key, KeyFlags flags) {
  const bool reads = flags.Has(KeyFlag::kAccess);
  const bool writes = flags.HasAny(KeyFlag::kInsert | KeyFlag::kDelete | KeyFlag::kUpdate);
  return std::ranges::any_of(selector.keys, [&](const KeyPattern& pattern) {
    return (!reads || pattern.accesses.Has(KeyAccess::kRead)) &&
           (!writes || pattern.accesses.Has(KeyAccess::kWrite)) &&
           GlobMatch(pattern.glob, key, false);
  });
}

bool MayHear(const Selector& selector, std::string_view channel, bool is_pattern) {
  return std::ranges::any_of(selector.channels, [&](std::string_view allowed) {
    return is_pattern ? allowed == channel : GlobMatch(allowed, channel, false);
  });
}

// The channels of a command: words [1, count).
struct Channels {
  size_t end = 0;
  bool patterns = false;
};

Channels ChannelsOf(const Command& command, size_t words) {
  const std::string_view name = command.full_name;
  if (name == "publish" || name == "spublish") return {std::min<size_t>(2, words)};
  if (name == "subscribe" || name == "ssubscribe") return {words};
  if (name == "psubscribe") return {words, true};
  return {};
}

AclVerdict CheckSelector(const Selector& selector, const Command& command,
                         std::span<const std::string_view> argv) {
  if (!MayRun(selector, command, argv)) return {AclDenied::kCommand};
  if (!selector.all_keys) {
    for (const KeyWord& key : ExactKeysOf(command, argv)) {
      if (key.flags.Has(KeyFlag::kNotKey)) continue;
      if (!MayUse(selector, argv[key.index], key.flags)) return {AclDenied::kKey, key.index};
    }
  }
  if (!selector.all_channels) {
    const Channels channels = ChannelsOf(command, argv.size());
    for (size_t i = 1; i < channels.end; ++i) {
      if (!MayHear(selector, argv[i], channels.patterns)) return {AclDenied::kChannel, i};
    }
  }
  return {};
}

bool ReadsAnyKey(const Selector& selector) {
  return selector.all_keys || std::ranges::any_of(selector.keys, [](const KeyPattern& pattern) {
           return pattern.glob == "*" && pattern.accesses.Has(KeyAccess::kRead);
         });
}

// --- Words ---------------------------------------------------------------------------------------

std::string_view ObjectOf(AclVerdict verdict, const Command& command,
                          std::span<const std::string_view> argv) {
  return verdict.denied == AclDenied::kCommand ? std::string_view(command.full_name)
                                               : argv[verdict.word];
}

// `text` with the user's name for %u and what was refused for %s.
std::string Fill(std::string_view text, std::string_view user, std::string_view object) {
  std::string filled;
  while (!text.empty()) {
    const size_t at = std::min(text.find('%'), text.size());
    filled += text.substr(0, at);
    if (at == text.size()) break;
    filled += text[at + 1] == 'u' ? user : object;
    text.remove_prefix(at + 2);
  }
  return filled;
}

// The text of the first kind of refusal; the others follow it in the table.
Text TextFor(Text first, AclDenied denied) {
  return static_cast<Text>(static_cast<int>(first) + static_cast<int>(denied) -
                           static_cast<int>(AclDenied::kCommand));
}

std::string_view ReasonOf(AclDenied denied) {
  constexpr std::string_view kReasons[] = {"", "command", "key", "channel"};
  return kReasons[static_cast<size_t>(denied)];
}

void Note(AclPlace place, Session& session, const Command& command, AclVerdict verdict,
          std::span<const std::string_view> argv) {
  ServerState& server = session.server;
  const Session* client = &session;
  std::string_view context = session.transaction.open ? "multi" : "toplevel";
  if (place == AclPlace::kQueue) {
    context = "multi";
  } else if (place == AclPlace::kScript) {
    context = "lua";
    client = session.script->caller;
  }
  server.acl.log.Add({.reason = ReasonOf(verdict.denied),
                      .context = context,
                      .object = std::string(ObjectOf(verdict, command, argv)),
                      .username = session.user->name,
                      .client = ClientLine(*client, argv)},
                     server.now_micros / 1000);
}

}  // namespace

AclVerdict CheckPermissions(const User& user, const Command& command,
                            std::span<const std::string_view> argv) {
  AclVerdict worst = CheckSelector(user.root, command, argv);
  for (const Selector& selector : user.more) {
    if (worst.ok()) break;
    const AclVerdict next = CheckSelector(selector, command, argv);
    const bool tells_more =
        next.denied > worst.denied || (next.denied == worst.denied && next.word > worst.word);
    if (next.ok() || tells_more) worst = next;
  }
  return worst;
}

bool MayReadAnyKey(const User& user, const Command& command,
                   std::span<const std::string_view> argv) {
  const auto may = [&](const Selector& selector) {
    return ReadsAnyKey(selector) && CheckSelector(selector, command, argv).ok();
  };
  return may(user.root) || std::ranges::any_of(user.more, may);
}

std::string AclRefusal(AclPlace place, Session& session, const Command& command,
                       std::span<const std::string_view> argv) {
  const User& user = *session.user;
  const AclVerdict verdict = CheckPermissions(user, command, argv);
  if (verdict.ok()) return "";
  Note(place, session, command, verdict, argv);
  constexpr Text kFirst[] = {Text::kAclCommand, Text::kAclQueuedCommand, Text::kAclScriptCommand};
  const Text text = TextFor(kFirst[static_cast<size_t>(place)], verdict.denied);
  return Fill(session.server.text(text), user.name, ObjectOf(verdict, command, argv));
}

std::string DryRunRefusal(const ServerState& server, const User& user, const Command& command,
                          std::span<const std::string_view> argv) {
  const AclVerdict verdict = CheckPermissions(user, command, argv);
  if (verdict.ok()) return "";
  return Fill(server.text(TextFor(Text::kAclDryRunCommand, verdict.denied)), user.name,
              ObjectOf(verdict, command, argv));
}

}  // namespace luarig
