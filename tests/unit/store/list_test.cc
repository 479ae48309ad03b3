#include "engine/store/list.h"

#include <algorithm>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/unit/store/journaled.h"

namespace luarig::test {
namespace {

const EncodingLimits kLimits;

// As a 7.0 server has them: always quicklists, no plain nodes.
EncodingLimits OldLimits() {
  EncodingLimits limits;
  limits.small_lists_are_listpacks = false;
  return limits;
}
const EncodingLimits kOldLimits = OldLimits();

EncodingLimits NodesOf(int64_t size) {
  EncodingLimits limits;
  limits.list_max_listpack_size = size;
  return limits;
}

std::vector<std::string> Elements(const List& list) {
  std::vector<std::string> elements;
  list.Walk(0, false, [&](std::string_view element) {
    elements.emplace_back(element);
    return true;
  });
  return elements;
}

List Of(std::initializer_list<std::string_view> elements, const EncodingLimits& limits = kLimits) {
  List list(limits);
  for (const std::string_view element : elements) list.PushBack(element);
  return list;
}

// How many elements each node has; plain ones count as 0.
std::vector<size_t> Shape(const List& list) {
  std::vector<size_t> counts;
  for (size_t i = 0; i < list.node_count(); ++i) {
    const List::NodeView node = list.NodeAt(i);
    counts.push_back(node.plain ? 0 : Listpack::FromBytes(node.bytes)->count());
  }
  return counts;
}

Snapshot Look(const List& list) {
  Snapshot seen = {std::string(EncodingName(list.encoding())), std::to_string(list.size())};
  for (size_t i = 0; i < list.node_count(); ++i) {
    const List::NodeView node = list.NodeAt(i);
    seen.push_back((node.plain ? "plain " : "listpack ") + std::string(node.bytes));
  }
  return seen;
}

TEST_CASE("both ends push and pop") {
  List list = Of({"b", "c"});
  list.PushFront("a");
  CHECK(Elements(list) == std::vector<std::string>{"a", "b", "c"});
  CHECK(list.PopFront() == "a");
  CHECK(list.PopBack() == "c");
  CHECK(list.PopBack() == "b");
  CHECK(list.empty());
}

TEST_CASE("a list is a listpack while a node of 8192 bytes holds it") {
  List list(kLimits);
  for (int i = 0; i < 2728; ++i) list.PushBack("x");  // 7 + 3 * 2728 = 8191
  CHECK(list.encoding() == Encoding::kListpack);
  list.PushBack("x");
  list.PushBack("x");
  CHECK(list.encoding() == Encoding::kQuicklist);
  CHECK(list.node_count() == 2);
  CHECK(Of({"x"}, kOldLimits).encoding() == Encoding::kQuicklist);
}

TEST_CASE("a list returns to a listpack at half of the limit") {
  // Observed: list-max-listpack-size 3; a b c d, then LPOP 2, then LPOP.
  const EncodingLimits limits = NodesOf(3);
  List list = Of({"a", "b", "c"}, limits);
  CHECK(list.encoding() == Encoding::kListpack);
  list.PushBack("d");
  CHECK(list.encoding() == Encoding::kQuicklist);
  list.EraseRange(0, 2);
  CHECK(list.encoding() == Encoding::kQuicklist);
  list.PopFront();
  CHECK(list.encoding() == Encoding::kListpack);
}

TEST_CASE("one command's values decide together by the length of their text") {
  // 600 integers of 19 digits take 11 bytes each, but 11400 as text.
  const std::vector<std::string_view> integers(600, "1234567890123456789");
  List list(kLimits);
  list.PushBack(integers);
  CHECK(list.encoding() == Encoding::kQuicklist);
  CHECK(list.node_count() == 1);
  List other(kLimits);
  for (const std::string_view value : integers) other.PushBack(value);
  CHECK(other.encoding() == Encoding::kListpack);
}

TEST_CASE("an element too large for a node stands alone, where the target has plain nodes") {
  const std::string large(8193, 'x');
  CHECK(Shape(Of({"a", large, "b"})) == std::vector<size_t>{1, 0, 1});
  CHECK(Shape(Of({"a", large, "b"}, kOldLimits)) == std::vector<size_t>{1, 1, 1});
  CHECK(Shape(Of({std::string(8192, 'x')})) == std::vector<size_t>{1});
}

TEST_CASE("inserting into a full node splits it and joins what fits") {
  const EncodingLimits limits = NodesOf(4);
  List list = Of({"0", "1", "2", "3", "4", "5", "6", "7"}, limits);
  CHECK(Shape(list) == std::vector<size_t>{4, 4});
  list.Insert(2, "x");
  CHECK(Elements(list) == std::vector<std::string>{"0", "1", "x", "2", "3", "4", "5", "6", "7"});
  CHECK(Shape(list) == std::vector<size_t>{3, 2, 4});
  list.InsertAfter(3, "y");
  CHECK(Shape(list) == std::vector<size_t>{3, 3, 4});
  CHECK(Elements(list)[4] == "y");
}

TEST_CASE("replacing by a large element and back moves it out of its node and in again") {
  List list = Of({"a", "b", "c"});
  list.Replace(1, std::string(9000, 'x'));
  CHECK(Shape(list) == std::vector<size_t>{1, 0, 1});
  list.Replace(1, "b");
  CHECK(Elements(list) == std::vector<std::string>{"a", "b", "c"});
  CHECK(Shape(list) == std::vector<size_t>{1, 2});
}

// Random changes, beside a deque that says what must come out.
struct Checked {
  List& list;
  std::deque<std::string> model;

  static std::string Value(std::mt19937_64& random) {
    switch (random() % 20) {
      case 0:
        return std::string(5000 + random() % 5000, 'l');
      case 1:
        return std::string(random() % 300, 's');
      case 2:
      case 3:
        return std::string(1 + random() % 3, static_cast<char>('a' + random() % 3));
      default:
        return std::to_string(random() % 1000);
    }
  }

  void Grow(std::mt19937_64& random) {
    const std::string value = Value(random);
    const size_t at = random() % (model.size() + 1);
    switch (random() % 4) {
      case 0:
        list.PushFront(value);
        model.push_front(value);
        break;
      case 1:
        list.PushBack(value);
        model.push_back(value);
        break;
      case 2:
        list.Insert(at, value);
        model.insert(Iterator(at), value);
        break;
      default:
        if (at == model.size()) break;
        list.InsertAfter(at, value);
        model.insert(Iterator(at + 1), value);
    }
  }

  void Change(std::mt19937_64& random) {
    if (model.empty() || random() % 5 < 3) return Grow(random);
    const size_t at = random() % model.size();
    NumberText scratch;
    REQUIRE(list.Front(scratch) == model.front());
    REQUIRE(list.Back(scratch) == model.back());
    switch (random() % 6) {
      case 0:
        REQUIRE(list.PopFront() == model.front());
        model.pop_front();
        break;
      case 1:
        REQUIRE(list.PopBack() == model.back());
        model.pop_back();
        break;
      case 2: {
        const size_t count = std::min<size_t>(random() % 9, model.size() - at);
        list.EraseRange(at, count);
        model.erase(Iterator(at), Iterator(at + count));
        break;
      }
      case 3:
        EraseEqual(model[at], random() % 3, random() % 2 == 0);
        break;
      default: {
        const std::string value = Value(random);
        list.Replace(at, value);
        model[at] = value;
      }
    }
  }

  void EraseEqual(std::string_view element, size_t limit, bool from_tail) {
    const std::string value(element);  // it may be one of those that go
    size_t expected = 0;
    if (from_tail) std::reverse(model.begin(), model.end());
    for (size_t i = 0; i < model.size();) {
      if (model[i] != value || (limit != 0 && expected == limit)) {
        ++i;
      } else {
        model.erase(Iterator(i));
        ++expected;
      }
    }
    if (from_tail) std::reverse(model.begin(), model.end());
    REQUIRE(list.EraseEqual(value, limit, from_tail) == expected);
  }

  std::deque<std::string>::iterator Iterator(size_t at) {
    return model.begin() + static_cast<ptrdiff_t>(at);
  }

  void Check(std::mt19937_64& random) const {
    REQUIRE(list.size() == model.size());
    REQUIRE(Elements(list) == std::vector<std::string>(model.begin(), model.end()));
    if (model.empty()) return;
    const size_t at = random() % model.size();
    NumberText scratch;
    REQUIRE(list.At(at, scratch) == model[at]);
    size_t index = at + 1;
    list.Walk(at, true, [&](std::string_view element) {
      REQUIRE(element == model[--index]);
      return true;
    });
    REQUIRE(index == 0);
  }
};

TEST_CASE("random changes agree with std::deque, whatever the size of nodes") {
  constexpr uint64_t kSeed = 51;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  for (const EncodingLimits& limits : {kLimits, kOldLimits, NodesOf(4), NodesOf(1), NodesOf(-1)}) {
    List list(limits);
    Checked checked{list, {}};
    for (int step = 0; step < 1500; ++step) {
      checked.Change(random);
      if (step % 25 == 0) checked.Check(random);
    }
    checked.Check(random);
    const List copy = list;
    CHECK(copy == list);
    CHECK(Look(copy) == Look(list));
  }
}

TEST_CASE("rolling back restores elements, nodes and encoding") {
  constexpr uint64_t kSeed = 53;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  for (const EncodingLimits& limits : {kLimits, kOldLimits, NodesOf(4), NodesOf(1)}) {
    for (const int size : {0, 5, 64, 1000}) {
      List list(limits);
      for (int i = 0; i < size; ++i) list.PushBack(Checked::Value(random));
      const auto change = [](List& value, std::mt19937_64& dice) {
        Checked checked{value, {}};
        value.Walk(0, false, [&](std::string_view element) {
          checked.model.emplace_back(element);
          return true;
        });
        checked.Change(dice);
      };
      CheckRollsBack(list, random, Look, change);
    }
  }
}

TEST_CASE("a list whose changes are logged has the same nodes as one whose are not") {
  constexpr uint64_t kSeed = 57;
  CAPTURE(kSeed);
  for (const EncodingLimits& limits : {kLimits, kOldLimits, NodesOf(4), NodesOf(1), NodesOf(-1)}) {
    std::mt19937_64 random(kSeed);
    std::mt19937_64 same(kSeed);
    List plain(limits);
    List logged(limits);
    Journal journal;
    const Journal::Mark mark = journal.Checkpoint(Journal::Keep::kChanges);
    logged.SetLogging(journal, true);
    Checked checked{plain, {}};
    Checked beside{logged, {}};
    for (int step = 0; step < 800; ++step) {
      checked.Change(random);
      beside.Change(same);
      REQUIRE(Look(logged) == Look(plain));
    }
    journal.RollBack(mark);
    CHECK(logged.empty());
    journal.Release(mark);
    logged.SetLogging(journal, false);
  }
}

TEST_CASE("a queue of either direction agrees with std::deque") {
  constexpr uint64_t kSeed = 59;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  for (const EncodingLimits& limits : {kLimits, kOldLimits, NodesOf(3)}) {
    for (const bool leftwards : {false, true}) {
      List list(limits);
      std::deque<std::string> model;
      NumberText scratch;
      for (int step = 0; step < 3000; ++step) {
        const std::string value = Checked::Value(random).substr(0, 100);
        leftwards ? list.PushFront(value) : list.PushBack(value);
        leftwards ? model.push_front(value) : model.push_back(value);
        // Now and then it runs empty.
        for (uint64_t left = step % 500 == 0 ? model.size() : model.size() > 50; left > 0; --left) {
          REQUIRE((leftwards ? list.Back(scratch) : list.Front(scratch)) ==
                  (leftwards ? model.back() : model.front()));
          leftwards ? list.DropBack() : list.DropFront();
          leftwards ? model.pop_back() : model.pop_front();
        }
        REQUIRE(list.size() == model.size());
      }
      CHECK(Elements(list) == std::vector<std::string>(model.begin(), model.end()));
    }
  }
}

TEST_CASE("nodes come back as they were dumped") {
  const List list = Of({"a", std::string(9000, 'x'), "b", "c"});
  List restored(kLimits);
  for (size_t i = 0; i < list.node_count(); ++i) {
    const List::NodeView node = list.NodeAt(i);
    if (node.plain) {
      restored.AppendPlainNode(node.bytes);
    } else {
      restored.AppendNode(*Listpack::FromBytes(node.bytes));
    }
  }
  restored.Settle();
  CHECK(Look(restored) == Look(list));

  Listpack entries;
  entries.Append("a");
  CHECK(List::FromListpack(entries, kLimits).encoding() == Encoding::kListpack);
}

}  // namespace
}  // namespace luarig::test
