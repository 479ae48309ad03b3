#include "cli/remote/keys.h"

#include <algorithm>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/rdb/rdb_format.h"
#include "engine/rdb/rdb_writer.h"
#include "engine/rdb/value_bytes.h"
#include "engine/store/hash.h"
#include "engine/store/slot_times.h"

namespace luarig {
namespace {

// How much is sent before its replies are read.
constexpr size_t kMostQueuedBytes = size_t{1} << 20;
constexpr size_t kMostQueued = 2000;
constexpr std::string_view kScanCount = "1000";

// The payload with the version of ours at its end: what it holds, our reader knows or does not.
std::string Resealed(std::string_view payload, int rdb_version) {
  if (payload.size() < rdb::kSealBytes) return std::string(payload);
  RdbWriter writer;
  writer.AddBytes(payload.substr(0, payload.size() - rdb::kSealBytes));
  return writer.Seal(rdb_version);
}

// Sends commands, to whichever node, and finds out whether one of them was refused.
class Sender {
 public:
  explicit Sender(RemoteServer& server) : server_(server), queued_keys_(server.nodes().size()) {}

  Result<bool> Send(std::string_view key, const std::vector<std::string>& words) {
    const size_t index = server_.NodeOf(key);
    RemoteConnection& node = *server_.nodes()[index];
    node.Queue(words);
    queued_keys_[index].emplace_back(key);
    if (node.queued() < kMostQueued && node.queued_bytes() < kMostQueuedBytes) return true;
    return Flush(index);
  }

  Result<bool> Finish() {
    for (size_t i = 0; i < queued_keys_.size(); ++i) {
      if (Result<bool> flushed = Flush(i); !flushed) return flushed;
    }
    return true;
  }

 private:
  Result<bool> Flush(size_t index) {
    const std::vector<std::string> keys = std::exchange(queued_keys_[index], {});
    const Result<std::vector<Reply>> replies = server_.nodes()[index]->Flush();
    if (!replies) return Failure{replies.error()};
    for (size_t i = 0; i < keys.size(); ++i) {
      if (const Reply& reply = replies.value()[i]; reply.is_error())
        return Failure{StrCat(server_.name(), ": cannot write the fixture's key ", Quote(keys[i]),
                              ": ", reply.text)};
    }
    return true;
  }

  RemoteServer& server_;
  std::vector<std::vector<std::string>> queued_keys_;
};

// A payload has times of fields in it that would be over on the server, so such a hash is made
// anew.
Result<bool> SendTimedHash(const Entry& entry, const TestTimes& times, Sender& sender) {
  const std::string key(entry.key());
  std::vector<std::string> set{"HSET", key};
  std::vector<std::vector<std::string>> ends;
  entry.collection<Hash>()->ForEachTimed(
      [&](std::string_view field, std::string_view value, int64_t end) {
        set.emplace_back(field);
        set.emplace_back(value);
        if (end == kNever) return;
        ends.push_back({"HPEXPIREAT", key, std::to_string(times.ToServer(end)), "FIELDS", "1",
                        std::string(field)});
      });
  if (entry.has_ttl())
    ends.push_back({"PEXPIREAT", key, std::to_string(times.ToServer(entry.expire_at()))});
  if (Result<bool> sent = sender.Send(key, set); !sent) return sent;
  for (const auto& end : ends) {
    if (Result<bool> sent = sender.Send(key, end); !sent) return sent;
  }
  return true;
}

Result<bool> SendKey(const Entry& entry, const TestTimes& times, int rdb_version, Sender& sender) {
  if (entry.type() == ValueType::kHash && entry.collection<Hash>()->tracks_times())
    return SendTimedHash(entry, times, sender);
  const int64_t expire_at = entry.has_ttl() ? times.ToServer(entry.expire_at()) : 0;
  return sender.Send(entry.key(), {"RESTORE", std::string(entry.key()), std::to_string(expire_at),
                                   DumpValue(entry, rdb_version), "ABSTTL"});
}

}  // namespace

Copy::Copy(const Target& target) : target_(target) { Reset(0); }

Copy::~Copy() = default;

void Copy::Reset(int64_t now_ms) {
  constexpr int64_t kMicros = 1000;
  clock_.Set(now_ms * kMicros);
  if (engine_ == nullptr)
    engine_ = std::make_unique<Engine>(
        EngineOptions{.target = &target_, .clock = &clock_, .databases = 16});
  for (const auto& keys : databases()) keys->Clear();
}

bool Copy::Put(int database, std::string_view key, std::string_view payload,
               std::optional<int64_t> expire_at) {
  const auto session = engine_->NewSession();
  session->database = database;
  const std::string ours = Resealed(payload, target_.rdb_version);
  const std::string expires = std::to_string(expire_at.value_or(0));
  return !engine_->Run(*session, {"RESTORE", key, expires, ours, "ABSTTL", "REPLACE"}).is_error();
}

const Entry* Copy::Find(int database, std::string_view key) {
  const auto index = static_cast<size_t>(database);
  return index < databases().size() ? databases()[index]->FindEntry(key, false) : nullptr;
}

Result<bool> SendKeys(Copy& fixture, const TestTimes& times, RemoteServer& server) {
  for (const auto& keys : fixture.databases()) {
    if (keys->size() == 0) continue;
    if (Result<bool> selected = server.Select(keys->index()); !selected) return selected;
    Sender sender(server);
    Result<bool> sent = true;
    keys->ForEach([&](const Entry& entry) {
      if (sent.ok()) sent = SendKey(entry, times, server.target().rdb_version, sender);
    });
    if (!sent) return sent;
    if (Result<bool> finished = sender.Finish(); !finished) return finished;
  }
  return true;
}

Result<bool> KeyReader::Read(int database, std::span<const std::string> keys, Copy& copy) {
  if (Result<bool> selected = server_.Select(database); !selected) return selected;
  std::vector<std::vector<std::string>> of_node(server_.nodes().size());
  for (const std::string& key : keys) of_node[server_.NodeOf(key)].push_back(key);
  for (size_t i = 0; i < of_node.size(); ++i) {
    Result<bool> read = ReadFrom(*server_.nodes()[i], database, of_node[i], copy);
    if (!read) return read;
  }
  return true;
}

Result<bool> KeyReader::ReadAll(int database, Copy& copy) {
  if (Result<bool> selected = server_.Select(database); !selected) return selected;
  for (const auto& node : server_.nodes()) {
    const Result<std::vector<std::string>> names = Names(*node);
    if (!names) return Failure{names.error()};
    Result<bool> read = ReadFrom(*node, database, names.value(), copy);
    if (!read) return read;
  }
  return true;
}

// Each key once: SCAN may name one twice.
Result<std::vector<std::string>> KeyReader::Names(RemoteConnection& node) {
  std::vector<std::string> names;
  std::string cursor = "0";
  do {
    const Result<Reply> reply = node.Run({"SCAN", cursor, "COUNT", kScanCount});
    if (!reply) return Failure{reply.error()};
    if (reply.value().elements.size() != 2)
      return Failure{StrCat(server_.name(), ": SCAN: ", reply.value().text)};
    cursor = reply.value().elements[0].text;
    for (const Reply& key : reply.value().elements[1].elements) names.push_back(key.text);
  } while (cursor != "0");
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Result<bool> KeyReader::ReadFrom(RemoteConnection& node, int database,
                                 std::span<const std::string> keys, Copy& copy) {
  constexpr size_t kTogether = 200;
  for (size_t start = 0; start < keys.size(); start += kTogether) {
    const auto some = keys.subspan(start, std::min(kTogether, keys.size() - start));
    for (const std::string& key : some) {
      node.Queue({"PEXPIRETIME", key});
      node.Queue({"DUMP", key});
    }
    const Result<std::vector<Reply>> replies = node.Flush();
    if (!replies) return Failure{replies.error()};
    for (size_t i = 0; i < some.size(); ++i) {
      Result<bool> taken =
          Take(database, some[i], replies.value()[2 * i + 1], replies.value()[2 * i], copy);
      if (!taken) return taken;
    }
  }
  return true;
}

Result<bool> KeyReader::Take(int database, const std::string& key, const Reply& dump,
                             const Reply& expires, Copy& copy) {
  for (const Reply* reply : {&dump, &expires}) {
    if (reply->is_error())
      return Failure{StrCat(server_.name(), ": cannot read key ", Quote(key), ": ", reply->text)};
  }
  // Missing, or over between the two commands.
  if (dump.kind != Reply::Kind::kBulk || expires.integer == -2) return true;
  std::optional<int64_t> expire_at;
  if (expires.integer >= 0) expire_at = TestTime(database, key, expires.integer);
  if (!copy.Put(database, key, dump.text, expire_at))
    return Failure{StrCat(server_.name(), ": key ", Quote(key),
                          " has a value that luarig cannot read (of a module, or of a newer "
                          "server)")};
  MoveFieldTimes(database, key, copy);
  return true;
}

int64_t KeyReader::TestTime(int database, const std::string& key, int64_t server_ms) {
  const int64_t exactly = times_.Exactly(server_ms);
  const Entry* before = fixture_.Find(database, key);
  if (before != nullptr && before->has_ttl() && before->expire_at() == exactly) return exactly;
  return times_.ToTest(StrCat(database, " ", key), server_ms);
}

void KeyReader::MoveFieldTimes(int database, const std::string& key, Copy& copy) {
  const Entry* entry = copy.Find(database, key);
  if (entry == nullptr || entry->type() != ValueType::kHash) return;
  if (!entry->collection<Hash>()->tracks_times()) return;
  const Entry* before = fixture_.Find(database, key);
  const Hash* same = before != nullptr && before->type() == ValueType::kHash
                         ? before->collection<Hash>()
                         : nullptr;
  std::vector<std::pair<std::string, int64_t>> ends;
  entry->collection<Hash>()->ForEachTimed([&](std::string_view field, std::string_view /*value*/,
                                              int64_t end) {
    if (end == kNever) return;
    const int64_t exactly = times_.Exactly(end);
    const bool unchanged = same != nullptr && same->tracks_times() && same->EndOf(field) == exactly;
    const std::string what = StrCat(database, " ", key.size(), " ", key, " ", field);
    ends.emplace_back(field, unchanged ? exactly : times_.ToTest(what, end));
  });
  const auto session = copy.engine().NewSession();
  session->database = database;
  for (const auto& [field, end] : ends) {
    const std::string at = std::to_string(end);
    copy.engine().Run(*session, {"HPEXPIREAT", key, at, "FIELDS", "1", field});
  }
}

}  // namespace luarig
