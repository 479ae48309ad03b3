#include "engine/dispatch/redact.h"

#include <algorithm>
#include <cstddef>

#include "engine/base/bytes.h"

namespace luarig {
namespace {

using Words = std::vector<std::string_view>;

void Hide(Words& words, size_t first, size_t count) {
  for (size_t i = first; i < words.size() && i - first < count; ++i) words[i] = "(redacted)";
}

void HideRest(Words& words, size_t first) { Hide(words, first, words.size()); }

bool HidesAuth(Words& words) {
  HideRest(words, 1);
  return words.size() > 1;
}

// HELLO version ... AUTH user password ...
bool HidesHello(Words& words) {
  bool hidden = false;
  for (size_t i = 2; i < words.size(); ++i) {
    if (EqualsIgnoreCase(words[i], "AUTH")) {
      Hide(words, i + 1, 2);
      hidden = true;
      i += 2;
    } else if (EqualsIgnoreCase(words[i], "SETNAME")) {
      ++i;
    }
  }
  return hidden;
}

bool HidesSetUser(Words& words) {
  HideRest(words, 2);
  return words.size() > 2;
}

// CONFIG SET directive value ...
bool HidesConfigSet(Words& words) {
  constexpr std::string_view kSecret[] = {"masterauth",       "masteruser",
                                          "primaryauth",      "primaryuser",
                                          "requirepass",      "tls-client-key-file-pass",
                                          "tls-key-file-pass"};
  bool hidden = false;
  for (size_t i = 2; i + 1 < words.size(); i += 2) {
    const bool secret = std::ranges::any_of(
        kSecret, [&](std::string_view directive) { return EqualsIgnoreCase(directive, words[i]); });
    if (!secret) continue;
    Hide(words, i + 1, 1);
    hidden = true;
  }
  return hidden;
}

// MIGRATE host port key database timeout ... AUTH password | AUTH2 user password ... KEYS key ...
bool HidesMigrate(Words& words) {
  constexpr size_t kFirstOption = 6;
  bool hidden = false;
  for (size_t i = kFirstOption; i < words.size() && !EqualsIgnoreCase(words[i], "KEYS"); ++i) {
    const size_t secrets = EqualsIgnoreCase(words[i], "AUTH")    ? 1
                           : EqualsIgnoreCase(words[i], "AUTH2") ? 2
                                                                 : 0;
    Hide(words, i + 1, secrets);
    hidden = hidden || secrets != 0;
    i += secrets;
  }
  return hidden;
}

struct Secretive {
  std::string_view command;  // its full name
  bool (*hides)(Words&);     // true if there was anything to hide
};

constexpr Secretive kSecretive[] = {
    {"acl|setuser", HidesSetUser}, {"auth", HidesAuth},       {"config|set", HidesConfigSet},
    {"hello", HidesHello},         {"migrate", HidesMigrate},
};

}  // namespace

std::optional<Words> Redacted(const CommandTable& commands,
                              std::span<const std::string_view> argv) {
  const Command* command = commands.Find(argv[0]);
  if (command != nullptr && argv.size() > 1 && !command->subcommands.empty())
    command = command->FindSubcommand(argv[1]);
  if (command == nullptr) return std::nullopt;
  const auto* found = std::ranges::find(kSecretive, command->full_name, &Secretive::command);
  if (found == std::end(kSecretive)) return std::nullopt;
  Words words(argv.begin(), argv.end());
  if (!found->hides(words)) return std::nullopt;
  return words;
}

}  // namespace luarig
