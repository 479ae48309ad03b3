#include "engine/store/intset.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstdlib>
#include <cstring>
#include <new>

namespace luarig {
namespace {

constexpr std::string_view kEmpty{"\2\0\0\0\0\0\0\0", IntSet::kHeaderBytes};

// The memory given to `bytes`: in steps, so that most additions need none.
size_t Allocation(size_t bytes) {
  const size_t step = std::max<size_t>(16, std::bit_floor(bytes) / 8);
  return (bytes + step - 1) / step * step;
}

size_t BytesOf(size_t width, size_t size) { return IntSet::kHeaderBytes + width * size; }

uint32_t Read32(const char* p) {
  uint32_t value = 0;
  std::memcpy(&value, p, sizeof(value));
  return value;
}

template <typename Integer>
int64_t Read(const char* p) {
  Integer value = 0;
  std::memcpy(&value, p, sizeof(value));
  return value;
}

int64_t ReadAt(const char* data, size_t width, size_t index) {
  const char* p = data + BytesOf(width, index);
  if (width == 2) return Read<int16_t>(p);
  return width == 4 ? Read<int32_t>(p) : Read<int64_t>(p);
}

}  // namespace

IntSet::~IntSet() { std::free(data_); }

IntSet::IntSet(const IntSet& other) {
  if (other.data_ == nullptr) return;
  Resize(other.width(), other.size());
  std::memcpy(data_, other.data_, other.bytes().size());
}

std::string_view IntSet::bytes() const {
  if (data_ == nullptr) return kEmpty;
  return {data_, BytesOf(width(), size())};
}

size_t IntSet::size() const { return data_ == nullptr ? 0 : Read32(data_ + 4); }

size_t IntSet::width() const { return data_ == nullptr ? 2 : Read32(data_); }

int64_t IntSet::At(size_t index) const { return ReadAt(data_, width(), index); }

size_t IntSet::WidthOf(int64_t value) {
  if (value >= INT16_MIN && value <= INT16_MAX) return 2;
  return value >= INT32_MIN && value <= INT32_MAX ? 4 : 8;
}

size_t IntSet::CountBelow(int64_t value) const {
  const size_t w = width();
  size_t low = 0;
  size_t high = size();
  // Most sets are filled in ascending order.
  if (high > 0 && ReadAt(data_, w, high - 1) < value) return high;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (ReadAt(data_, w, middle) < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

bool IntSet::Contains(int64_t value) const {
  if (WidthOf(value) > width()) return false;
  const size_t index = CountBelow(value);
  return index < size() && At(index) == value;
}

bool IntSet::Add(int64_t value) {
  if (WidthOf(value) > width()) Widen(WidthOf(value));
  const size_t index = CountBelow(value);
  const size_t old_size = size();
  if (index < old_size && At(index) == value) return false;
  const size_t w = width();
  Resize(w, old_size + 1);
  char* place = data_ + BytesOf(w, index);
  std::memmove(place + w, place, (old_size - index) * w);
  Put(index, value);
  return true;
}

bool IntSet::Erase(int64_t value) {
  if (!Contains(value)) return false;
  const size_t w = width();
  char* place = data_ + BytesOf(w, CountBelow(value));
  std::memmove(place, place + w, static_cast<size_t>(bytes().end() - (place + w)));
  Resize(w, size() - 1);
  return true;
}

void IntSet::Resize(size_t width, size_t size) {
  const size_t before = data_ == nullptr ? 0 : Allocation(bytes().size());
  const size_t now = Allocation(BytesOf(width, size));
  assert(now > 0);  // there is a header, if nothing else
  if (now != before) {
    auto* memory = static_cast<char*>(std::realloc(data_, now));
    if (memory == nullptr) throw std::bad_alloc();
    data_ = memory;
  }
  SetHeader(width, size);
}

void IntSet::Widen(size_t width) {
  const IntSet old = std::move(*this);
  Resize(width, old.size());
  for (size_t i = 0; i < old.size(); ++i) Put(i, old.At(i));
}

void IntSet::Put(size_t index, int64_t value) {
  std::memcpy(data_ + BytesOf(width(), index), &value, width());
}

void IntSet::SetHeader(size_t width, size_t size) {
  const auto width32 = static_cast<uint32_t>(width);
  const auto size32 = static_cast<uint32_t>(size);
  std::memcpy(data_, &width32, 4);
  std::memcpy(data_ + 4, &size32, 4);
}

std::optional<IntSet> IntSet::FromBytes(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes) return std::nullopt;
  const size_t width = Read32(bytes.data());
  const size_t size = Read32(bytes.data() + 4);
  if (width != 2 && width != 4 && width != 8) return std::nullopt;
  if (bytes.size() != BytesOf(width, size)) return std::nullopt;
  for (size_t i = 1; i < size; ++i) {
    if (ReadAt(bytes.data(), width, i - 1) >= ReadAt(bytes.data(), width, i)) return std::nullopt;
  }
  IntSet result;
  result.Resize(width, size);
  std::memcpy(result.data_, bytes.data(), bytes.size());
  return result;
}

}  // namespace luarig
