#ifndef LUARIG_TESTS_DIFFERENTIAL_DUEL_H_
#define LUARIG_TESTS_DIFFERENTIAL_DUEL_H_

#include <memory>
#include <optional>
#include <string>

#include "tests/differential/generator.h"
#include "tests/support/oracle.h"
#include "tests/support/peer.h"

namespace luarig::test {

// The engine and the server disagree.
struct Difference {
  size_t step = 0;      // whose reply differs, or after which the keys do
  std::string command;  // that step's, or "keyspace"
  std::string server;   // what each of them said, as redis-cli prints it
  std::string engine;
};

// The engine beside a redis-server, fed with the same commands.
class Duel {
 public:
  // `oracle` must outlive it.
  explicit Duel(const Oracle& oracle);

  // Runs `sequence` from an empty keyspace, up to the first disagreement. The keyspaces are
  // compared every 200 steps and at the end.
  std::optional<Difference> Run(const Sequence& sequence);

  // The sequence as a `.case` with the server's replies.
  std::string Case(const Sequence& sequence);

 private:
  bool Agree(const Step& step, const Reply& server, const Reply& engine);
  bool IsCompact(const std::string& key);
  // The engine's reply; of several random outcomes the server's, if the engine can reach it.
  Reply RunOnEngine(const Step& step, const Reply& server);
  std::optional<Difference> CompareStep(const Step& step);
  std::optional<Difference> CompareKeyspaces();

  std::unique_ptr<Peer> server_;
  std::unique_ptr<Peer> engine_;
};

}  // namespace luarig::test

#endif  // LUARIG_TESTS_DIFFERENTIAL_DUEL_H_
