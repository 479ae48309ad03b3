// Keys that are looked up again and again, between other changes.

#include <cstdint>
#include <random>
#include <string>
#include <unordered_map>

#include <doctest/doctest.h>

#include "engine/store/keyspace.h"

namespace luarig::test {
namespace {

std::string TextOf(StringRef value) {
  NumberText scratch;
  return std::string(value.Text(scratch));
}

// Names around the lengths that are compared in other ways, most of them alike but for one byte.
std::string Name(std::mt19937_64& random) {
  static constexpr size_t kLengths[] = {0, 1, 3, 4, 7, 8, 15, 16, 17, 24, 31, 32, 33, 70000};
  std::string name(kLengths[random() % std::size(kLengths)], 'k');
  if (!name.empty()) name[random() % name.size()] = static_cast<char>('a' + random() % 3);
  return name;
}

TEST_CASE("looking up agrees with a map, whichever key was the last") {
  constexpr uint64_t kSeed = 61;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  StoreContext context;
  context.now_ms = 1000;
  Keyspace keys(context, 0);
  std::unordered_map<std::string, std::string> model;
  std::string name = Name(random);
  for (int step = 0; step < 6000; ++step) {
    if (random() % 3 == 0) name = Name(random);
    switch (random() % 6) {
      case 0:
        REQUIRE(keys.Erase(name) == (model.erase(name) == 1));
        break;
      case 1: {
        const std::string value(random() % 40, 'v');
        keys.SetString(name, value);
        model[name] = value;
        break;
      }
      case 2:
        // A key that has expired is gone as soon as it is met.
        if (!model.contains(name)) break;
        keys.SetExpire(name, context.now_ms + 5);
        if (random() % 2 == 0) {
          REQUIRE(keys.Persist(name));
        } else {
          context.now_ms += 10;
          model.erase(name);
        }
        break;
      default:
        break;
    }
    const StringRef found = keys.FindString(name);
    const auto expected = model.find(name);
    REQUIRE(bool{found} == (expected != model.end()));
    if (found) REQUIRE(TextOf(found) == expected->second);
    REQUIRE(keys.size() == model.size());
  }
}

TEST_CASE("a list that is emptied takes its key along and comes again") {
  StoreContext context;
  Keyspace keys(context, 0);
  keys.SetString("other", "value");
  for (int round = 0; round < 3; ++round) {
    keys.Upsert<List>("k")->PushFront("a");
    CHECK(keys.Find<List>("k")->size() == 1);
    keys.Edit<List>("k")->DropBack();
    CHECK(keys.Find<List>("k") == nullptr);
  }
  CHECK(keys.size() == 1);
}

}  // namespace
}  // namespace luarig::test
