#include "tests/facts/fact.h"

#include <algorithm>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/engine.h"
#include "engine/reply/resp_reader.h"
#include "engine/reply/resp_sink.h"

namespace luarig::test {
namespace {

// A clock that moves a little whenever it is read, so that a script which waits for it ends.
class TickingClock final : public DataClock {
 public:
  int64_t NowMicros() override { return micros_ += kTick; }
  bool Sleep(int64_t micros) override {
    micros_ += micros;
    return true;
  }

 private:
  static constexpr int64_t kTick = 5;
  int64_t micros_ = 1'767'225'600'000'000;  // 2026-01-01
};

// A stopwatch of the same kind: what runs too long is stopped, in whatever time that takes here.
class TickingStopwatch final : public Stopwatch {
 public:
  int64_t ElapsedMicros() override { return micros_ += kTick; }

 private:
  static constexpr int64_t kTick = 100;
  int64_t micros_ = 0;
};

// Bytes that are not UTF-8 are {"b64": ...}.
std::string BytesOf(const Json& text) {
  if (text.is_string()) return text.get<std::string>();
  return DecodeBase64(text.at("b64").get<std::string>()).value();
}

Json TextOf(const std::string& bytes) {
  if (IsValidUtf8(bytes)) return bytes;
  return {{"b64", EncodeBase64(bytes)}};
}

std::vector<Fact::Call> CallsOf(const Json& fact, const char* name) {
  std::vector<Fact::Call> calls;
  if (!fact.contains(name)) return calls;
  for (const Json& words : fact.at(name)) {
    auto& call = calls.emplace_back();
    for (const Json& word : words.is_array() ? words : words.at("call"))
      call.push_back(BytesOf(word));
  }
  return calls;
}

// The replies that differ from the first server's, or those.
std::vector<Json> RepliesOf(const Json& fact, const Json& differing) {
  std::vector<Json> replies = {differing.contains("reply") ? differing.at("reply")
                                                           : fact.at("reply")};
  const Json none = Json::array();
  const Json& own = fact.contains("post") ? fact.at("post") : none;
  const Json& other = differing.contains("post") ? differing.at("post") : none;
  for (size_t i = 0; i < own.size(); ++i) {
    const Json& reply = i < other.size() ? other[i] : own[i];
    replies.push_back(reply.contains("reply") ? reply.at("reply") : reply);
  }
  return replies;
}

Fact FactOf(const Json& json) {
  Fact fact;
  fact.id = json.at("id");
  fact.topic = json.at("topic");
  fact.resp = json.value("resp", 2);
  fact.cluster = json.value("profile", "default") == "cluster";
  fact.setup = CallsOf(json, "setup");
  for (const Json& word : json.at("call")) fact.call.push_back(BytesOf(word));
  fact.post = CallsOf(json, "post");
  for (const Json& mask : json.value("mask", Json::array())) fact.masks.emplace_back(mask);
  fact.sorted = json.value("sort", false);
  const Json differs = json.value("differs", Json::object());
  for (const Target& target : Targets()) {
    const std::string server = ServerOf(target.id);
    fact.replies[server] = RepliesOf(json, differs.value(server, Json::object()));
  }
  return fact;
}

Json ElementsOf(const std::vector<Reply>& elements, bool pairs);

Json ValueOf(const Reply& reply) {
  const auto text = [&](const char* type) -> Json {
    return {{"t", type}, {"v", TextOf(reply.text)}};
  };
  switch (reply.kind) {
    case Reply::Kind::kNull:
      return {{"t", "null"}, {"k", "bulk"}};
    case Reply::Kind::kNullArray:
      return {{"t", "null"}, {"k", "array"}};
    case Reply::Kind::kInteger:
      return {{"t", "int"}, {"v", reply.integer}};
    case Reply::Kind::kBool:
      return {{"t", "bool"}, {"v", reply.integer != 0}};
    case Reply::Kind::kDouble:
      return text("double");
    case Reply::Kind::kBulk:
      return text("bulk");
    case Reply::Kind::kStatus:
      return text("status");
    case Reply::Kind::kError:
      return text("error");
    case Reply::Kind::kBigNumber:
      return text("bignum");
    case Reply::Kind::kVerbatim:
      return {{"t", "verbatim"}, {"f", reply.format}, {"v", TextOf(reply.text)}};
    case Reply::Kind::kArray:
      return {{"t", "array"}, {"v", ElementsOf(reply.elements, false)}};
    case Reply::Kind::kMap:
      return {{"t", "map"}, {"v", ElementsOf(reply.elements, true)}};
    case Reply::Kind::kSet:
      return {{"t", "set"}, {"v", ElementsOf(reply.elements, false)}};
    case Reply::Kind::kPush:
      return {{"t", "push"}, {"v", ElementsOf(reply.elements, false)}};
  }
  return {};
}

Json Notation(const Reply& reply) {
  if (reply.attributes.empty()) return ValueOf(reply);
  return {{"t", "attr"}, {"v", ElementsOf(reply.attributes, true)}, {"then", ValueOf(reply)}};
}

// What a null is in RESP3: the reader makes no difference.
void NameNulls(Json& tree) {
  if (tree.is_object() && tree.value("t", "") == "null") tree["k"] = "resp3";
  for (Json& child : tree) {
    if (child.is_structured()) NameNulls(child);
  }
}

Json ElementsOf(const std::vector<Reply>& elements, bool pairs) {
  Json noted = Json::array();
  for (size_t i = 0; i < elements.size(); i += pairs ? 2 : 1) {
    if (pairs) {
      noted.push_back({Notation(elements[i]), Notation(elements[i + 1])});
    } else {
      noted.push_back(Notation(elements[i]));
    }
  }
  return noted;
}

void ApplyMasks(Json& tree, const std::vector<Mask>& masks) {
  if (tree.is_string()) {
    for (const Mask& mask : masks) tree = mask.Apply(tree.get<std::string>());
    return;
  }
  if (tree.is_object() && tree.value("t", "") == "int") {
    const std::string digits = std::to_string(tree.at("v").get<int64_t>());
    if (std::ranges::any_of(masks, [&](const Mask& mask) { return mask.Covers(digits); }))
      tree["v"] = "<*>";
    return;
  }
  if (tree.is_object()) {
    for (const auto& [name, child] : tree.items()) {
      if (name != "t" && name != "k" && name != "b64") ApplyMasks(child, masks);
    }
  } else if (tree.is_array()) {
    for (Json& child : tree) ApplyMasks(child, masks);
  }
}

// Elements of a reply without order, in one that both sides agree on.
void SortElements(Json& reply) {
  if (!reply.contains("v") || !reply.at("v").is_array()) return;
  std::ranges::sort(reply.at("v").get_ref<Json::array_t&>(), {},
                    [](const Json& element) { return element.dump(); });
}

// A connection without a socket. Time passes until a command that waits has its reply.
class Client {
 public:
  Client(Engine& engine, TickingClock& clock)
      : engine_(engine),
        clock_(clock),
        session_(engine.NewSession()),
        sink_(bytes_, 2, engine.state().target.float_style()) {
    session_->outbox = &sink_;
  }

  // The next thing that arrives once `call` is sent.
  Json Ask(const Fact::Call& call) {
    const std::vector<std::string_view> argv(call.begin(), call.end());
    engine_.Execute(*session_, argv, sink_);
    while (session_->waiting() && engine_.NextDeadline()) {
      clock_.Sleep(std::max<int64_t>(*engine_.NextDeadline() - clock_.NowMicros(), 0));
      engine_.RunTimers();
    }
    reader_.Feed(std::exchange(bytes_, {}));
    const std::optional<Reply> reply = reader_.Next();
    if (!reply) return {{"t", "nothing"}};
    Json noted = Notation(*reply);
    if (session_->resp == 3) NameNulls(noted);
    return noted;
  }

 private:
  Engine& engine_;
  TickingClock& clock_;
  std::unique_ptr<Session> session_;
  std::string bytes_;
  RespSink sink_;
  ReplyReader reader_;
};

}  // namespace

std::vector<Fact> ReadFacts(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<Fact> facts;
  for (std::string line; std::getline(file, line);) {
    const Json json = Json::parse(line);
    const std::string profile = json.value("profile", "default");
    if (profile == "default" || profile == "cluster") facts.push_back(FactOf(json));
  }
  for (Fact& fact : facts) {
    if (!fact.sorted) continue;
    for (auto& [server, replies] : fact.replies) std::ranges::for_each(replies, SortElements);
  }
  return facts;
}

std::string ServerOf(TargetId target) {
  const Target& served = GetTarget(target);
  const std::string version(served.server_version);
  return served.server_name == "redis" ? version : StrCat(served.server_name, "-", version);
}

std::vector<Json> Answers(const Fact& fact, const Target& target) {
  TickingClock clock;
  TickingStopwatch stopwatch;
  Engine engine({.target = &target, .clock = &clock, .stopwatch = &stopwatch});
  engine.state().conditions.cluster = fact.cluster;
  Client client(engine, clock);
  if (fact.resp == 3) client.Ask({"HELLO", "3"});
  for (const Fact::Call& call : fact.setup) client.Ask(call);
  std::vector<Json> answers = {client.Ask(fact.call)};
  for (const Fact::Call& call : fact.post) answers.push_back(client.Ask(call));
  for (Json& answer : answers) {
    ApplyMasks(answer, fact.masks);
    if (fact.sorted) SortElements(answer);
  }
  return answers;
}

}  // namespace luarig::test
