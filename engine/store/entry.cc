#include "engine/store/entry.h"

#include <cassert>
#include <cstdlib>
#include <cstring>
#include <new>

#include "engine/store/hash.h"
#include "engine/store/list.h"
#include "engine/store/set.h"
#include "engine/store/stream.h"
#include "engine/store/zset.h"

namespace luarig {
namespace {

// What the allocator hands out for a request: eight less than a multiple of sixteen.
constexpr size_t RoundUp(size_t bytes) { return ((bytes + 8 + 15) & ~size_t{15}) - 8; }

void DestroyCollection(ValueType type, void* collection) {
  switch (type) {
    case ValueType::kList:
      delete static_cast<List*>(collection);
      break;
    case ValueType::kSet:
      delete static_cast<Set*>(collection);
      break;
    case ValueType::kZSet:
      delete static_cast<ZSet*>(collection);
      break;
    case ValueType::kHash:
      delete static_cast<Hash*>(collection);
      break;
    case ValueType::kStream:
      delete static_cast<Stream*>(collection);
      break;
    case ValueType::kNone:
    case ValueType::kString:
      assert(false);
      break;
  }
}

}  // namespace

std::string_view TypeName(ValueType type) {
  constexpr std::string_view kNames[] = {"none", "string", "list", "set", "zset", "hash", "stream"};
  return kNames[static_cast<int>(type)];
}

Entry* Entry::Allocate(std::string_view key, ValueType type, Form form, bool with_ttl,
                       size_t inline_size) {
  const bool long_key = key.size() > UINT16_MAX;
  const size_t payload = form == Form::kInline ? 0 : sizeof(uint64_t);
  const size_t total = sizeof(Entry) + (with_ttl ? sizeof(Ttl) : 0) + payload +
                       (long_key ? kLongKeySize : 0) + key.size() + inline_size;
  void* memory = std::malloc(RoundUp(total));
  if (memory == nullptr) throw std::bad_alloc();
  auto* entry = new (memory) Entry();
  entry->type_ = static_cast<uint32_t>(type) & 7U;
  entry->form_ = static_cast<uint32_t>(form) & 3U;
  entry->has_ttl_ = with_ttl ? 1 : 0;
  entry->long_key_ = long_key ? 1 : 0;
  entry->key_size_ = static_cast<uint16_t>(key.size());
  entry->inline_size_ = static_cast<uint16_t>(inline_size);
  if (with_ttl) *entry->ttl() = {};
  char* behind = entry->payload() + payload;
  if (long_key) {
    const auto size = static_cast<uint32_t>(key.size());
    std::memcpy(behind, &size, sizeof(size));
    behind += sizeof(size);
  }
  key.copy(behind, key.size());
  return entry;
}

Entry::OwnedText Entry::NewOwnedText(size_t size) {
  void* memory = std::malloc(sizeof(HeapText) + size);
  if (memory == nullptr) throw std::bad_alloc();
  return OwnedText(new (memory) HeapText{size, size});
}

Entry* Entry::NewInteger(std::string_view key, int64_t value, bool with_ttl) {
  Entry* entry = Allocate(key, ValueType::kString, Form::kInteger, with_ttl, 0);
  std::memcpy(entry->payload(), &value, sizeof(value));
  return entry;
}

Entry* Entry::NewText(std::string_view key, std::string_view text, bool raw, bool with_ttl) {
  if (text.size() > kMaxInline) {
    OwnedText heap = NewOwnedText(text.size());
    text.copy(heap->bytes(), text.size());
    return NewHeap(key, heap.release(), with_ttl);
  }
  Entry* entry = Allocate(key, ValueType::kString, Form::kInline, with_ttl, text.size());
  entry->raw_ = raw ? 1 : 0;
  text.copy(const_cast<char*>(entry->Behind()) + key.size(), text.size());
  return entry;
}

Entry* Entry::NewHeap(std::string_view key, HeapText* text, bool with_ttl) {
  Entry* entry = Allocate(key, ValueType::kString, Form::kHeap, with_ttl, 0);
  entry->raw_ = 1;
  entry->set_heap_text(text);
  return entry;
}

Entry* Entry::NewCollection(std::string_view key, ValueType type, void* collection, bool with_ttl) {
  Entry* entry = Allocate(key, type, Form::kCollection, with_ttl, 0);
  std::memcpy(entry->payload(), &collection, sizeof(collection));
  return entry;
}

Entry* Entry::MoveValue(Entry* from, std::string_view key, bool with_ttl) {
  Entry* entry = Allocate(key, from->type(), from->form(), with_ttl, from->inline_size());
  entry->raw_ = from->raw_;
  entry->access_ = from->access_;
  if (from->form() == Form::kInline) {
    std::memcpy(const_cast<char*>(entry->Behind()) + key.size(), from->Behind() + from->key_size(),
                from->inline_size());
  } else {
    std::memcpy(entry->payload(), from->payload(), sizeof(uint64_t));
  }
  if (with_ttl && from->has_ttl()) entry->set_expire_at(from->expire_at());
  return entry;
}

void Entry::Destroy(Entry* entry) {
  if (entry->form() == Form::kHeap) std::free(entry->heap_text());
  if (entry->form() == Form::kCollection) DestroyCollection(entry->type(), entry->pointer());
  DestroyShell(entry);
}

void Entry::DestroyShell(Entry* entry) { std::free(entry); }

Encoding Entry::string_encoding() const {
  if (form() == Form::kInteger) return Encoding::kInt;
  constexpr size_t kMaxEmbedded = 44;
  return raw_ != 0 || text_size() > kMaxEmbedded ? Encoding::kRaw : Encoding::kEmbstr;
}

std::string_view Entry::Text(NumberText& scratch) const {
  switch (form()) {
    case Form::kInteger:
      return FormatInteger(integer(), scratch);
    case Form::kInline:
      return {Behind() + key_size(), inline_size_};
    case Form::kHeap:
      return {heap_text()->bytes(), heap_text()->size};
    case Form::kCollection:
      break;
  }
  assert(false);
  return {};
}

size_t Entry::text_size() const {
  NumberText scratch;
  return Text(scratch).size();
}

bool Entry::TryAssignText(std::string_view text, bool raw) {
  if (type() != ValueType::kString || form() != Form::kInline || text.size() > kMaxInline)
    return false;
  if (text.size() != inline_size_) {
    const size_t now = allocated();
    if (RoundUp(now - inline_size_ + text.size()) != RoundUp(now)) return false;
  }
  if (!text.empty()) {
    std::memmove(const_cast<char*>(Behind()) + key_size(), text.data(), text.size());
  }
  inline_size_ = static_cast<uint16_t>(text.size());
  raw_ = raw ? 1 : 0;
  return true;
}

void Entry::set_heap_text(HeapText* heap_text) {
  const void* pointer = heap_text;
  std::memcpy(payload(), &pointer, sizeof(pointer));
}

}  // namespace luarig
