#include "engine/store/stream.h"

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "engine/base/bytes.h"
#include "tests/unit/store/journaled.h"

namespace luarig::test {
namespace {

const EncodingLimits kLimits;

EncodingLimits NodesOf(int64_t entries, int64_t bytes = 4096) {
  EncodingLimits limits;
  limits.stream_node_max_entries = entries;
  limits.stream_node_max_bytes = bytes;
  return limits;
}

void Add(Stream& stream, StreamId id, std::string_view value = "v", std::string_view field = "f") {
  const std::array<std::string_view, 2> fields = {field, value};
  stream.Append(id, fields);
}

std::vector<std::string> Ids(const Stream& stream, StreamId from = StreamId::Min(),
                             StreamId to = StreamId::Max(), bool reverse = false) {
  std::vector<std::string> ids;
  StreamRange range(stream, from, to, reverse);
  while (const StreamEntry* entry = range.Next()) ids.push_back(FormatStreamId(entry->id()));
  return ids;
}

std::string Fields(const StreamEntry& entry) {
  std::string text;
  entry.ForEach([&](std::string_view field, std::string_view value) {
    text += StrCat(field, '=', value, ' ');
  });
  return text;
}

using Words = std::vector<std::string>;

// Everything, bytes included.
Snapshot Look(const Stream& stream) {
  const Stream::Figures& figures = stream.figures();
  Snapshot seen = {StrCat(figures.length, ' ', FormatStreamId(figures.last_id), ' ',
                          FormatStreamId(figures.first_id), ' ',
                          FormatStreamId(figures.max_deleted_id), ' ', figures.entries_added)};
  for (const StreamNode& node : stream.nodes()) {
    seen.push_back(FormatStreamId(node.id()));
    seen.emplace_back(node.listpack().bytes());
  }
  for (const auto& [name, group] : stream.groups()) {
    seen.push_back(StrCat(name, ' ', FormatStreamId(group->last_id()), ' ', group->entries_read()));
    for (const auto& [id, entry] : group->pending()) {
      seen.push_back(StrCat(FormatStreamId(id), ' ', entry.consumer->name, ' ', entry.delivered_ms,
                            ' ', entry.deliveries));
    }
    for (const auto& [consumer_name, consumer] : group->consumers()) {
      seen.push_back(StrCat(consumer_name, ' ', consumer->seen_ms, ' ', consumer->active_ms));
      for (const StreamId& id : consumer->pending) seen.push_back(FormatStreamId(id));
    }
  }
  return seen;
}

TEST_CASE("IDs are ordered, printed and read") {
  CHECK(StreamId{1, 2} < StreamId{1, 3});
  CHECK(StreamId{1, 3} < StreamId{2, 0});
  CHECK(StreamId{1, UINT64_MAX}.Next() == StreamId{2, 0});
  CHECK(StreamId{2, 0}.Previous() == StreamId{1, UINT64_MAX});
  CHECK(FormatStreamId(StreamId::Max()) == "18446744073709551615-18446744073709551615");
  CHECK(StreamIdOf("18446744073709551615-18446744073709551615") == StreamId::Max());
  CHECK(StreamIdOf("5") == StreamId{5, 0});
  for (const char* text :
       {"", "-", "5-", "-5", "5-1-1", "05", "5-x", " 5", "18446744073709551616"}) {
    CAPTURE(text);
    CHECK_FALSE(StreamIdOf(text));
  }
}

TEST_CASE("a range has both ends, in either direction, over nodes and deleted entries") {
  const EncodingLimits limits = NodesOf(3);
  Stream stream(limits);
  for (uint64_t i = 1; i <= 10; ++i) Add(stream, {i, 1});
  REQUIRE(stream.nodes().size() == 4);
  CHECK(stream.Erase({3, 1}));
  CHECK(stream.Erase({4, 1}));
  CHECK_FALSE(stream.Erase({4, 1}));
  CHECK_FALSE(stream.Erase({4, 2}));
  CHECK(Ids(stream, {2, 0}, {6, 1}) == Words{"2-1", "5-1", "6-1"});
  CHECK(Ids(stream, {2, 2}, {6, 0}) == Words{"5-1"});
  CHECK(Ids(stream, {2, 0}, {6, 1}, true) == Words{"6-1", "5-1", "2-1"});
  CHECK(Ids(stream, {3, 0}, {4, 9}, true).empty());
  CHECK(Ids(stream, {6, 0}, {5, 0}).empty());
  CHECK(Ids(stream, {11, 0}).empty());
  CHECK(stream.FirstEntryId() == StreamId{1, 1});
  CHECK(stream.LastEntryId() == StreamId{10, 1});
  CHECK(stream.Contains({5, 1}));
  CHECK_FALSE(stream.Contains({4, 1}));
}

TEST_CASE("entries keep their fields, those of the node or their own") {
  Stream stream(kLimits);
  const std::vector<std::string_view> first = {"a", "1", "b", "2"};
  const std::vector<std::string_view> other = {"b", "3", "a", "4"};
  const std::vector<std::string_view> twice = {"a", "5", "a", ""};
  stream.Append({1, 1}, first);
  stream.Append({1, 2}, other);
  stream.Append({2, 0}, twice);
  std::vector<std::string> fields;
  StreamRange range(stream, StreamId::Min(), StreamId::Max());
  while (const StreamEntry* entry = range.Next()) fields.push_back(Fields(*entry));
  CHECK(fields == Words{"a=1 b=2 ", "b=3 a=4 ", "a=5 a= "});
}

TEST_CASE("a large entry is whole") {
  Stream stream(kLimits);
  const std::string large(100'000, 'x');
  Add(stream, {1, 1}, large);
  Add(stream, {1, 2}, large, large);
  StreamRange range(stream, {1, 2}, {1, 2});
  CHECK(Fields(*range.Next()) == StrCat(large, '=', large, ' '));
  CHECK(stream.nodes().size() == 2);
}

TEST_CASE("a node takes a hundred entries, or what fits into its bytes") {
  Stream stream(kLimits);
  for (uint64_t i = 1; i <= 101; ++i) Add(stream, {i, 0});
  CHECK(stream.nodes().size() == 2);
  const EncodingLimits one_each = NodesOf(100, 1);
  Stream single(one_each);
  for (uint64_t i = 1; i <= 5; ++i) Add(single, {i, 0});
  CHECK(single.nodes().size() == 5);
  const EncodingLimits none = NodesOf(0, 0);
  Stream one(none);
  for (uint64_t i = 1; i <= 5000; ++i) Add(one, {i, 0});
  CHECK(one.nodes().size() == 1);
}

TEST_CASE("a stream without entries is not empty: it stays") {
  Stream stream(kLimits);
  Add(stream, {1, 1});
  CHECK(stream.Erase({1, 1}));
  CHECK(stream.figures().length == 0);
  CHECK_FALSE(stream.empty());
  CHECK(stream.figures().last_id == StreamId{1, 1});
  CHECK(stream.figures().max_deleted_id == StreamId{1, 1});
  CHECK(stream.figures().first_id == StreamId::Min());
}

// --- The radix tree ----------------------------------------------------------------------------

using Keys = std::vector<std::string>;

// How many nodes the tree below has: its keys without their first `depth` bytes, all different.
size_t TreeNodes(const Keys& keys, size_t depth) {
  if (depth == keys[0].size()) return 1;
  std::map<char, Keys> branches;
  for (const std::string& key : keys) branches[key[depth]].push_back(key);
  if (branches.size() > 1) {
    size_t nodes = 1;
    for (const auto& [byte, below] : branches) nodes += TreeNodes(below, depth + 1);
    return nodes;
  }
  size_t end = depth;  // of the run that all keys have in common
  const auto common = [&](const std::string& key) { return key[end] == keys[0][end]; };
  while (end < keys[0].size() && std::ranges::all_of(keys, common)) ++end;
  return 1 + TreeNodes(keys, end);
}

std::string KeyOf(const StreamId& id) {
  std::string key;
  for (const uint64_t half : {id.ms, id.seq}) {
    for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>(half >> shift);
  }
  return key;
}

TEST_CASE("the nodes of a radix tree over the IDs are counted without one") {
  const EncodingLimits one_each = NodesOf(1);
  CHECK(Stream(kLimits).RadixNodes() == 1);
  std::mt19937_64 random(1);
  for (int round = 0; round < 200; ++round) {
    std::set<StreamId> ids;
    const uint64_t spread = uint64_t{1} << random() % 64;
    for (uint64_t left = 1 + random() % 50; left > 0; --left) {
      ids.insert({1 + random() % spread, random() % 3 == 0 ? random() : random() % 300});
    }
    Stream stream(one_each);
    Keys keys;
    for (const StreamId& id : ids) {
      Add(stream, id);
      keys.push_back(KeyOf(id));
    }
    CAPTURE(round);
    REQUIRE(stream.RadixNodes() == TreeNodes(keys, 0));
  }
}

// --- Against a model -----------------------------------------------------------------------------

struct Model {
  std::map<StreamId, std::string> entries;

  void Check(const Stream& stream) const {
    REQUIRE(stream.figures().length == entries.size());
    StreamRange range(stream, StreamId::Min(), StreamId::Max());
    for (const auto& [id, value] : entries) {
      const StreamEntry* entry = range.Next();
      REQUIRE(entry != nullptr);
      REQUIRE(entry->id() == id);
      REQUIRE(Fields(*entry) == StrCat("f=", value, ' '));
    }
    REQUIRE(range.Next() == nullptr);
    const StreamId first = entries.empty() ? StreamId::Min() : entries.begin()->first;
    REQUIRE(stream.figures().first_id == first);
    size_t live = 0;
    for (const StreamNode& node : stream.nodes()) {
      live += node.live();
      REQUIRE(StreamNode::FromListpack(node.id(), node.listpack()));
    }
    REQUIRE(live == entries.size());
  }
};

TEST_CASE("random changes agree with a map, whatever the size of nodes") {
  for (const int64_t entries : {1, 2, 7, 100}) {
    const EncodingLimits limits = NodesOf(entries);
    Stream stream(limits);
    Model model;
    std::mt19937_64 random(static_cast<uint64_t>(entries));
    uint64_t ms = 0;
    for (int step = 0; step < 2000; ++step) {
      ms += random() % 3;
      const StreamId id = {ms, static_cast<uint64_t>(step) + 1};
      const uint64_t kind = random() % 20;
      if (kind < 12) {
        const std::string value(random() % 30, 'x');
        Add(stream, id, value);
        model.entries[id] = value;
      } else if (kind < 18) {
        if (model.entries.empty()) continue;
        auto at = model.entries.begin();
        std::advance(at, static_cast<ptrdiff_t>(random() % model.entries.size()));
        REQUIRE(stream.Erase(at->first));
        model.entries.erase(at);
      } else if (kind == 18) {
        const size_t length = random() % (model.entries.size() + 2);
        stream.TrimToLength(length, {});
        while (model.entries.size() > length) model.entries.erase(model.entries.begin());
      } else {
        const StreamId min = {ms - random() % (ms + 1) / 2, 0};
        stream.TrimBelow(min, {});
        model.entries.erase(model.entries.begin(), model.entries.lower_bound(min));
      }
      if (step % 20 == 0) model.Check(stream);
    }
    model.Check(stream);
  }
}

TEST_CASE("trimming by whole nodes stops before the limit, and before too few are left") {
  const EncodingLimits limits = NodesOf(10);
  Stream stream(limits);
  for (uint64_t i = 1; i <= 35; ++i) Add(stream, {i, 0});
  CHECK(stream.TrimToLength(26, {.whole_nodes = true}) == 0);
  CHECK(stream.TrimToLength(5, {.whole_nodes = true, .limit = 9}) == 0);
  CHECK(stream.TrimToLength(5, {.whole_nodes = true, .limit = 19}) == 10);
  CHECK(stream.TrimBelow({21, 0}, {.whole_nodes = true}) == 10);
  CHECK(stream.TrimBelow({30, 0}, {.whole_nodes = true}) == 0);
  CHECK(stream.TrimToLength(0, {.whole_nodes = true}) == 15);
}

// --- Going back ----------------------------------------------------------------------------------

void ChangeGroups(Stream& stream, std::mt19937_64& random) {
  const std::string name(1, static_cast<char>('a' + random() % 2));
  const std::string consumer(1, static_cast<char>('x' + random() % 3));
  const StreamId id = {random() % 40, 0};
  StreamGroup* group = stream.FindGroup(name);
  if (group == nullptr) {
    stream.CreateGroup(name, id, 3);
    return;
  }
  const bool known = group->FindConsumer(consumer) != nullptr;
  switch (random() % 8) {
    case 0:
      if (random() % 4 == 0) stream.DestroyGroup(name);
      break;
    case 1:
      stream.SetPosition(*group, id, static_cast<int64_t>(random() % 9));
      break;
    case 2:
      if (known && random() % 3 == 0) stream.EraseConsumer(*group, consumer);
      break;
    case 3:
      if (known) stream.SetTimes(*group, consumer, static_cast<int64_t>(random() % 99), 5);
      break;
    case 4:
      stream.ErasePending(*group, id);
      break;
    default:
      if (!known) stream.CreateConsumer(*group, consumer, 7);
      stream.SetPending(*group, id, consumer, static_cast<int64_t>(random() % 99), random() % 5);
      break;
  }
}

TEST_CASE("rolling back restores entries, nodes, figures and groups") {
  for (const int64_t entries : {1, 3, 100}) {
    const EncodingLimits limits = NodesOf(entries);
    Stream stream(limits);
    std::mt19937_64 random(static_cast<uint64_t>(entries));
    const auto change = [](Stream& changed, std::mt19937_64& dice) {
      const Stream::Figures figures = changed.figures();
      switch (dice() % 12) {
        case 0:
          changed.TrimToLength(dice() % 40, {.whole_nodes = dice() % 2 == 0});
          break;
        case 1:
          changed.TrimBelow({dice() % 40, 0}, {.whole_nodes = dice() % 2 == 0});
          break;
        case 2:
          changed.SetFigures({figures.length, figures.last_id.Next(), figures.first_id,
                              figures.max_deleted_id, figures.entries_added + 2});
          break;
        case 3:
        case 4:
          changed.Erase({dice() % 40, 0});
          break;
        case 5:
        case 6:
        case 7:
          ChangeGroups(changed, dice);
          break;
        default:
          Add(changed, {figures.last_id.ms + 1, 0}, std::string(dice() % 9, 'x'),
              dice() % 3 == 0 ? "g" : "f");
          break;
      }
    };
    for (int round = 0; round < 40; ++round) CheckRollsBack(stream, random, Look, change);
  }
}

TEST_CASE("an ID may return below one that was deleted, and going back still finds its entry") {
  Stream stream(kLimits);
  Add(stream, {1, 1});
  Add(stream, {1, 5}, "old");
  stream.Erase({1, 5});
  Stream::Figures figures = stream.figures();
  figures.last_id = {1, 2};
  stream.SetFigures(figures);
  Add(stream, {1, 3});
  Add(stream, {1, 5}, "new");
  CHECK(Ids(stream) == Words{"1-1", "1-3", "1-5"});
  CHECK(Ids(stream, {1, 2}, {1, 4}) == Words{"1-3"});

  Journal journal;
  const Journal::Mark mark = journal.Checkpoint(Journal::Keep::kChanges);
  stream.SetLogging(journal, true);
  CHECK(stream.Erase({1, 5}));
  CHECK(Ids(stream) == Words{"1-1", "1-3"});
  journal.RollBack(mark);
  StreamRange range(stream, {1, 5}, {1, 5});
  CHECK(Fields(*range.Next()) == "f=new ");
}

TEST_CASE("a copy is equal and another one") {
  Stream stream(kLimits);
  for (uint64_t i = 1; i <= 150; ++i) Add(stream, {i, 0});
  StreamGroup& group = stream.CreateGroup("g", {0, 0}, 0);
  stream.CreateConsumer(group, "c", 1);
  stream.SetPending(group, {1, 0}, "c", 5, 1);
  Stream copy(stream);
  CHECK(copy == stream);
  CHECK(Look(copy) == Look(stream));
  CHECK(copy.FindGroup("g")->FindPending({1, 0})->consumer ==
        copy.FindGroup("g")->FindConsumer("c"));
  copy.ErasePending(*copy.FindGroup("g"), {1, 0});
  CHECK_FALSE(copy == stream);
  CHECK(stream.FindGroup("g")->pending().size() == 1);

  const EncodingLimits small = NodesOf(3);
  Stream other(small);
  for (uint64_t i = 1; i <= 150; ++i) Add(other, {i, 0});
  CHECK_FALSE(other == stream);
  stream.DestroyGroup("g");
  CHECK(other == stream);  // the nodes do not matter
}

}  // namespace
}  // namespace luarig::test
