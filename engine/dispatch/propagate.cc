#include "engine/dispatch/propagate.h"

#include <string>
#include <utility>
#include <vector>

#include "engine/dispatch/observer.h"

namespace luarig {
namespace {

// That of a command which runs in any.
constexpr int kNoDatabase = -1;

void Tell(ServerState& server, int database, std::span<const std::string> words, Recipients to) {
  const std::vector<std::string_view> views(words.begin(), words.end());
  const PropagationEvent event{.database = database, .words = views, .to = to};
  for (Observer* observer : std::vector(server.propagation_observers)) observer->OnPropagate(event);
}

void TellMarker(ServerState& server, const PropagatedCommand& beside, std::string_view marker) {
  const std::string word(marker);
  const int database =
      server.target.Has(Quirk::kSelectsWithinMulti) ? kNoDatabase : beside.database;
  Tell(server, database, {&word, 1}, kAllRecipients);
}

// The server's "touches arbitrary keys": the keys that such a command finds expired have nothing to
// do with each other.
bool TouchesAnyKeys(const Command* command) {
  return command != nullptr && (command->full_name == "randomkey" || command->full_name == "scan");
}

}  // namespace

void PropagatedCall::Begin() {
  changes_before_ = server_.store.changes;
  outer_ = std::exchange(server_.propagation.said(), {});
}

void PropagatedCall::Add(const Session& session, std::span<const std::string_view> argv) {
  Propagation& propagation = server_.propagation;
  Propagation::Said said = std::exchange(propagation.said(), std::move(*outer_));
  if (!propagation.watched() || said.nothing) return;
  Recipients to = said.always;
  if (server_.store.changes != changes_before_) to = kAllRecipients;
  if (session.script != nullptr)
    to = to.Without(kAllRecipients.Without(session.script->propagates_to));
  if (to.empty()) return;
  if (!said.as) said.as.emplace(argv.begin(), argv.end());
  propagation.Add({session.database, std::move(*said.as), to});
}

void EndPropagatedUnit(ServerState& server, const Command* command) {
  const std::vector<PropagatedCommand> unit = server.propagation.TakeUnit();
  if (unit.empty()) return;
  const bool transaction = unit.size() > 1 && command != nullptr && !TouchesAnyKeys(command);
  if (transaction) TellMarker(server, unit.front(), "MULTI");
  for (const PropagatedCommand& one : unit) Tell(server, one.database, one.words, one.to);
  if (transaction) TellMarker(server, unit.back(), "EXEC");
}

}  // namespace luarig
