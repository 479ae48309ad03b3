#include "tests/differential/duel.h"

#include <algorithm>
#include <sstream>

#include "engine/base/bytes.h"
#include "engine/engine.h"
#include "engine/reply/text.h"
#include "tests/support/case_file.h"
#include "tests/support/compare.h"

namespace luarig::test {
namespace {

constexpr size_t kKeyspacesEvery = 200;
// Enough for sets of ten members, which is what most sequences make.
constexpr uint64_t kMaxDraws = 1000;
constexpr double kSecondsApart = 3;
constexpr double kMillisApart = 3000;

// What can be seen of a stream, times left out.
Reply StreamContent(Peer& peer, const std::string& key) {
  constexpr std::string_view kPending =
      "local seen = {} "
      "for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do "
      "  for _, p in ipairs(redis.call('XPENDING', KEYS[1], group[2], '-', '+', 1000)) do "
      "    seen[#seen + 1] = group[2] .. ' ' .. p[1] .. ' ' .. p[2] .. ' ' .. p[4] "
      "  end "
      "end "
      "return seen";
  Reply content{.kind = Reply::Kind::kArray};
  content.elements.push_back(peer.Run({"XRANGE", key, "-", "+"}));
  content.elements.push_back(peer.Run({"XREVRANGE", key, "+", "-"}));
  content.elements.push_back(peer.Run({"XINFO", "STREAM", key}));
  content.elements.push_back(peer.Run({"XINFO", "GROUPS", key}));
  content.elements.push_back(peer.Run({"EVAL", std::string(kPending), "1", key}));
  return content;
}

// What can be seen of a key; the compact encodings keep the order of their elements.
std::string KeyPicture(Peer& peer, const std::string& key) {
  const std::string type = peer.Run({"TYPE", key}).text;
  const std::string encoding = peer.Run({"OBJECT", "ENCODING", key}).text;
  Reply content;
  if (type == "string") content = peer.Run({"GET", key});
  if (type == "list") content = peer.Run({"LRANGE", key, "0", "-1"});
  if (type == "hash") content = peer.Run({"HGETALL", key});
  if (type == "set") content = peer.Run({"SMEMBERS", key});
  if (type == "zset") content = peer.Run({"ZRANGE", key, "0", "-1", "WITHSCORES"});
  if (type == "stream") content = StreamContent(peer, key);
  if (encoding == "hashtable") content = Sorted(std::move(content));
  return StrCat(Quote(key), " ", type, " ", encoding, "\n", FormatReply(content), "\n");
}

// The reply with the words of each text sorted.
Reply WordsSorted(Reply reply) {
  std::vector<std::string> words;
  std::istringstream text(reply.text);
  for (std::string word; text >> word;) words.push_back(word);
  std::ranges::sort(words);
  reply.text.clear();
  for (const std::string& word : words) reply.text += StrCat(word, " ");
  for (Reply& element : reply.elements) element = WordsSorted(std::move(element));
  return reply;
}

struct KeyspacePicture {
  std::string keys;
  Reply times_to_live{.kind = Reply::Kind::kArray};
};

KeyspacePicture Picture(Peer& peer) {
  KeyspacePicture picture;
  for (const Reply& key : Sorted(peer.Run({"KEYS", "*"})).elements) {
    picture.keys += KeyPicture(peer, key.text);
    picture.times_to_live.elements.push_back(peer.Run({"PTTL", key.text}));
  }
  return picture;
}

}  // namespace

Duel::Duel(const Oracle& oracle)
    : server_(MakeServerPeer(oracle)), engine_(MakeEnginePeer(*FindTarget("redis-7.0"))) {}

std::optional<Difference> Duel::Run(const Sequence& sequence) {
  for (Peer* peer : {server_.get(), engine_.get()}) {
    peer->Reset();
    peer->Speak(sequence.resp);
  }
  std::optional<Difference> found;
  for (size_t i = 0; i < sequence.steps.size() && !found; ++i) {
    found = CompareStep(sequence.steps[i]);
    const bool look = (i + 1) % kKeyspacesEvery == 0 || i + 1 == sequence.steps.size();
    if (!found && look) found = CompareKeyspaces();
    if (found) found->step = i;
  }
  return found;
}

std::optional<Difference> Duel::CompareStep(const Step& step) {
  const Reply server = server_->Run(step.words);
  const Reply engine = RunOnEngine(step, server);
  if (Agree(step, server, engine)) return std::nullopt;
  return Difference{0, step.command, FormatReply(server), FormatReply(engine)};
}

Reply Duel::RunOnEngine(const Step& step, const Reply& server) {
  if (step.compare != Compare::kPop) return engine_->Run(step.words);
  const Reply wanted = Sorted(server);
  Engine& engine = *engine_->engine();
  for (uint64_t draw = 0; draw < kMaxDraws; ++draw) {
    const Journal::Mark start = engine.Checkpoint();
    engine.state().random = Random(draw);
    Reply reply = engine_->Run(step.words);
    // Another shape would stay another one, however often it is drawn.
    const bool settled = Sorted(reply) == wanted || !SameShape(reply, server);
    if (!settled) engine.RollBack(start);
    engine.Release(start);
    if (settled) return reply;
  }
  // Of many members the same ones are never drawn: they are named.
  Words removal = {"SREM", step.key};
  if (server.kind == Reply::Kind::kBulk) removal.push_back(server.text);
  for (const Reply& member : server.elements) removal.push_back(member.text);
  const Reply removed = engine_->Run(removal);
  return removed.integer == static_cast<int64_t>(removal.size() - 2) ? server : removed;
}

bool Duel::Agree(const Step& step, const Reply& server, const Reply& engine) {
  if (server == engine) return true;
  if (server.is_error() || engine.is_error()) return false;
  switch (step.compare) {
    case Compare::kExact:
      return false;
    case Compare::kTableOrder:
      return Sorted(server) == Sorted(engine) && !IsCompact(step.key);
    case Compare::kUnordered:
    case Compare::kPop:
      return Sorted(server) == Sorted(engine);
    case Compare::kWords:
      return Sorted(WordsSorted(server)) == Sorted(WordsSorted(engine));
    case Compare::kShape:
      return SameShape(server, engine);
    case Compare::kNearSeconds:
      return SameWithin(server, engine, kSecondsApart);
    case Compare::kNearMillis:
      return SameWithin(server, engine, kMillisApart);
  }
  return false;
}

bool Duel::IsCompact(const std::string& key) {
  const std::string encoding = server_->Run({"OBJECT", "ENCODING", key}).text;
  return encoding != "hashtable" && encoding != "skiplist";
}

std::optional<Difference> Duel::CompareKeyspaces() {
  const KeyspacePicture server = Picture(*server_);
  const KeyspacePicture engine = Picture(*engine_);
  if (server.keys != engine.keys) return Difference{0, "keyspace", server.keys, engine.keys};
  if (SameWithin(server.times_to_live, engine.times_to_live, kMillisApart)) return std::nullopt;
  return Difference{0, "keyspace", server.keys + FormatReply(server.times_to_live),
                    engine.keys + FormatReply(engine.times_to_live)};
}

std::string Duel::Case(const Sequence& sequence) {
  std::vector<CaseStep> lines;
  server_->Reset();
  server_->Speak(sequence.resp);
  for (const Step& step : sequence.steps) {
    CaseStep& line = lines.emplace_back();
    line.words = step.words;
    line.expected = FormatReply(server_->Run(step.words));
    line.unordered = step.compare == Compare::kUnordered;
    line.shape = step.compare == Compare::kShape || step.compare == Compare::kPop;
    line.resp3 = sequence.resp == 3;
  }
  return WriteSteps(lines);
}

}  // namespace luarig::test
