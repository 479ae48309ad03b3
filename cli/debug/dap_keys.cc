#include "cli/debug/dap_keys.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/store/hash.h"
#include "engine/store/list.h"
#include "engine/store/set.h"
#include "engine/store/stream.h"
#include "engine/store/zset.h"

namespace luarig {
namespace {

constexpr size_t kLongestValue = 1000;  // bytes; what is longer can be read by a command

std::string Shown(std::string_view bytes) {
  if (bytes.size() <= kLongestValue) return Quote(bytes);
  return StrCat(Quote(bytes.substr(0, kLongestValue)), "... (", bytes.size(), " bytes)");
}

// A name as it is, if it can be read as one.
std::string ShownName(std::string_view name) {
  const bool plain = !name.empty() && IsValidUtf8(name) &&
                     std::ranges::none_of(name, [](char c) { return c >= 0 && c < ' '; });
  return plain && name.size() <= kLongestValue ? std::string(name) : Shown(name);
}

// Elements as they are added.
class Elements {
 public:
  void Numbered(size_t index, std::string_view value) {
    Named(StrCat('[', index, ']'), Shown(value));
  }
  void Named(std::string name, std::string value) {
    all_.push_back({.name = std::move(name), .value = std::move(value), .read_only = true});
  }
  std::vector<dap::Variable> Take() { return std::move(all_); }

 private:
  std::vector<dap::Variable> all_;
};

void AddEntries(Elements& elements, const Stream& stream, size_t first, size_t count) {
  StreamRange range(stream, StreamId::Min(), StreamId::Max());
  for (size_t i = 0; i < first; ++i) {
    if (range.Next() == nullptr) return;
  }
  for (size_t i = 0; i < count; ++i) {
    const StreamEntry* entry = range.Next();
    if (entry == nullptr) return;
    std::string fields;
    entry->ForEach([&](std::string_view field, std::string_view value) {
      fields += StrCat(fields.empty() ? "" : " ", Shown(field), " ", Shown(value));
    });
    elements.Named(FormatStreamId(entry->id()), std::move(fields));
  }
}

}  // namespace

size_t KeyElementCount(const Entry& entry) {
  switch (entry.type()) {
    case ValueType::kList:
      return entry.collection<List>()->size();
    case ValueType::kSet:
      return entry.collection<Set>()->size();
    case ValueType::kZSet:
      return entry.collection<ZSet>()->size();
    case ValueType::kHash:
      return entry.collection<Hash>()->size();
    case ValueType::kStream:
      return entry.collection<Stream>()->figures().length;
    case ValueType::kNone:
    case ValueType::kString:
      break;
  }
  return 0;
}

bool HasNumberedElements(const Entry& entry) {
  return entry.type() == ValueType::kList || entry.type() == ValueType::kSet;
}

std::vector<dap::Variable> KeyElements(const Entry& entry, size_t first, size_t count) {
  const size_t size = KeyElementCount(entry);
  first = std::min(first, size);
  count = std::min(count, size - first);
  Elements elements;
  NumberText scratch;
  NumberText value_scratch;
  if (entry.type() == ValueType::kStream) {
    AddEntries(elements, *entry.collection<Stream>(), first, count);
    return elements.Take();
  }
  for (size_t i = first; i < first + count; ++i) {
    if (entry.type() == ValueType::kList) {
      elements.Numbered(i, entry.collection<List>()->At(i, scratch));
    } else if (entry.type() == ValueType::kSet) {
      elements.Numbered(i, entry.collection<Set>()->At(i, scratch));
    } else if (entry.type() == ValueType::kZSet) {
      const ZSet::Item item = entry.collection<ZSet>()->At(i, scratch);
      elements.Named(ShownName(item.member),
                     std::string(FormatDoubleShortest(item.score, value_scratch)));
    } else {
      const Hash::Pair pair = entry.collection<Hash>()->At(i, scratch, value_scratch);
      elements.Named(ShownName(pair.field), Shown(pair.value));
    }
  }
  return elements.Take();
}

}  // namespace luarig
