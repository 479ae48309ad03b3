// Strings that are changed in place, under checkpoints.

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "engine/store/keyspace.h"

namespace luarig::test {
namespace {

struct Store {
  StoreContext context;
  Keyspace keys{context, 0};

  void Put(size_t at, char byte) { keys.EditBytes("k", at + 1)[at] = byte; }
  std::string Text() {
    NumberText scratch;
    return std::string(keys.FindString("k").Text(scratch));
  }
  const char* Address() {
    NumberText scratch;
    return keys.FindString("k").Text(scratch).data();
  }
};

TEST_CASE("a string is saved once in each checkpoint and changed in place from then on") {
  Store store;
  store.keys.SetString("k", std::string(1000, 'a'));
  const Journal::Mark outer = store.context.journal.Checkpoint(Journal::Keep::kChanges);
  const char* original = store.Address();
  store.Put(0, 'b');
  const char* copy = store.Address();
  CHECK(copy != original);
  store.Put(1, 'b');
  CHECK(store.Address() == copy);

  const Journal::Mark inner = store.context.journal.Checkpoint(Journal::Keep::kChanges);
  store.Put(2, 'c');
  CHECK(store.Address() != copy);
  store.Put(2000, 'c');
  store.context.journal.RollBack(inner);
  CHECK(store.Text() == "bb" + std::string(998, 'a'));
  store.Put(3, 'd');
  store.context.journal.RollBack(inner);
  CHECK(store.Text() == "bb" + std::string(998, 'a'));
  store.context.journal.Release(inner);

  store.Put(4, 'e');
  store.context.journal.RollBack(outer);
  CHECK(store.Text() == std::string(1000, 'a'));
  CHECK(store.Address() == original);
  store.context.journal.Release(outer);
}

TEST_CASE("a string that moved after its change goes all the way back") {
  Store store;
  store.keys.SetString("k", std::string(1000, 'a'));
  const Journal::Mark mark = store.context.journal.Checkpoint(Journal::Keep::kChanges);
  store.Put(0, 'b');
  store.keys.Rename("k", "other");
  store.keys.EditBytes("other", 1)[1] = 'b';
  store.keys.Rename("other", "k");
  store.Put(2, 'b');
  store.context.journal.RollBack(mark);
  CHECK(store.Text() == std::string(1000, 'a'));
  CHECK_FALSE(store.keys.Exists("other"));
  store.context.journal.Release(mark);
}

TEST_CASE("bytes that were taken too many are given back") {
  Store store;
  store.keys.SetString("k", "abc");
  store.keys.EditBytes("k", 100);
  store.keys.TrimBytes("k", 3);
  CHECK(store.Text() == "abc");
  // What comes after is zero again.
  std::ranges::fill(store.keys.EditBytes("k", 100), 'x');
  store.keys.TrimBytes("k", 1);
  CHECK(std::string(store.keys.EditBytes("k", 4).data(), 4) == std::string("x\0\0\0", 4));
}

TEST_CASE("bytes that are set replace the value and its TTL, and come back") {
  Store store;
  store.keys.SetString("k", "5");
  store.keys.SetExpire("k", 1000);
  const Journal::Mark mark = store.context.journal.Checkpoint(Journal::Keep::kChanges);
  Entry::OwnedText text = Entry::NewOwnedText(2);
  std::ranges::copy(std::string_view("xy"), text->bytes());
  store.keys.SetBytes("k", std::move(text));
  CHECK(store.Text() == "xy");
  CHECK(store.keys.FindString("k").encoding() == Encoding::kRaw);
  CHECK_FALSE(store.keys.ExpireAt("k"));
  store.context.journal.RollBack(mark);
  CHECK(store.Text() == "5");
  CHECK(store.keys.ExpireAt("k") == 1000);
  store.context.journal.Release(mark);
}

}  // namespace
}  // namespace luarig::test
