// Strings in a keyspace: set, counted, changed in place.

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

#include "engine/store/keyspace.h"

namespace luarig {
namespace {

// The integer that the server would store `text` as.
std::optional<int64_t> StoredInteger(std::string_view text) {
  constexpr size_t kMaxDigits = 20;
  if (text.size() > kMaxDigits) return std::nullopt;
  return ParseInteger(text);
}

// The room that the server gives a text of `size` bytes where there was room for `before`.
size_t RoomFor(size_t size, size_t before, SizeClasses classes) {
  return size <= before ? before : GrownCapacity(size, classes);
}

// Gives the text of a heap entry `size` bytes, which are at least as many as it has; new ones are
// 0.
void Resize(Entry& entry, size_t size, SizeClasses classes) {
  Entry::HeapText* text = entry.heap_text();
  if (size > text->capacity) {
    const size_t room = RoomFor(size, text->capacity, classes);
    auto* grown = static_cast<Entry::HeapText*>(std::realloc(text, sizeof(Entry::HeapText) + room));
    if (grown == nullptr) throw std::bad_alloc();
    text = grown;
    text->capacity = room;
    entry.set_heap_text(text);
  }
  if (size > text->size) std::memset(text->bytes() + text->size, 0, size - text->size);
  text->size = size;
}

}  // namespace

void Keyspace::SetString(std::string_view key, std::string_view text, bool keep_ttl, bool raw) {
  const std::optional<int64_t> number = raw ? std::nullopt : StoredInteger(text);
  if (number) return SetInteger(key, *number, keep_ttl);
  SetText(key, text, keep_ttl, raw);
}

void Keyspace::SetText(std::string_view key, std::string_view text, bool keep_ttl, bool raw) {
  const uint32_t slot = LiveSlot(key);
  const bool in_place = slot != Table::kNone && !context_.journal.recording();
  const bool with_ttl = slot != Table::kNone && keep_ttl && table_.at(slot)->has_ttl();
  if (in_place && table_.at(slot)->has_ttl() == with_ttl &&
      CountedChange(slot, [&](Entry& entry) { return entry.TryAssignText(text, raw); })) {
    Touch(*table_.at(slot));
    return;
  }
  Entry* entry = Entry::NewText(key, text, raw, with_ttl);
  if (with_ttl) entry->set_expire_at(table_.at(slot)->expire_at());
  PlaceEntry(slot, entry);
}

void Keyspace::SetInteger(std::string_view key, int64_t value, bool keep_ttl) {
  SetIntegerAt(LiveSlot(key), key, value, keep_ttl);
}

void Keyspace::SetInteger(std::string_view key, int64_t value, const StringRef& found) {
  // Each look-up moves a table that grows a step on, as on the server, where this is another one.
  const bool grows = table_.dict().rehashing() || expires_dict_.rehashing();
  SetIntegerAt(found && !grows ? last_slot_ : LiveSlot(key), key, value, true);
}

void Keyspace::SetIntegerAt(uint32_t slot, std::string_view key, int64_t value, bool keep_ttl) {
  const bool in_place = slot != Table::kNone && !context_.journal.recording();
  const bool with_ttl = slot != Table::kNone && keep_ttl && table_.at(slot)->has_ttl();
  if (in_place && table_.at(slot)->has_ttl() == with_ttl &&
      CountedChange(slot, [&](Entry& entry) { return entry.TryAssignInteger(value); })) {
    Touch(*table_.at(slot));
    return;
  }
  Entry* entry = Entry::NewInteger(key, value, with_ttl);
  if (with_ttl) entry->set_expire_at(table_.at(slot)->expire_at());
  PlaceEntry(slot, entry);
}

std::span<char> Keyspace::EditBytes(std::string_view key, size_t size) {
  StringRef found = FindString(key);
  NumberText scratch;
  const std::string_view old = found ? found.Text(scratch) : std::string_view();
  const size_t wanted = std::max(size, old.size());

  uint32_t slot = FindSlot(key);
  const bool heap = found && table_.at(slot)->form() == Entry::Form::kHeap;
  const Journal& journal = context_.journal;
  if (!heap || (journal.recording() && table_.at(slot)->heap_text()->epoch != journal.epoch())) {
    // A new entry with a heap text: in the journal the old one stays as it was.
    const size_t before = heap ? table_.at(slot)->heap_text()->capacity : old.size();
    const size_t room = found ? RoomFor(wanted, before, context_.limits.size_classes) : wanted;
    Entry::OwnedText text = Entry::NewOwnedText(room);
    text->size = wanted;
    old.copy(text->bytes(), old.size());  // not memcpy: there may be nothing, at no address
    std::memset(text->bytes() + old.size(), 0, wanted - old.size());
    if (journal.recording()) text->epoch = journal.epoch();
    const bool with_ttl = found && table_.at(slot)->has_ttl();
    const std::span<char> bytes(text->bytes(), wanted);
    Entry* entry = Entry::NewHeap(key, text.release(), with_ttl);
    if (with_ttl) entry->set_expire_at(table_.at(slot)->expire_at());
    PlaceEntry(slot, entry);
    return bytes;
  }

  Entry* entry = table_.at(slot);
  CountedChange(slot, [&](Entry& changed) {
    Resize(changed, wanted, context_.limits.size_classes);
    return true;
  });
  Entry::HeapText* text = entry->heap_text();
  return {text->bytes(), text->size};
}

void Keyspace::TrimBytes(std::string_view key, size_t size) {
  CountedChange(FindSlot(key), [&](Entry& entry) {
    entry.heap_text()->size = size;
    return true;
  });
}

void Keyspace::SetBytes(std::string_view key, Entry::OwnedText text) {
  PlaceEntry(LiveSlot(key), Entry::NewHeap(key, text.release(), false));
}

}  // namespace luarig
