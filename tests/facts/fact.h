#ifndef LUARIG_TESTS_FACTS_FACT_H_
#define LUARIG_TESTS_FACTS_FACT_H_

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/base/target.h"
#include "tests/support/mask.h"

namespace luarig::test {

using Json = nlohmann::json;

// A fact of tests/reference: commands, and what a server of each kind answered.
struct Fact {
  using Call = std::vector<std::string>;

  std::string id;
  std::string topic;
  int resp = 2;
  bool cluster = false;  // observed on a cluster's node that had all slots
  std::vector<Call> setup;
  Call call;
  std::vector<Call> post;
  std::vector<Mask> masks;
  bool sorted = false;  // the reply's elements are in no order
  // By server, as the facts name it: the replies to `call` and to each of `post`.
  std::map<std::string, std::vector<Json>> replies;
};

// The facts of a file that were observed on servers with default settings or on the one node of a
// cluster, in its order.
std::vector<Fact> ReadFacts(const std::string& path);

// What the facts call the server that a target means.
std::string ServerOf(TargetId target);

// What an engine of its own, of that target, answers to the fact's call and its posts, in the
// notation of facts, masked and sorted as the fact asks for.
std::vector<Json> Answers(const Fact& fact, const Target& target);

}  // namespace luarig::test

#endif  // LUARIG_TESTS_FACTS_FACT_H_
