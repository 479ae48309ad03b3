#include "engine/store/hyperloglog.h"

#include <algorithm>

namespace luarig {
namespace {

constexpr std::string_view kMagic = "HYLL";
constexpr size_t kEncodingAt = 4;
constexpr size_t kCountAt = 8;
constexpr size_t kCountSize = 8;
constexpr size_t kHeaderSize = kCountAt + kCountSize;
constexpr unsigned kStale = 0x80;  // in the count's last byte

constexpr unsigned kRegisterBits = 6;
constexpr unsigned kRegisterMask = (1U << kRegisterBits) - 1;
constexpr size_t kDenseSize = kHeaderSize + kHllRegisters * kRegisterBits / 8;

// A new one: a run of 16384 zeros.
constexpr char kEmptyRuns[] = {'\x7f', '\xff'};

// Four registers share three bytes.
constexpr size_t kGroup = 4;
constexpr size_t kGroupSize = 3;

uint32_t LoadGroup(const char* bytes) {
  const auto byte = [&](size_t i) { return uint32_t{static_cast<unsigned char>(bytes[i])}; };
  return byte(0) | byte(1) << 8 | byte(2) << 16;
}

// Calls visit(index, value) for every dense register.
template <typename F>
void ForEachRegister(std::string_view text, F visit) {
  const char* group = text.data() + kHeaderSize;
  for (size_t i = 0; i < kHllRegisters; i += kGroup, group += kGroupSize) {
    const uint32_t packed = LoadGroup(group);
    for (unsigned j = 0; j < kGroup; ++j) {
      visit(i + j, static_cast<uint8_t>(packed >> (j * kRegisterBits) & kRegisterMask));
    }
  }
}

HllChange RaiseDense(std::span<char> text, HllMark mark) {
  char* group = text.data() + kHeaderSize + mark.index / kGroup * kGroupSize;
  const unsigned shift = mark.index % kGroup * kRegisterBits;
  uint32_t packed = LoadGroup(group);
  if ((packed >> shift & kRegisterMask) >= mark.value) return HllChange::kNone;
  packed = (packed & ~(kRegisterMask << shift)) | uint32_t{mark.value} << shift;
  for (size_t i = 0; i < kGroupSize; ++i) group[i] = static_cast<char>(packed >> (8 * i) & 0xff);
  return HllChange::kRaised;
}

}  // namespace

// --- Reading -------------------------------------------------------------------------------------

std::optional<HllView> HllView::Of(std::string_view text) {
  if (text.size() < kHeaderSize || !text.starts_with(kMagic)) return std::nullopt;
  const auto encoding = static_cast<unsigned char>(text[kEncodingAt]);
  if (encoding > static_cast<unsigned>(HllEncoding::kSparse)) return std::nullopt;
  const HllView view(text);
  if (view.encoding() == HllEncoding::kDense && text.size() != kDenseSize) return std::nullopt;
  return view;
}

HllEncoding HllView::encoding() const { return static_cast<HllEncoding>(text_[kEncodingAt]); }

std::optional<uint64_t> HllView::cached_count() const {
  uint64_t count = 0;
  for (size_t i = kCountSize; i > 0; --i) {
    count = count << 8 | static_cast<unsigned char>(text_[kCountAt + i - 1]);
  }
  if ((count >> 56 & kStale) != 0) return std::nullopt;
  return count;
}

std::string_view HllView::runs() const { return text_.substr(kHeaderSize); }

bool HllView::MergeInto(HllRegisters& registers) const {
  if (encoding() == HllEncoding::kSparse) return MergeHllRuns(runs(), registers);
  ForEachRegister(text_, [&](size_t index, uint8_t value) {
    registers[index] = std::max(registers[index], value);
  });
  return true;
}

std::optional<uint64_t> HllView::Count() const {
  HllRegisters registers{};
  if (!MergeInto(registers)) return std::nullopt;
  return EstimateElements(registers);
}

// --- Changing ------------------------------------------------------------------------------------

HllEditor::HllEditor(Keyspace& keys, std::string_view key, int64_t max_sparse_size)
    : keys_(keys), key_(key), max_sparse_size_(max_sparse_size) {
  const StringRef value = keys.FindString(key);
  size_ = value ? value.size() : kHeaderSize + sizeof(kEmptyRuns);
  bytes_ = keys.EditBytes(key, size_);
  if (value) return;
  std::ranges::copy(kMagic, bytes_.begin());
  bytes_[kEncodingAt] = static_cast<char>(HllEncoding::kSparse);
  std::ranges::copy(kEmptyRuns, bytes_.begin() + kHeaderSize);
}

HllEditor::~HllEditor() {
  if (bytes_.size() != size_) keys_.TrimBytes(key_, size_);
}

HllView HllEditor::view() const { return *HllView::Of({bytes_.data(), size_}); }

// Makes room for `size` bytes, which is not yet the size of the string.
void HllEditor::Resize(size_t size) {
  if (size > bytes_.size()) bytes_ = keys_.EditBytes(key_, size);
}

HllChange HllEditor::Add(std::string_view element) {
  HllCursor start;
  return Raise(HllMarkOf(element), start);
}

HllChange HllEditor::Raise(HllMark mark, HllCursor& cursor) {
  if (view().encoding() == HllEncoding::kSparse) {
    Resize(size_ + kHllRunsMaxGrowth + 1);
    size_t runs_size = size_ - kHeaderSize;
    const HllChange change =
        RaiseInHllRuns(bytes_.data() + kHeaderSize, runs_size,
                       max_sparse_size_ - static_cast<int64_t>(kHeaderSize), mark, cursor);
    size_ = kHeaderSize + runs_size;
    if (change != HllChange::kTooLarge) return change;
    if (!MakeDense()) return HllChange::kDamaged;
  }
  return RaiseDense(bytes_, mark);
}

void HllEditor::RaiseAll(const HllRegisters& registers) {
  HllCursor cursor;
  for (size_t i = 0; i < registers.size(); ++i) {
    if (view().encoding() == HllEncoding::kDense) return WriteDense(registers);
    if (registers[i] == 0) continue;
    Raise({static_cast<uint16_t>(i), registers[i]}, cursor);
  }
}

bool HllEditor::MakeDense() {
  if (view().encoding() == HllEncoding::kDense) return true;
  HllRegisters registers{};
  if (!MergeHllRuns(view().runs(), registers)) return false;
  Resize(kDenseSize);
  size_ = kDenseSize;
  bytes_[kEncodingAt] = static_cast<char>(HllEncoding::kDense);
  WriteDense(registers);
  return true;
}

void HllEditor::WriteDense(const HllRegisters& registers) {
  char* group = bytes_.data() + kHeaderSize;
  for (size_t i = 0; i < registers.size(); i += kGroup, group += kGroupSize) {
    uint32_t packed = 0;
    for (size_t j = kGroup; j > 0; --j) packed = packed << kRegisterBits | registers[i + j - 1];
    for (size_t j = 0; j < kGroupSize; ++j) group[j] = static_cast<char>(packed >> (8 * j) & 0xff);
  }
}

void HllEditor::set_count(uint64_t count) {
  for (size_t i = 0; i < kCountSize; ++i) {
    bytes_[kCountAt + i] = static_cast<char>(count >> (8 * i) & 0xff);
  }
}

void HllEditor::MarkCountStale() {
  char& last = bytes_[kCountAt + kCountSize - 1];
  last = static_cast<char>(static_cast<unsigned char>(last) | kStale);
}

}  // namespace luarig
