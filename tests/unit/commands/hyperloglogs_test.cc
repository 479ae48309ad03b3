#include "tests/unit/commands/event_log.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

TEST_CASE("PFADD counts the key and the registers it raises, and is one event") {
  TestEngine redis;
  EventLog log(redis);
  CHECK(log.Of("PFADD p a") == "2 | pfadd p");
  CHECK(log.Of("PFADD p a") == "0 | ");
  CHECK(log.Of("PFADD p a b c") == "2 | pfadd p");
  CHECK(log.Of("PFADD q") == "1 | pfadd q");
  CHECK(log.Of("PFMERGE p q") == "1 | pfadd p");
}

TEST_CASE("to remember a count is a change without an event") {
  TestEngine redis;
  EventLog log(redis);
  redis.Run("PFADD p a");
  CHECK(log.Of("PFCOUNT p p") == "0 | ");
  CHECK(log.Of("PFCOUNT p") == "1 | ");
  CHECK(log.Of("PFCOUNT p") == "0 | ");
}

TEST_CASE("PFDEBUG counts making one dense as a change") {
  TestEngine redis;
  EventLog log(redis);
  redis.Run("PFADD p a");
  CHECK(log.Of("PFDEBUG DECODE p") == "0 | ");
  CHECK(log.Of("PFDEBUG TODENSE p") == "1 | ");
  CHECK(log.Of("PFDEBUG GETREG p") == "0 | ");
}

TEST_CASE("PFCOUNT may replicate, of which COMMAND says nothing") {
  TestEngine redis;
  const Reply info = redis.Run("COMMAND INFO PFCOUNT");
  const std::vector<Reply>& flags = info.elements.at(0).elements.at(2).elements;
  REQUIRE(flags.size() == 1);
  CHECK(flags[0].text == "readonly");
  CHECK(redis.Run({"EVAL_RO", "return redis.call('PFCOUNT', KEYS[1])", "1", "p"})
            .text.starts_with("ERR Write commands are not allowed from read-only scripts."));
}

TEST_CASE("what PFADD and PFCOUNT did is undone") {
  TestEngine redis;
  for (int i = 0; i < 1500; ++i) redis.Run({"PFADD", "p", StrCat("e", i)});
  redis.Run("PFCOUNT p");
  const Reply before = redis.Run("GET p");
  const Journal::Mark mark = redis.engine.Checkpoint();
  for (int i = 0; i < 3000; ++i) redis.Run({"PFADD", "p", StrCat("f", i)});
  redis.Run("PFCOUNT p");
  CHECK(redis.Run("PFDEBUG ENCODING p") == Status("dense"));
  redis.engine.RollBack(mark);
  CHECK(redis.Run("GET p") == before);
  redis.engine.Release(mark);
}

}  // namespace
}  // namespace luarig::test
