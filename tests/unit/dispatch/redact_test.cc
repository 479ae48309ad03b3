#include "engine/dispatch/redact.h"

#include "tests/unit/test_engine.h"

namespace luarig::test {
namespace {

// The words as somebody sees them who watches.
std::string Seen(TestEngine& redis, std::string_view line) {
  const auto words = *SplitWords(line);
  std::vector<std::string_view> argv(words.begin(), words.end());
  if (const auto redacted = Redacted(redis.engine.commands(), argv)) argv = *redacted;
  std::string text;
  for (const std::string_view word : argv) text += StrCat(text.empty() ? "" : " ", word);
  return text;
}

// Keeps every word that it is told of.
class Watcher final : public Observer {
 public:
  bool watches_commands() const override { return true; }
  void Before(const CommandEvent& event) override { Keep(event); }
  void After(const CommandEvent& event) override { Keep(event); }
  void OnError(const Diagnostic& diagnostic) override {
    for (const std::string& word : diagnostic.command) words += word + " ";
  }

  std::string words;

 private:
  void Keep(const CommandEvent& event) {
    for (const std::string_view word : event.argv) words += StrCat(word, " ");
  }
};

}  // namespace

TEST_CASE("passwords and whose they are cannot be watched") {
  TestEngine redis;
  CHECK(Seen(redis, "AUTH secret") == "AUTH (redacted)");
  CHECK(Seen(redis, "auth me secret") == "auth (redacted) (redacted)");
  CHECK(Seen(redis, "AUTH a b c") == "AUTH (redacted) (redacted) (redacted)");
  CHECK(Seen(redis, "HELLO 3 AUTH me secret SETNAME x") ==
        "HELLO 3 AUTH (redacted) (redacted) SETNAME x");
  CHECK(Seen(redis, "HELLO 3 SETNAME auth auth me secret") ==
        "HELLO 3 SETNAME auth auth (redacted) (redacted)");
  CHECK(Seen(redis, "HELLO 3 AUTH me") == "HELLO 3 AUTH (redacted)");
  CHECK(Seen(redis, "acl SetUser me >secret on") == "acl SetUser (redacted) (redacted) (redacted)");
  CHECK(Seen(redis, "CONFIG SET maxmemory 1 requirepass secret masterauth x") ==
        "CONFIG SET maxmemory 1 requirepass (redacted) masterauth (redacted)");
  CHECK(Seen(redis, "MIGRATE h 1 AUTH 0 1 COPY AUTH secret KEYS AUTH b") ==
        "MIGRATE h 1 AUTH 0 1 COPY AUTH (redacted) KEYS AUTH b");
  CHECK(Seen(redis, "MIGRATE h 1 k 0 1 AUTH2 me secret") ==
        "MIGRATE h 1 k 0 1 AUTH2 (redacted) (redacted)");
}

TEST_CASE("what holds no secret is left alone") {
  TestEngine redis;
  for (const char* line :
       {"SET AUTH secret", "AUTH", "HELLO 3", "HELLO", "ACL SETUSER", "ACL GETUSER me", "ACL",
        "CONFIG GET requirepass", "CONFIG SET maxmemory 1", "CONFIG SET requirepass",
        "NOSUCH secret", "MIGRATE h 1 k 0 1", "ACL NOSUCH a b"}) {
    CHECK(Seen(redis, line) == line);
  }
}

TEST_CASE("observers are told of secret commands without the secrets, refused ones too") {
  TestEngine redis;
  Watcher watcher;
  redis.engine.AddObserver(watcher);
  redis.Run("AUTH default secret");
  redis.Run("AUTH a b secret");
  redis.Run("ACL SETUSER u >secret bad");
  redis.Run("MULTI");
  redis.Run("AUTH default secret");
  redis.Run("EXEC");
  redis.Eval("return redis.call('AUTH', 'default', 'secret')");
  redis.engine.RemoveObserver(watcher);
  // The script itself is a word of EVAL: its text is no secret that anybody could know of.
  const std::string script = "return redis.call('AUTH', 'default', 'secret')";
  for (size_t at = 0; (at = watcher.words.find(script)) != std::string::npos;)
    watcher.words.erase(at, script.size());
  CHECK(watcher.words.find("secret") == std::string::npos);
  CHECK(watcher.words.find("AUTH (redacted) (redacted)") != std::string::npos);
}

}  // namespace luarig::test
