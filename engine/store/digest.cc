#include "engine/store/digest.h"

#include "engine/base/bytes.h"
#include "engine/base/sha1.h"

namespace luarig {
namespace {

// The server numbers its types, and writes numbers in four bytes, the highest first.
enum class TypeNumber : uint8_t {
  kString = 0,
  kList = 1,
  kSet = 2,
  kZSet = 3,
  kHash = 4,
  kStream = 6
};

void MixNumber(Digest& digest, uint32_t number) {
  const char bytes[] = {static_cast<char>(number >> 24), static_cast<char>(number >> 16),
                        static_cast<char>(number >> 8), static_cast<char>(number)};
  digest.Mix({bytes, sizeof(bytes)});
}

void MixType(Digest& digest, TypeNumber type) { MixNumber(digest, static_cast<uint32_t>(type)); }

void MixList(Digest& digest, const List& list) {
  MixType(digest, TypeNumber::kList);
  list.Walk(0, false, [&](std::string_view element) {
    digest.Mix(element);
    return true;
  });
}

void MixSet(Digest& digest, const Set& set) {
  MixType(digest, TypeNumber::kSet);
  set.ForEach([&](std::string_view member) { digest.Toggle(member); });
}

// Of what has two halves both are mixed, and the pair then counts in whatever order.
void TogglePair(Digest& digest, std::string_view first, std::string_view second) {
  Digest pair;
  pair.Mix(first);
  pair.Mix(second);
  digest.Toggle(pair);
}

void MixZSet(Digest& digest, const ZSet& zset, FloatStyle style) {
  MixType(digest, TypeNumber::kZSet);
  NumberText scratch;
  zset.ForRange(0, zset.size(), false, [&](std::string_view member, double score) {
    TogglePair(digest, member, FormatDoublePlain(score, style, scratch));
  });
}

void MixHash(Digest& digest, const Hash& hash) {
  MixType(digest, TypeNumber::kHash);
  hash.ForEachTimed([&](std::string_view field, std::string_view value, int64_t ends) {
    Digest pair;
    pair.Mix(field);
    pair.Mix(value);
    if (ends != kNever) pair.Toggle("!!hexpire!!");
    digest.Toggle(pair);
  });
}

// The entries; what the stream has counted and its groups do not show.
void MixStream(Digest& digest, const Stream& stream) {
  MixType(digest, TypeNumber::kStream);
  StreamRange range(stream, StreamId::Min(), StreamId::Max());
  while (const StreamEntry* entry = range.Next()) {
    digest.Mix(StrCat(entry->id().ms, ".", entry->id().seq));
    entry->ForEach([&](std::string_view field, std::string_view value) {
      digest.Mix(field);
      digest.Mix(value);
    });
  }
}

}  // namespace

void Digest::Mix(std::string_view bytes) {
  Toggle(bytes);
  sum_ = Sha1({reinterpret_cast<const char*>(sum_.data()), sum_.size()});
}

void Digest::Toggle(std::string_view bytes) {
  const auto hash = Sha1(bytes);
  for (size_t i = 0; i < sum_.size(); ++i) sum_[i] ^= hash[i];
}

void Digest::Toggle(const Digest& other) {
  Toggle(std::string_view(reinterpret_cast<const char*>(other.sum_.data()), other.sum_.size()));
}

std::string Digest::Hex() const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * sum_.size());
  for (const uint8_t byte : sum_) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

void MixValue(Digest& digest, const Entry& entry, FloatStyle style) {
  NumberText scratch;
  switch (entry.type()) {
    case ValueType::kString:
      MixType(digest, TypeNumber::kString);
      digest.Mix(entry.Text(scratch));
      break;
    case ValueType::kList:
      MixList(digest, *entry.collection<List>());
      break;
    case ValueType::kSet:
      MixSet(digest, *entry.collection<Set>());
      break;
    case ValueType::kZSet:
      MixZSet(digest, *entry.collection<ZSet>(), style);
      break;
    case ValueType::kHash:
      MixHash(digest, *entry.collection<Hash>());
      break;
    case ValueType::kStream:
      MixStream(digest, *entry.collection<Stream>());
      break;
    case ValueType::kNone:
      break;
  }
  if (entry.has_ttl()) digest.Toggle("!!expire!!");
}

Digest DigestOf(std::span<const std::unique_ptr<Keyspace>> databases, FloatStyle style) {
  Digest all;
  for (size_t index = 0; index < databases.size(); ++index) {
    const Keyspace& keys = *databases[index];
    if (keys.size() == 0) continue;
    MixNumber(all, static_cast<uint32_t>(index));
    keys.ForEach([&](const Entry& entry) {
      Digest one;
      one.Mix(entry.key());
      MixValue(one, entry, style);
      all.Toggle(one);
    });
  }
  return all;
}

}  // namespace luarig
