// The server's own debugger where there is no socket: what it makes of bytes, and what the server
// would crash on. Whole sessions are recorded in tests/debug/ldb.

#include "engine/debug/ldb.h"

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "engine/base/bytes.h"
#include "engine/debug/ldb_protocol.h"
#include "engine/debug/ldb_source.h"
#include "engine/debug/ldb_values.h"
#include "engine/server/script_debugging.h"
#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

// A client that has typed its commands in advance, and goes away when they are used up.
class TypedClient final : public LdbClient {
 public:
  explicit TypedClient(std::deque<std::string> pieces) : pieces_(std::move(pieces)) {}

  std::string Read() override {
    if (pieces_.empty()) return "";
    std::string piece = std::move(pieces_.front());
    pieces_.pop_front();
    return piece;
  }
  void Send(std::string_view bytes) override { heard += bytes; }

  std::string heard;

 private:
  std::deque<std::string> pieces_;
};

// "p x" as the bytes of two words.
std::string Typed(std::string_view line) {
  std::vector<std::string_view> words;
  for (size_t end = line.find(' '); end != std::string_view::npos; end = line.find(' ')) {
    words.push_back(line.substr(0, end));
    line.remove_prefix(end + 1);
  }
  words.push_back(line);
  std::string bytes = StrCat("*", words.size(), "\r\n");
  for (const std::string_view word : words) bytes += StrCat("$", word.size(), "\r\n", word, "\r\n");
  return bytes;
}

std::deque<std::string> Typed(std::initializer_list<std::string_view> lines) {
  std::deque<std::string> pieces;
  for (const std::string_view line : lines) pieces.push_back(Typed(line));
  return pieces;
}

// A server whose EVALs are all debugged by that client.
class Debugged final : public ScriptDebugging {
 public:
  explicit Debugged(std::deque<std::string> pieces, std::string_view target = "redis-7.0")
      : redis(target), client(std::move(pieces)) {
    redis.engine.state().debugging = this;
  }
  ~Debugged() override { redis.engine.state().debugging = nullptr; }
  Debugged(const Debugged&) = delete;
  Debugged& operator=(const Debugged&) = delete;

  bool HasUnsentReplies(const Session& /*session*/) const override { return pipelined; }
  Result<Where> Begin(Session& /*session*/, std::string_view script) override {
    if (!failure.empty()) return Failure{failure};
    ldb_ = std::make_unique<Ldb>(redis.engine, client, script);
    return Where::kHere;
  }
  void End(Session& /*session*/) override {
    ldb_->End();
    ldb_.reset();
  }

  Reply Eval(std::string_view script) {
    redis.Run("SCRIPT DEBUG SYNC");
    return redis.Eval(script);
  }
  bool Heard(std::string_view line) const {
    return client.heard.find(StrCat("+", line, "\r\n")) != std::string::npos;
  }

  TestEngine redis;
  TypedClient client;
  bool pipelined = false;
  std::string failure;

 private:
  std::unique_ptr<Ldb> ldb_;
};

using State = LdbWords::State;

}  // namespace

TEST_CASE("words are whole only when every byte has come") {
  const std::string whole = "*2\r\n$1\r\np\r\n$3\r\na\r\n\r\n";
  for (size_t size = 0; size < whole.size(); ++size) {
    INFO(size);
    CHECK(ReadLdbWords(whole.substr(0, size)).state == State::kMissing);
  }
  const LdbWords read = ReadLdbWords(StrCat("junk", whole, "*1\r\n$1\r\nn\r\n"));
  CHECK(read.state == State::kWhole);
  CHECK(read.words == std::vector<std::string>{"p", "a\r\n"});
}

TEST_CASE("broken words are told from those that are missing") {
  for (const char* bytes :
       {"x", "PING\r\n", "*0\r\n", "*-1\r\n", "*x\r\n", "*1025\r\n", "*1\r\nx", "*1\r\n$0\r\n",
        "*1\r\n$-1\r\n", "*1\r\n$1025\r\n", "*1\r\n$1\r\nnn\r\n", "*99999999999999999999\r\n",
        "*1\r\n$99999999999999999999\r\n"}) {
    INFO(bytes);
    CHECK(ReadLdbWords(bytes).state == State::kBroken);
  }
}

TEST_CASE("lines are statuses of one line each") {
  const std::vector<std::string> lines = {"a\r\nb", ""};
  CHECK(WriteLdbLines(lines) == "*2\r\n+a  b\r\n+\r\n");
  CHECK(WriteLdbLines({}) == "*0\r\n");
}

TEST_CASE("a breakpoint that is removed takes another with it where there are three") {
  LdbSource source("1\n2\n3\n4\n\r\n\n");
  for (const int line : {1, 2, 3}) CHECK(source.Add(line));
  CHECK_FALSE(source.Add(3));
  CHECK_FALSE(source.Add(5));
  CHECK(source.Remove(1));
  CHECK(source.breakpoints() == std::vector<int>{2, 2});
  CHECK(source.Around(3, 1, 3) == std::vector<std::string>{"  #2   2", "-> 3   3", "   4   4"});
}

TEST_CASE("strings are quoted with C's escapes") {
  CHECK(LdbQuoted(std::string_view("a\"\\\n\r\t\a\b\0\x7f\xff", 11)) ==
        R"("a\"\\\n\r\t\a\b\x00\x7f\xff")");
}

TEST_CASE("an error that is no text does not end the session, as it ends a server") {
  Debugged server(Typed({"e redis.call('NOSUCH')", "e error({1, k = 2})", "e error({err = {}})",
                         "e error(nil)", "e error(function() end)", "p", "c"}));
  CHECK(server.Eval("return 7") == Int(7));
  CHECK(server.Heard("<error> ERR Unknown Redis command called from script"));
  CHECK(server.Heard(R"(<error> {[1]=1; ["k"]=2})"));
  CHECK(server.Heard(R"(<error> {["err"]={}})"));
  CHECK(server.Heard("<error> nil"));
  CHECK(server.Heard("No local variables in the current context."));
}

TEST_CASE("who goes away in the middle leaves the script to itself") {
  Debugged server(Typed({"b 2"}));
  CHECK(server.Eval("redis.call('SET', 'k', 1)\nredis.call('INCR', 'k')\nreturn 3") == Int(3));
  CHECK(server.redis.Run("GET k") == Bulk("2"));
  CHECK(server.client.heard.ends_with("*1\r\n+<endsession>\r\n"));
}

TEST_CASE("more than a mebibyte that is no command yet ends the script") {
  const std::string part(size_t{1} << 19, 'x');
  Debugged server({"*1024\r\n$", part, part, part});
  const Reply reply = server.Eval("return 1");
  CHECK(reply.text.starts_with("ERR max client buffer reached script: "));
  CHECK(reply.text.ends_with(", on @user_script:1."));
}

TEST_CASE("the debugger lets go of the engine when the script has ended") {
  Debugged server(Typed({"s", "c"}));
  server.Eval("return 1");
  server.redis.Run("SCRIPT DEBUG NO");
  const std::string heard = server.client.heard;
  CHECK(server.redis.Eval("redis.debug('x') return {tostring(redis.breakpoint())}") ==
        Array({Bulk("false")}));
  CHECK(server.client.heard == heard);
  CHECK(server.redis.engine.state().observers.empty());
}

TEST_CASE("a session that cannot begin is an error, and the next script is none") {
  Debugged server(Typed({"c"}));
  server.failure = "ERR Fork() failed";
  CHECK(server.Eval("return 1") == Error("ERR Fork() failed"));
  CHECK(server.redis.Eval("return 1") == Int(1));
}

TEST_CASE("SCRIPT DEBUG is refused in a pipeline, whatever it says") {
  Debugged server({});
  server.pipelined = true;
  for (const char* word : {"YES", "SYNC", "NO", "maybe"}) {
    CHECK(server.redis.Run({"SCRIPT", "DEBUG", word}) ==
          Error("ERR SCRIPT DEBUG must be called outside a pipeline"));
  }
}

TEST_CASE("scripts of all targets are debugged") {
  for (const char* target : {"redis-7.0", "redis-7.2", "redis-7.4", "valkey-8.0"}) {
    INFO(target);
    Debugged server(Typed({"n", "p a", "r GET k", "c"}), target);
    CHECK(server.Eval("local a = redis.call('SET', 'k', 'v')\nreturn a.ok") == Bulk("OK"));
    CHECK(server.Heard("* Stopped at 1, stop reason = step over"));
    CHECK(server.Heard("<redis> SET k v"));
    CHECK(server.Heard("<reply> \"+OK\""));
    CHECK(server.Heard("<value> {[\"ok\"]=\"OK\"}"));
    CHECK(server.Heard("<reply> \"v\""));
  }
}

TEST_CASE("a table that holds itself, in keys and in values, is shown within bounds") {
  Debugged server(Typed({"b 4", "c", "p t", "c"}));
  server.Eval("local t = {}\nt[t] = t\nt[1] = t\nreturn 1");
  CHECK(server.client.heard.find("<max recursion level reached! Nested table?>") !=
        std::string::npos);
}

TEST_CASE("a coroutine that keeps the hook is no trouble for the next script") {
  Debugged server(Typed({"c"}));
  server.Eval(
      "local co = coroutine.create(function() coroutine.yield() return 1 end) "
      "coroutine.resume(co) return 1");
  server.redis.Run("SCRIPT DEBUG NO");
  CHECK(server.redis.Eval("return 2") == Int(2));
}

}  // namespace luarig::test
