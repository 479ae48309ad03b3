#include "tests/support/peer.h"

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>

#include "engine/base/bytes.h"
#include "engine/dispatch/registry.h"
#include "engine/engine.h"
#include "tests/support/compare.h"
#include "tests/support/real_clock.h"

namespace luarig::test {
namespace {

// unpack() fails near 8000 results, with a little of the stack in use.
constexpr size_t kMaxUnpacked = 7000;

class EnginePeer : public Peer {
 public:
  EnginePeer(const Target& target, Setting setting) : target_(target), setting_(setting) {
    EnginePeer::Reset();
  }

  std::string_view name() const override { return "engine"; }

  Reply Run(std::span<const std::string> words) override {
    return engine_->Run(engine_->default_session(), words);
  }

  void Speak(int resp) override { engine_->default_session().resp = resp; }

  void Reset() override {
    engine_ = std::make_unique<Engine>(
        EngineOptions{.target = &target_, .clock = &clock_, .stopwatch = &stopwatch_});
    ServerState& state = engine_->state();
    state.conditions.cluster = setting_ == Setting::kCluster;
    state.conditions.loading = setting_ == Setting::kLoading;
    if (setting_ == Setting::kFailingDisk) state.save = [] { return "no disk"; };
  }

  Engine* engine() override { return engine_.get(); }

 protected:
  const Engine& the_engine() const { return *engine_; }
  int resp() { return engine_->default_session().resp; }

 private:
  const Target& target_;
  Setting setting_;
  RealClock clock_;
  RealStopwatch stopwatch_;
  std::unique_ptr<Engine> engine_;
};

class LuaPeer final : public EnginePeer {
 public:
  using EnginePeer::EnginePeer;

  std::string_view name() const override { return "engine through Lua"; }

  Reply Run(std::span<const std::string> words) override {
    if (!Covers(words)) {
      if (EqualsIgnoreCase(words[0], "multi")) in_multi_ = true;
      if (EqualsIgnoreCase(words[0], "exec") || EqualsIgnoreCase(words[0], "discard")) {
        in_multi_ = false;
      }
      return EnginePeer::Run(words);
    }
    std::vector<std::string> eval = {"EVAL",
                                     resp() == 3
                                         ? "redis.setresp(3) return redis.pcall(unpack(ARGV))"
                                         : "return redis.pcall(unpack(ARGV))",
                                     "0"};
    eval.insert(eval.end(), words.begin(), words.end());
    return EnginePeer::Run(eval);
  }

  void Reset() override {
    EnginePeer::Reset();
    in_multi_ = false;
  }

  bool Covers(std::span<const std::string> words) const override {
    if (in_multi_ || words.empty() || words.size() > kMaxUnpacked) return false;
    const Command* command = the_engine().commands().Find(words[0]);
    if (command != nullptr && !command->subcommands.empty()) {
      command = words.size() > 1 ? command->FindSubcommand(words[1]) : nullptr;
    }
    return command != nullptr && command->spec->arity.Accepts(words.size()) &&
           !command->flags.Has(CommandFlag::kNoScript) && command->full_name != "select";
  }

 private:
  bool in_multi_ = false;
};

class ServerPeer final : public Peer {
 public:
  ServerPeer(const Oracle& oracle, Setting setting)
      : oracle_(oracle), setting_(setting), client_(MustConnect()) {
    configuration_ = Configuration();
  }

  std::string_view name() const override { return "redis-server"; }

  Reply Run(std::span<const std::string> words) override {
    if (!client_.connected()) client_ = MustConnect();
    if (EqualsIgnoreCase(words[0], "config")) configured_ = true;
    if (EqualsIgnoreCase(words[0], "acl") || EqualsIgnoreCase(words[0], "auth"))
      users_changed_ = true;
    Result<Reply> reply = client_.Run(words);
    if (!reply) {
      std::string said;
      for (const std::string& word : words) said += StrCat(" ", Quote(word));
      throw std::runtime_error(StrCat("redis-server, asked", said, ": ", reply.error()));
    }
    if (EqualsIgnoreCase(words[0], "quit")) client_.Close();
    return std::move(*reply);
  }

  void Speak(int resp) override { Must({"HELLO", std::to_string(resp)}); }

  void Reset() override {
    if (loader_) EndLoading();
    client_ = MustConnect();
    if (configured_) Reconfigure();
    if (users_changed_) RemoveUsers();
    for (const Words& words : {Words{"FLUSHALL"}, Words{"SCRIPT", "FLUSH"},
                               Words{"FUNCTION", "FLUSH"}, Words{"CONFIG", "RESETSTAT"}}) {
      Must(words);
    }
    configured_ = false;
    users_changed_ = false;
    if (setting_ == Setting::kLoading) BeginLoading();
  }

 private:
  RespClient MustConnect() {
    Result<RespClient> client = oracle_.Connect();
    if (!client) throw std::runtime_error(client.error());
    return std::move(*client);
  }

  Reply Must(const Words& words) {
    Reply reply = Run(words);
    if (reply.is_error()) throw std::runtime_error(StrCat(words[0], ": ", reply.text));
    return reply;
  }

  std::map<std::string, std::string> Configuration() {
    const Reply reply = Must({"CONFIG", "GET", "*"});
    std::map<std::string, std::string> values;
    for (size_t i = 0; i + 1 < reply.elements.size(); i += 2) {
      values[reply.elements[i].text] = reply.elements[i + 1].text;
    }
    return values;
  }

  void Reconfigure() {
    for (const auto& [directive, value] : Configuration()) {
      const std::string& wanted = configuration_[directive];
      if (value != wanted) Must({"CONFIG", "SET", directive, wanted});
    }
  }

  void RemoveUsers() {
    // Not by "reset", which adds a flag that 7.0 cannot take back.
    Must({"ACL", "SETUSER", "default", "clearselectors", "on", "nopass", "~*", "&*", "+@all"});
    for (const Reply& user : Must({"ACL", "USERS"}).elements) {
      if (user.text != "default") Must({"ACL", "DELUSER", user.text});
    }
    Must({"ACL", "LOG", "RESET"});
  }

  // Another client lets the server read its own snapshot again, slowly; in between it answers.
  void BeginLoading() {
    Must({"CONFIG", "SET", "rdbcompression", "no", "key-load-delay", "10000",
          "loading-process-events-interval-bytes", "1024"});
    Must({"DEBUG", "POPULATE", "4000", "loading", "1024"});
    loader_ = MustConnect();
    if (!loader_->Send("DEBUG RELOAD\r\n")) throw std::runtime_error("no DEBUG RELOAD");
    while (Must({"INFO", "persistence"}).text.find("\nloading:1") == std::string::npos) {
    }
    Must({"CONFIG", "RESETSTAT"});
  }

  void EndLoading() {
    Must({"CONFIG", "SET", "key-load-delay", "0"});
    if (!loader_->Receive()) throw std::runtime_error("no end of DEBUG RELOAD");
    loader_.reset();
  }

  const Oracle& oracle_;
  Setting setting_;
  RespClient client_;
  std::optional<RespClient> loader_;                  // waits for the end of the loading
  std::map<std::string, std::string> configuration_;  // as it was at the start
  bool configured_ = false;
  bool users_changed_ = false;
};

}  // namespace

std::unique_ptr<Peer> MakeEnginePeer(const Target& target, Setting setting) {
  return std::make_unique<EnginePeer>(target, setting);
}

std::unique_ptr<Peer> MakeLuaPeer(const Target& target, Setting setting) {
  return std::make_unique<LuaPeer>(target, setting);
}

std::unique_ptr<Peer> MakeServerPeer(const Oracle& oracle, Setting setting) {
  return std::make_unique<ServerPeer>(oracle, setting);
}

Reply LuaView(Reply reply, int resp) {
  using Kind = Reply::Kind;
  if (reply.kind == Kind::kNullArray) reply.kind = Kind::kNull;
  if (reply.kind == Kind::kInteger) {
    // A double that is 2^63 comes back as the smallest integer.
    const auto number = static_cast<double>(reply.integer);
    reply.integer = number >= 0x1p63 ? INT64_MIN : static_cast<int64_t>(number);
  }
  std::vector<Reply> kept;
  const bool is_map = reply.kind == Kind::kMap;
  for (size_t i = 0; i < reply.elements.size(); i += is_map ? 2 : 1) {
    if (resp == 3 && reply.elements[is_map ? i + 1 : i].kind == Kind::kNull) {
      if (is_map) continue;
      break;
    }
    kept.push_back(LuaView(std::move(reply.elements[i]), resp));
    if (is_map) kept.push_back(LuaView(std::move(reply.elements[i + 1]), resp));
  }
  reply.elements = std::move(kept);
  if (is_map || reply.kind == Kind::kSet) SortElements(reply);
  return reply;
}

}  // namespace luarig::test
