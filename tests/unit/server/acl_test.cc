// Users, and what they may do: what newer targets say, and what takes more than one connection.

#include "engine/server/acl.h"

#include "tests/unit/server/test_client.h"

namespace luarig::test {
namespace {

std::string Text(const Reply& reply) { return reply.text; }

// The words on commands in ACL GETUSER of the user u.
std::string CommandsOf(TestEngine& redis) { return redis.Run("ACL GETUSER u").elements[5].text; }

// A field of the newest entry of ACL LOG, whatever its kind.
std::string Logged(TestEngine& redis, std::string_view field) {
  const Reply log = redis.Run("ACL LOG 1");
  if (log.elements.empty()) return "nothing";
  const std::vector<Reply>& entry = log.elements[0].elements;
  for (size_t i = 0; i + 1 < entry.size(); i += 2) {
    if (entry[i].text != field) continue;
    return entry[i + 1].kind == Reply::Kind::kInteger ? StrCat(entry[i + 1].integer)
                                                      : entry[i + 1].text;
  }
  return "no such field";
}

}  // namespace

// Texts: observed-commands.jsonl, topic acl; observed.jsonl, topic policy-acl.

TEST_CASE("newer servers name the user that may not") {
  for (const char* target : {"redis-7.2", "redis-7.4", "valkey-8.0"}) {
    INFO(target);
    TestEngine redis(target);
    redis.Run("ACL SETUSER u on nopass ~k* &c* +@all -set -config|get");
    CHECK(Text(redis.Run("ACL DRYRUN u SET k v")) ==
          "User u has no permissions to run the 'set' command");
    CHECK(Text(redis.Run("ACL DRYRUN u GET x")) ==
          "User u has no permissions to access the 'x' key");
    CHECK(Text(redis.Run("ACL DRYRUN u PUBLISH d x")) ==
          "User u has no permissions to access the 'd' channel");
    redis.Run("AUTH u x");
    CHECK(redis.Run("CONFIG GET x") ==
          Error("NOPERM User u has no permissions to run the 'config|get' command"));
    CHECK(redis.Run("GET x") == Error("NOPERM No permissions to access a key"));
    CHECK(redis.Run("PUBLISH d x") == Error("NOPERM No permissions to access a channel"));
    CHECK(redis.Eval("return redis.pcall('SET', 'k', 'v')") ==
          Error("ERR ACL failure in script: User u has no permissions to run the 'set' command"));
    CHECK(redis.Eval("return redis.pcall('GET', 'x')") ==
          Error("ERR ACL failure in script: No permissions to access a key"));
    CHECK(redis.Eval("return redis.pcall('PUBLISH', 'd', 'x')") ==
          Error("ERR ACL failure in script: No permissions to access a channel"));
  }
}

TEST_CASE(
    "newer servers show the rules on commands as they were given, and 7.0 what they come to") {
  TestEngine older("redis-7.0");
  TestEngine newer("redis-7.4");
  const auto both = [&](std::string_view rules, std::string_view as_given,
                        std::string_view worked_out) {
    INFO(rules);
    for (TestEngine* redis : {&older, &newer})
      REQUIRE(redis->Run(StrCat("ACL SETUSER u reset ", rules)) == Ok());
    CHECK(CommandsOf(newer) == as_given);
    CHECK(CommandsOf(older) == worked_out);
  };
  both("+get +SET +get", "-@all +set +get", "-@all +get +set");
  both("+@all -@all +get +get", "-@all +get", "-@all +get");
  both("+config|get +config", "-@all +config", "-@all +config");
  both("+config -config|get", "-@all +config -config|get", "-@all +config -config|get");
  both("+get +@String", "-@all +get +@string", "-@all +@string");
  both("+@string -@string", "-@all -@string", "-@all");
  both("-get", "-@all -get", "-@all");
  both("+@all +config|get", "+@all +config|get", "+@all");
  both("+get|X", "-@all +get|x", "-@all +get|X");
  both("+get|x +get", "-@all +get", "-@all +get");
  both("+getset +get", "-@all +getset +get", "-@all +get +getset");
}

TEST_CASE("entries of newer logs have a number and two times") {
  TestEngine redis("redis-7.2");
  redis.Run("AUTH nobody x");
  redis.clock.Advance(1'500'000);
  redis.Run("AUTH nobody x");
  CHECK(Logged(redis, "count") == "2");
  CHECK(Logged(redis, "entry-id") == "0");
  CHECK(Logged(redis, "timestamp-created") == "1700000000000");
  CHECK(Logged(redis, "timestamp-last-updated") == "1700000001500");
  redis.Run("AUTH somebody x");
  CHECK(Logged(redis, "entry-id") == "1");
  redis.Run("ACL LOG RESET");
  redis.Run("AUTH nobody x");
  CHECK(Logged(redis, "entry-id") == "2");
}

TEST_CASE("the log says what was refused, to whom and where") {
  TestEngine redis;
  TestClient client(redis);
  redis.Run("ACL SETUSER u on nopass ~k* &c +@all -set");
  client.Say("AUTH u x");

  client.Say("GET x");
  CHECK(Logged(redis, "reason") == "key");
  CHECK(Logged(redis, "context") == "toplevel");
  CHECK(Logged(redis, "object") == "x");
  CHECK(Logged(redis, "username") == "u");
  CHECK(Logged(redis, "client-info").find(" cmd=get user=u ") != std::string::npos);
  client.Say("SET x 1");
  CHECK(Logged(redis, "reason") == "command");
  CHECK(Logged(redis, "object") == "set");
  client.Say("PUBLISH d x");
  CHECK(Logged(redis, "reason") == "channel");
  CHECK(Logged(redis, "object") == "d");
  client.Say("EVAL \"return redis.pcall('GET', 'inner')\" 0");
  CHECK(Logged(redis, "context") == "lua");
  CHECK(Logged(redis, "object") == "inner");
  CHECK(Logged(redis, "client-info").starts_with(StrCat("id=", client.session().id, " ")));
  CHECK(Logged(redis, "client-info").find(" cmd=eval user=u ") != std::string::npos);
  client.Say("MULTI");
  client.Say("GET queued");
  CHECK(Logged(redis, "context") == "multi");
  CHECK(Logged(redis, "object") == "queued");
  client.Say("DISCARD");
  client.Say("hello 3 auth you wrong");
  CHECK(Logged(redis, "reason") == "auth");
  CHECK(Logged(redis, "object") == "hello");
  CHECK(Logged(redis, "username") == "you");
}

TEST_CASE("what EXEC refuses stands in the log") {
  TestEngine redis;
  TestClient client(redis);
  redis.Run("ACL SETUSER u on nopass ~* +@all");
  for (const char* line : {"AUTH u x", "MULTI", "GET k"}) client.Say(line);
  redis.Run("ACL SETUSER u resetkeys");
  client.Say("EXEC");
  CHECK(Logged(redis, "context") == "multi");
  CHECK(Logged(redis, "client-info").find(" cmd=exec ") != std::string::npos);
}

TEST_CASE("like refusals within a minute are one entry, if it is among the ten newest") {
  TestEngine redis;
  const auto entries = [&] { return redis.Run("ACL LOG 100").elements.size(); };
  for (int i = 0; i < 12; ++i) redis.Run(StrCat("AUTH user", i, " x"));
  CHECK(entries() == 12);
  redis.Run("AUTH user2 x");  // the tenth
  CHECK(entries() == 12);
  CHECK(Logged(redis, "username") == "user2");
  CHECK(Logged(redis, "count") == "2");
  redis.Run("AUTH user1 x");  // too far down
  CHECK(entries() == 13);
  redis.clock.Advance(60'001'000);
  redis.Run("AUTH user1 x");
  CHECK(entries() == 14);
  CHECK(Logged(redis, "count") == "1");
  CHECK(redis.Run("ACL LOG").elements.size() == 10);

  redis.engine.state().acl.log.max_entries = 3;
  CHECK(entries() == 14);
  redis.Run("AUTH another x");
  CHECK(entries() == 3);
}

TEST_CASE("who is removed is cut off; who removes itself, after the reply") {
  TestEngine redis;
  TestClient removed(redis);
  TestClient other(redis);
  redis.Run("ACL SETUSER u on nopass +@all");
  removed.Say("AUTH u x");
  CHECK(redis.Run("ACL DELUSER u") == Int(1));
  CHECK(removed.session().closing == Closing::kNow);
  CHECK(other.session().closing == Closing::kNo);

  redis.Run("ACL SETUSER u on nopass +@all");
  other.Say("AUTH u x");
  CHECK(other.Say("ACL DELUSER u") == ":1|");
  CHECK(other.session().closing == Closing::kAfterReply);
}

TEST_CASE("who listens to what it no longer may is cut off") {
  TestEngine redis;
  redis.Run("ACL SETUSER u on nopass +@all allchannels");
  TestClient channel(redis);
  TestClient pattern(redis);
  TestClient silent(redis);
  for (TestClient* client : {&channel, &pattern, &silent}) client->Say("AUTH u x");
  channel.Say("SUBSCRIBE news.a");
  pattern.Say("PSUBSCRIBE news.*");
  redis.Run("ACL SETUSER u resetchannels &news.*");
  CHECK(channel.session().closing == Closing::kNo);
  CHECK(pattern.session().closing == Closing::kNo);
  redis.Run("ACL SETUSER u resetchannels &news.?");
  CHECK(channel.session().closing == Closing::kNo);
  CHECK(pattern.session().closing == Closing::kNow);
  redis.Run("ACL SETUSER u resetchannels (&other)");
  CHECK(channel.session().closing == Closing::kNow);
  CHECK(silent.session().closing == Closing::kNo);
}

TEST_CASE("requirepass is the password of the default user, for those who come later") {
  TestEngine redis;
  TestClient early(redis);
  SetRequirePass(redis.engine.state(), "secret");
  CHECK(redis.engine.state().acl.require_pass == "secret");
  TestClient late(redis);
  CHECK(early.Say("PING") == "+PONG|");
  CHECK(late.Say("PING") == "-NOAUTH Authentication required.|");
  CHECK(late.Say("MULTI") == "-NOAUTH Authentication required.|");
  CHECK(late.Say("EXEC").starts_with("-EXECABORT Transaction discarded because of: NOAUTH"));
  CHECK(late.Say("GET").starts_with("-ERR wrong number of arguments"));
  CHECK(late.Say("HELLO 3").starts_with("-NOAUTH HELLO must be called"));
  CHECK(late.Say("AUTH wrong").starts_with("-WRONGPASS"));
  CHECK(late.Say("AUTH secret") == "+OK|");
  CHECK(late.Say("PING") == "+PONG|");
  CHECK(late.Say("RESET") == "+RESET|");
  CHECK(late.Say("PING") == "-NOAUTH Authentication required.|");
  SetRequirePass(redis.engine.state(), "");
  CHECK(late.Say("PING") == "+PONG|");
  CHECK(redis.Run("ACL LIST") == Array({Bulk("user default on nopass ~* &* +@all")}));
}

TEST_CASE("with acl-pubsub-default allchannels new users and selectors hear everything") {
  TestEngine redis;
  redis.engine.state().acl.new_users_hear_all = true;
  redis.Run("ACL SETUSER q (+get)");
  CHECK(redis.Run("ACL LIST").elements[1] == Bulk("user q off &* -@all (&* -@all +get)"));
  redis.engine.state().acl.new_users_hear_all = false;
  redis.Run("ACL SETUSER q reset");
  CHECK(redis.Run("ACL LIST").elements[1] ==
        Bulk("user q off sanitize-payload resetchannels -@all"));
}

TEST_CASE("GENPASS is random, and repeats for a seed") {
  TestEngine one;
  TestEngine two;
  const Reply first = one.Run("ACL GENPASS");
  CHECK(first.text.size() == 64);
  CHECK(first == two.Run("ACL GENPASS"));
  CHECK(first != one.Run("ACL GENPASS"));
  CHECK(one.Run("ACL GENPASS 9").text.size() == 3);
}

TEST_CASE("refusals are counted by their reason, and the log is as long as its directive says") {
  TestEngine redis("redis-7.4");
  redis.Run("ACL SETUSER alice on >p +get +publish ~a* resetchannels");
  redis.Run("AUTH alice wrong");
  redis.Run("AUTH alice p");
  redis.Run("GET b");
  redis.Run("GET c");
  redis.Run("SET a 1");
  redis.Run("PUBLISH news x");
  redis.Run({"EVAL", "return 1", "0"});
  redis.engine.default_session().LogIn(redis.engine.state().acl.default_user());
  const std::string stats = redis.Run("INFO stats").text;
  for (const char* line : {"acl_access_denied_auth:1", "acl_access_denied_cmd:2",
                           "acl_access_denied_key:2", "acl_access_denied_channel:1"}) {
    CHECK_MESSAGE(stats.find(line) != std::string::npos, line);
  }
  redis.Run("CONFIG SET acllog-max-len 2");
  redis.Run("AUTH nobody x");
  CHECK(redis.Run("ACL LOG").elements.size() == 2);
  redis.Run("CONFIG RESETSTAT");
  CHECK(redis.Run("INFO stats").text.find("acl_access_denied_auth:0") != std::string::npos);
}

TEST_CASE("acl-pubsub-default says what new users may listen to") {
  TestEngine redis;
  redis.Run("ACL SETUSER one");
  redis.Run("CONFIG SET acl-pubsub-default allchannels");
  redis.Run("ACL SETUSER two");
  CHECK(redis.Run("ACL LIST") ==
        Array({Bulk("user default on nopass ~* &* +@all"), Bulk("user one off resetchannels -@all"),
               Bulk("user two off &* -@all")}));
}

}  // namespace luarig::test
