#ifndef LUARIG_TESTS_UNIT_SCRIPT_OBSERVED_FACTS_H_
#define LUARIG_TESTS_UNIT_SCRIPT_OBSERVED_FACTS_H_

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/unit/test_engine.h"

// The facts of tests/reference/observed.jsonl: calls and what redis-server 7.0.15 answered.

namespace luarig::test {

inline std::string DecodeBase64(std::string_view text) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text.substr(0, text.find('='))) {
    bits = bits << 6 | static_cast<uint32_t>(kAlphabet.find(c));
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xff);
  }
  return bytes;
}

// Text that is not UTF-8 is written as {"b64": ...}.
inline std::string BytesOfFact(const nlohmann::json& text) {
  return text.is_string() ? text.get<std::string>()
                          : DecodeBase64(text.at("b64").get<std::string>());
}

inline Reply ReplyOfFact(const nlohmann::json& reply) {
  const std::string type = reply.at("t");
  if (type == "int") return Int(reply.at("v"));
  if (type == "bulk") return Bulk(BytesOfFact(reply.at("v")));
  if (type == "status") return Status(reply.at("v").get<std::string>());
  if (type == "error") return Error(reply.at("v").get<std::string>());
  if (type == "nil") return Nil();
  REQUIRE_MESSAGE(type == "array", "a reply type that this reader does not know: " << type);
  std::vector<Reply> elements;
  for (const auto& element : reply.at("v")) elements.push_back(ReplyOfFact(element));
  return Array(std::move(elements));
}

inline Reply RunFactCall(TestEngine& redis, const nlohmann::json& call) {
  const auto words = call.get<std::vector<std::string>>();
  REQUIRE(words.size() == 3);  // EVAL, script, 0
  return redis.Run({words[0], words[1], words[2]});
}

// Runs every fact of a topic, each in an engine of its own, and compares whole replies. Returns how
// many there were.
inline int CheckFacts(const std::string& topic) {
  std::ifstream file(LUARIG_SOURCE_DIR "/tests/reference/observed.jsonl");
  int facts = 0;
  for (std::string line; std::getline(file, line);) {
    const auto fact = nlohmann::json::parse(line);
    if (fact.at("topic") != topic) continue;
    CAPTURE(fact.at("id").get<std::string>());
    TestEngine redis;
    for (const auto& call : fact.at("setup")) RunFactCall(redis, call);
    CHECK(RunFactCall(redis, fact.at("call")) == ReplyOfFact(fact.at("reply")));
    ++facts;
  }
  return facts;
}

}  // namespace luarig::test

#endif  // LUARIG_TESTS_UNIT_SCRIPT_OBSERVED_FACTS_H_
