#ifndef LUARIG_TESTS_UNIT_COMMANDS_EVENT_LOG_H_
#define LUARIG_TESTS_UNIT_COMMANDS_EVENT_LOG_H_

#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/store/keyspace.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {

// Notes the keyspace events of one engine as long as it lives.
class EventLog final : public KeyEvents {
 public:
  explicit EventLog(TestEngine& redis) : redis_(redis), before_(redis.engine.state().store.events) {
    redis.engine.state().store.events = this;
  }
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;
  ~EventLog() override { redis_.engine.state().store.events = before_; }

  void OnKeyEvent(EventClass /*kind*/, std::string_view event, int /*database*/,
                  std::string_view key) override {
    if (event == "new" || event == "keymiss") return;  // not what the handler says
    text_ += StrCat(text_.empty() ? "" : ", ", event, " ", key);
  }
  void OnKeyChanged(int /*database*/, std::string_view /*key*/) override {}

  // Runs a command: "3 | hset h", its count of changes and its events.
  std::string Of(std::string_view command) {
    const uint64_t changes = redis_.engine.state().store.changes;
    text_.clear();
    redis_.Run(command);
    return StrCat(redis_.engine.state().store.changes - changes, " | ", text_);
  }

 private:
  TestEngine& redis_;
  KeyEvents* before_;
  std::string text_;
};

}  // namespace luarig::test

#endif  // LUARIG_TESTS_UNIT_COMMANDS_EVENT_LOG_H_
