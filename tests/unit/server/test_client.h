#ifndef LUARIG_TESTS_UNIT_SERVER_TEST_CLIENT_H_
#define LUARIG_TESTS_UNIT_SERVER_TEST_CLIENT_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/reply/resp_sink.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {

// A connection without a socket: what it is sent is kept as bytes, in the order of arrival, with
// "|" for each line end.
class TestClient {
 public:
  explicit TestClient(TestEngine& redis)
      : redis_(redis),
        session_(redis.engine.NewSession()),
        sink_(bytes_, 2, redis.engine.state().target.float_style()) {
    session_->outbox = &sink_;
  }

  // Runs a command and returns everything that has arrived since the last look.
  std::string Say(std::string_view command) {
    const auto words = *SplitWords(command);
    const std::vector<std::string_view> argv(words.begin(), words.end());
    redis_.engine.Execute(*session_, argv, sink_);
    return Received();
  }
  std::string Received() {
    std::string text;
    for (const char c : std::exchange(bytes_, {})) {
      if (c != '\r') text += c == '\n' ? '|' : c;
    }
    return text;
  }

  Session& session() { return *session_; }

 private:
  TestEngine& redis_;
  std::unique_ptr<Session> session_;
  std::string bytes_;
  RespSink sink_;
};

}  // namespace luarig::test

#endif  // LUARIG_TESTS_UNIT_SERVER_TEST_CLIENT_H_
