// Bitmap commands. Redis documentation: https://redis.io/docs/latest/commands/?group=bitmap

#include <algorithm>
#include <optional>
#include <vector>

#include "engine/base/bits.h"
#include "engine/base/bytes.h"
#include "engine/commands/bit_offset.h"
#include "engine/commands/bitfield.h"
#include "engine/commands/families.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

constexpr int64_t kByteBits = 8;

// --- One bit -------------------------------------------------------------------------------------

void SetBit(Call& call) {
  const std::string_view key = call.argv[1];
  const uint64_t offset = BitOffsetArg(call, call.argv[2]);
  const auto bit = static_cast<uint64_t>(
      IntegerArg(call.argv[3], 0, 1, "ERR bit is not an integer or out of range"));
  const StringRef value = call.keys.FindString(key);
  const size_t old_size = value ? value.size() : 0;

  const std::span<char> bytes = call.keys.EditBytes(key, offset / kByteBits + 1);
  const uint64_t old = ReadBits({bytes.data(), bytes.size()}, offset, 1);
  WriteBits(bytes, offset, 1, bit);
  // A string that did not change has still become raw.
  if (bit != old || bytes.size() > old_size) call.keys.Changed(EventClass::kString, "setbit", key);
  call.reply.Integer(static_cast<int64_t>(old));
}

void GetBit(Call& call) {
  const uint64_t offset = BitOffsetArg(call, call.argv[2]);
  const StringRef value = call.keys.FindString(call.argv[1]);
  NumberText scratch;
  const std::string_view text = value ? value.Text(scratch) : std::string_view();
  call.reply.Integer(static_cast<int64_t>(ReadBits(text, offset, 1)));
}

// --- Ranges of bits ------------------------------------------------------------------------------

// A range as it was asked for: from where to where, negative from the end, in bytes or bits.
struct RangeArg {
  int64_t start = 0;
  int64_t end = -1;
  bool in_bits = false;
  bool open = true;   // nobody said where it ends
  bool none = false;  // nothing is in it, whatever the string is
};

// True for BIT, false for BYTE.
bool UnitArg(std::string_view word) {
  if (EqualsIgnoreCase(word, "BIT")) return true;
  if (!EqualsIgnoreCase(word, "BYTE")) throw CommandError::Syntax();
  return false;
}

RangeArg CountRange(const Call& call) {
  const auto words = call.argv.subspan(2);
  RangeArg range;
  if (words.empty()) return range;
  const bool open = words.size() == 1 && call.target().Has(Quirk::kBitcountOpenEnd);
  if (words.size() > 3 || (words.size() == 1 && !open)) throw CommandError::Syntax();

  range.start = IntegerArg(words[0]);
  if (open) return range;
  range.end = IntegerArg(words[1]);
  range.open = false;
  range.none = range.start < 0 && range.end < 0 && range.start > range.end;
  // The servers that look at the key first do not look at the unit of a range with nothing in it.
  if (range.none && !call.target().Has(Quirk::kBitArgumentsFirst)) return range;
  if (words.size() == 3) range.in_bits = UnitArg(words[2]);
  return range;
}

RangeArg SearchRange(const Call& call) {
  const auto words = call.argv.subspan(3);
  RangeArg range;
  if (words.empty()) return range;
  if (words.size() > 3) throw CommandError::Syntax();
  range.start = IntegerArg(words[0]);
  if (words.size() == 3) range.in_bits = UnitArg(words[2]);
  if (words.size() >= 2) {
    range.end = IntegerArg(words[1]);
    range.open = false;
  }
  return range;
}

struct BitRange {
  uint64_t first;
  uint64_t last;
};

// The bits of a string of `size` bytes that are in `range`; nothing if there are none.
std::optional<BitRange> Resolve(const RangeArg& range, size_t size) {
  const int64_t unit = range.in_bits ? 1 : kByteBits;
  const auto units = static_cast<int64_t>(size) * (range.in_bits ? kByteBits : 1);
  const auto from_start = [&](int64_t index) {
    return index < 0 ? std::max<int64_t>(index + units, 0) : index;
  };
  const int64_t start = from_start(range.start);
  const int64_t end = std::min(from_start(range.end), units - 1);
  if (range.none || start > end) return std::nullopt;
  return BitRange{static_cast<uint64_t>(start * unit), static_cast<uint64_t>((end + 1) * unit - 1)};
}

void BitCount(Call& call) {
  const bool arguments_first = call.target().Has(Quirk::kBitArgumentsFirst);
  RangeArg range;
  if (arguments_first) range = CountRange(call);
  const StringRef value = call.keys.FindString(call.argv[1]);
  if (!value) return call.reply.Integer(0);
  if (!arguments_first) range = CountRange(call);

  const std::optional<BitRange> bits = Resolve(range, value.size());
  if (!bits) return call.reply.Integer(0);
  NumberText scratch;
  call.reply.Integer(static_cast<int64_t>(CountBits(value.Text(scratch), bits->first, bits->last)));
}

void BitPos(Call& call) {
  const bool arguments_first = call.target().Has(Quirk::kBitArgumentsFirst);
  const int64_t bit = IntegerArg(call.argv[2]);
  if (bit != 0 && bit != 1) throw CommandError("ERR The bit argument must be 1 or 0.");
  RangeArg range;
  if (arguments_first) range = SearchRange(call);
  const StringRef value = call.keys.FindString(call.argv[1]);
  // No string is an endless row of zeros; an empty string is not.
  if (!value) return call.reply.Integer(bit == 0 ? 0 : -1);
  if (!arguments_first) range = SearchRange(call);

  const std::optional<BitRange> bits = Resolve(range, value.size());
  if (!bits) return call.reply.Integer(-1);
  NumberText scratch;
  const std::optional<uint64_t> found =
      FindBit(value.Text(scratch), bit == 1, bits->first, bits->last);
  if (found) return call.reply.Integer(static_cast<int64_t>(*found));
  // Zeros follow a string whose end nobody asked for.
  const bool beyond = bit == 0 && range.open;
  call.reply.Integer(beyond ? static_cast<int64_t>(bits->last + 1) : -1);
}

// --- BITOP ---------------------------------------------------------------------------------------

BitOperation OperationArg(std::string_view word) {
  constexpr struct {
    std::string_view name;
    BitOperation operation;
  } kOperations[] = {{"and", BitOperation::kAnd},
                     {"or", BitOperation::kOr},
                     {"xor", BitOperation::kXor},
                     {"not", BitOperation::kNot}};
  for (const auto& [name, operation] : kOperations) {
    if (EqualsIgnoreCase(word, name)) return operation;
  }
  throw CommandError::Syntax();
}

void BitOp(Call& call) {
  const BitOperation operation = OperationArg(call.argv[1]);
  const std::string_view target = call.argv[2];
  const auto keys = call.argv.subspan(3);
  if (operation == BitOperation::kNot && keys.size() != 1)
    throw CommandError("ERR BITOP NOT must be called with a single source key.");

  std::vector<NumberText> scratch(keys.size());
  std::vector<std::string_view> sources;
  size_t size = 0;
  for (size_t i = 0; i < keys.size(); ++i) {
    const StringRef value = call.keys.FindString(keys[i]);
    sources.push_back(value ? value.Text(scratch[i]) : std::string_view());
    size = std::max(size, sources.back().size());
  }
  if (size == 0) {
    if (call.keys.Erase(target)) call.keys.Changed(EventClass::kGeneric, "del", target);
    return call.reply.Integer(0);
  }
  Entry::OwnedText text = Entry::NewOwnedText(size);
  CombineBits(operation, sources, {text->bytes(), size});
  call.keys.SetBytes(target, std::move(text));
  call.keys.Changed(EventClass::kString, "set", target);
  call.reply.Integer(static_cast<int64_t>(size));
}

using enum CommandFlag;
using AclCategory::kBitmap;

constexpr KeySpec kFieldKey[] = {
    {.flags =
         KeyFlag::kRW | KeyFlag::kAccess | KeyFlags(KeyFlag::kUpdate) | KeyFlag::kVariableFlags,
     .notes = "This command allows both access and modification of the key"}};
constexpr KeySpec kBitOpKeys[] = {
    {.flags = KeyFlag::kOW | KeyFlag::kUpdate, .index = 2},
    {.flags = KeyFlag::kRO | KeyFlag::kAccess, .index = 3, .last = -1}};

// clang-format off
constexpr CommandSpec kBitmaps[] = {
    // name         arity flags                acl      keys            since    run         usage
    {"bitcount",    -2,   kReadOnly,           kBitmap, kReadKey,       "2.6.0", BitCount,   "key [start end [BYTE | BIT]]", kAllTargets.Without(TargetId::kValkey80)},
    {"bitcount",    -2,   kReadOnly,           kBitmap, kReadKey,       "2.6.0", BitCount,   "key [start [end [BYTE | BIT]]]", TargetId::kValkey80},
    {"bitfield",    -2,   kWrite | kDenyOom,   kBitmap, kFieldKey,      "3.2.0", BitField,   "key [GET encoding offset | [OVERFLOW WRAP | SAT | FAIL] SET encoding offset value | INCRBY encoding offset increment ...]"},
    {"bitfield_ro", -2,   kReadOnly | kFast,   kBitmap, kReadKey,       "6.0.0", BitFieldRo, "key [GET encoding offset [GET encoding offset ...]]"},
    {"bitop",       -4,   kWrite | kDenyOom,   kBitmap, kBitOpKeys,     "2.6.0", BitOp,      "AND | OR | XOR | NOT destkey key [key ...]"},
    {"bitpos",      -3,   kReadOnly,           kBitmap, kReadKey,       "2.8.7", BitPos,     "key bit [start [end [BYTE | BIT]]]"},
    {"getbit",       3,   kReadOnly | kFast,   kBitmap, kReadKey,       "2.2.0", GetBit,     "key offset"},
    {"setbit",       4,   kWrite | kDenyOom,   kBitmap, kReadUpdateKey, "2.2.0", SetBit,     "key offset value"},
};
// clang-format on

}  // namespace

uint64_t FieldOffsetArg(const Call& call, std::string_view word, unsigned width) {
  const bool counts_fields = word.starts_with('#');
  const std::optional<int64_t> number = ParseInteger(word.substr(counts_fields ? 1 : 0));
  const auto max = static_cast<uint64_t>(call.server.directives.proto_max_bulk_len);
  if (number) {
    // Fields are counted modulo 2^64, as the server does.
    const uint64_t offset = static_cast<uint64_t>(*number) * (counts_fields ? width : 1);
    if (static_cast<int64_t>(offset) >= 0 && offset / kByteBits < max) return offset;
  }
  throw CommandError("ERR bit offset is not an integer or out of range");
}

uint64_t BitOffsetArg(const Call& call, std::string_view word) {
  // A '#' is no number here.
  if (word.starts_with('#')) word = {};
  return FieldOffsetArg(call, word, 1);
}

std::span<const CommandSpec> BitmapCommands() { return kBitmaps; }

}  // namespace luarig
