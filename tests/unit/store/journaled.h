#ifndef LUARIG_TESTS_UNIT_STORE_JOURNALED_H_
#define LUARIG_TESTS_UNIT_STORE_JOURNALED_H_

#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "engine/store/journal.h"

namespace luarig::test {

// What a collection looks like from outside, order and encoding included.
using Snapshot = std::vector<std::string>;

// Changes `value` at random under checkpoints, nested ones too, and checks that rolling back gives
// the same snapshot as before: look(value), after change(value, random) some times.
template <typename Value, typename Look, typename Change>
void CheckRollsBack(Value& value, std::mt19937_64& random, Look look, Change change) {
  Journal journal;
  const auto churn = [&] {
    for (uint64_t i = random() % 60; i > 0; --i) change(value, random);
  };
  const Snapshot outermost = look(value);
  const Journal::Mark outer = journal.Checkpoint(Journal::Keep::kChanges);
  value.SetLogging(journal, true);
  for (int round = 0; round < 4; ++round) {
    churn();
    const Snapshot before = look(value);
    const Journal::Mark inner = journal.Checkpoint(Journal::Keep::kChanges);
    churn();
    if (round == 2) {
      journal.Release(inner);
      continue;
    }
    journal.RollBack(inner);
    REQUIRE(look(value) == before);
    churn();
    journal.RollBack(inner);
    REQUIRE(look(value) == before);
    journal.Release(inner);
  }
  journal.RollBack(outer);
  REQUIRE(look(value) == outermost);
  journal.Release(outer);
  value.SetLogging(journal, false);
}

}  // namespace luarig::test

#endif  // LUARIG_TESTS_UNIT_STORE_JOURNALED_H_
