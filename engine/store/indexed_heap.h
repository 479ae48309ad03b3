#ifndef LUARIG_ENGINE_STORE_INDEXED_HEAP_H_
#define LUARIG_ENGINE_STORE_INDEXED_HEAP_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace luarig {

// A binary heap, earliest time first, whose items know their place in it: so any item can be taken
// out or given another time in O(log n).
//
// What an item is and where its place is kept is for the owner, who hands itself in as `owner`:
// `int64_t TimeOf(Item) const` and `void SetPlace(Item, uint32_t)`.
template <typename Item>
class IndexedHeap {
 public:
  bool empty() const { return items_.empty(); }
  size_t size() const { return items_.size(); }
  // REQUIRES: not empty.
  Item first() const { return items_.front(); }

  template <typename Owner>
  void Add(Item item, Owner& owner) {
    items_.push_back(item);
    Rise(items_.size() - 1, owner);
  }

  // Takes out the item at `place`, and leaves that item's note of its place as it is.
  template <typename Owner>
  void RemoveAt(size_t place, Owner& owner) {
    const Item last = items_.back();
    items_.pop_back();
    if (place == items_.size()) return;
    items_[place] = last;
    Settle(place, owner);
  }

  // The item at `place` was given another time.
  template <typename Owner>
  void Settle(size_t place, Owner& owner) {
    Sink(Rise(place, owner), owner);
  }

  // The item at `place` is now called `item`; its time is the same.
  void Rename(size_t place, Item item) { items_[place] = item; }

 private:
  template <typename Owner>
  size_t Rise(size_t place, Owner& owner) {
    const Item item = items_[place];
    for (; place > 0; place = (place - 1) / 2) {
      const Item parent = items_[(place - 1) / 2];
      if (owner.TimeOf(parent) <= owner.TimeOf(item)) break;
      Put(place, parent, owner);
    }
    Put(place, item, owner);
    return place;
  }

  template <typename Owner>
  void Sink(size_t place, Owner& owner) {
    const Item item = items_[place];
    for (size_t child = 2 * place + 1; child < items_.size(); child = 2 * place + 1) {
      if (child + 1 < items_.size() &&
          owner.TimeOf(items_[child + 1]) < owner.TimeOf(items_[child])) {
        ++child;
      }
      if (owner.TimeOf(item) <= owner.TimeOf(items_[child])) break;
      Put(place, items_[child], owner);
      place = child;
    }
    Put(place, item, owner);
  }

  template <typename Owner>
  void Put(size_t place, Item item, Owner& owner) {
    items_[place] = item;
    owner.SetPlace(item, static_cast<uint32_t>(place));
  }

  std::vector<Item> items_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_INDEXED_HEAP_H_
