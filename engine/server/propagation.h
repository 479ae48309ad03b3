#ifndef LUARIG_ENGINE_SERVER_PROPAGATION_H_
#define LUARIG_ENGINE_SERVER_PROPAGATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/flags.h"

namespace luarig {

// Who gets what is propagated: the bits of redis.set_repl.
enum class Recipient : uint8_t { kAof, kReplicas };
using Recipients = Flags<Recipient>;
constexpr Recipients operator|(Recipient a, Recipient b) { return Recipients(a) | b; }
inline constexpr Recipients kAllRecipients = Recipient::kAof | Recipient::kReplicas;

// A command on its way to them.
struct PropagatedCommand {
  int database;
  std::vector<std::string> words;
  Recipients to = kAllRecipients;
};

// What running commands are propagated as. While nobody watches, all that happens here is that
// watched() is asked.
//
// Commands gather in a unit (a client's command, a transaction, a script, a key that expires by
// itself), which is handed out as a whole when it ends (engine/dispatch/propagate.h).
class Propagation {
 public:
  // What a handler says of the command that runs; nothing said: its own words, if it counted a
  // change, to everybody.
  struct Said {
    std::optional<std::vector<std::string>> as;  // instead of its words
    bool nothing = false;                        // not at all
    Recipients always;                           // these get it whatever it changed
  };

  bool watched() const { return watched_; }
  void set_watched(bool watched) {
    watched_ = watched;
    if (!watched) unit_.clear();
  }

  // Of the command that runs; whoever runs another one within it puts its own back afterwards.
  Said& said() { return said_; }

  void Add(PropagatedCommand command) { unit_.push_back(std::move(command)); }
  bool pending() const { return !unit_.empty(); }
  std::vector<PropagatedCommand> TakeUnit() { return std::exchange(unit_, {}); }

 private:
  bool watched_ = false;
  Said said_;
  std::vector<PropagatedCommand> unit_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_PROPAGATION_H_
