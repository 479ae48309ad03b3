// BITFIELD: integers of any width inside a string.

#include "engine/commands/bitfield.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "engine/base/bits.h"
#include "engine/base/bytes.h"
#include "engine/commands/bit_offset.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

enum class Overflow : uint8_t { kWrap, kSaturate, kFail };

struct FieldType {
  bool is_signed;
  unsigned width;
};

struct Operation {
  enum class Kind : uint8_t { kGet, kSet, kIncrBy };
  Kind kind;
  FieldType type;
  uint64_t offset;
  int64_t operand = 0;  // the value to set or to add
  Overflow overflow = Overflow::kWrap;

  uint64_t end() const { return offset + type.width; }
};

FieldType FieldTypeArg(std::string_view word) {
  constexpr int64_t kMaxSigned = 64;
  constexpr int64_t kMaxUnsigned = 63;  // a reply has no room for more
  const bool is_signed = word.starts_with('i');
  if (is_signed || word.starts_with('u')) {
    const std::optional<int64_t> width = ParseInteger(word.substr(1));
    if (width && *width >= 1 && *width <= (is_signed ? kMaxSigned : kMaxUnsigned))
      return {is_signed, static_cast<unsigned>(*width)};
  }
  throw CommandError(
      "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but "
      "i64 is.");
}

Overflow OverflowArg(ArgReader& args) {
  if (args.Take("WRAP")) return Overflow::kWrap;
  if (args.Take("SAT")) return Overflow::kSaturate;
  if (args.Take("FAIL")) return Overflow::kFail;
  throw CommandError("ERR Invalid OVERFLOW type specified");
}

std::vector<Operation> ReadOperations(const Call& call) {
  std::vector<Operation> operations;
  Overflow overflow = Overflow::kWrap;
  ArgReader args(call.argv, 2);
  while (!args.done()) {
    Operation operation{};
    if (args.Take("GET", 2)) {
      operation.kind = Operation::Kind::kGet;
    } else if (args.Take("SET", 3)) {
      operation.kind = Operation::Kind::kSet;
    } else if (args.Take("INCRBY", 3)) {
      operation.kind = Operation::Kind::kIncrBy;
    } else if (args.Take("OVERFLOW", 1)) {
      overflow = OverflowArg(args);
      continue;
    } else {
      throw CommandError::Syntax();
    }
    operation.type = FieldTypeArg(args.Next());
    operation.offset = FieldOffsetArg(call, args.Next(), operation.type.width);
    if (operation.kind != Operation::Kind::kGet) operation.operand = args.NextInteger();
    operation.overflow = overflow;
    operations.push_back(operation);
  }
  return operations;
}

// The field's bits as the number they stand for.
int64_t ValueOf(FieldType type, uint64_t bits) {
  if (!type.is_signed) return static_cast<int64_t>(bits);
  const unsigned above = 64 - type.width;
  return static_cast<int64_t>(bits << above) >> above;
}

// The sum in a field of that type, wrapped unless it overflows and `overflow` says otherwise;
// nothing if it is to fail then.
std::optional<uint64_t> AddUnsigned(unsigned width, uint64_t value, int64_t increment,
                                    Overflow overflow) {
  const uint64_t max = (uint64_t{1} << width) - 1;
  const uint64_t sum = value + static_cast<uint64_t>(increment);
  const bool above =
      value > max || (increment > 0 && static_cast<uint64_t>(increment) > max - value);
  const bool below = !above && increment < 0 && sum > value;
  if (!above && !below) return sum;
  if (overflow == Overflow::kFail) return std::nullopt;
  if (overflow == Overflow::kSaturate) return above ? max : 0;
  return sum & max;
}

std::optional<uint64_t> AddSigned(unsigned width, int64_t value, int64_t increment,
                                  Overflow overflow) {
  const auto max = static_cast<int64_t>((uint64_t{1} << (width - 1)) - 1);
  const int64_t min = -max - 1;
  int64_t sum = 0;
  bool above = false;
  bool below = false;
  if (__builtin_add_overflow(value, increment, &sum)) {
    above = increment > 0;
    below = !above;
  } else {
    // What lies so far below that the way up to `max` does not fit in 64 bits counts as above it:
    // the server's own overflow.
    int64_t way_up = 0;
    above = sum > max || (width < 64 && __builtin_sub_overflow(max, value, &way_up));
    below = !above && sum < min;
  }
  if (!above && !below) return static_cast<uint64_t>(sum);
  if (overflow == Overflow::kFail) return std::nullopt;
  if (overflow == Overflow::kSaturate) return static_cast<uint64_t>(above ? max : min);
  return static_cast<uint64_t>(value) + static_cast<uint64_t>(increment);
}

// What the field holds after the operation; nothing if that overflows and is to fail.
std::optional<int64_t> Apply(const Operation& operation, int64_t old) {
  const bool adds = operation.kind == Operation::Kind::kIncrBy;
  const int64_t value = adds ? old : operation.operand;
  const int64_t increment = adds ? operation.operand : 0;
  const auto [is_signed, width] = operation.type;
  const std::optional<uint64_t> sum =
      is_signed ? AddSigned(width, value, increment, operation.overflow)
                : AddUnsigned(width, static_cast<uint64_t>(value), increment, operation.overflow);
  if (!sum) return std::nullopt;
  return ValueOf(operation.type, *sum);
}

void ReplyFields(Call& call, const std::vector<Operation>& operations) {
  const StringRef value = call.keys.FindString(call.argv[1]);
  NumberText scratch;
  const std::string_view text = value ? value.Text(scratch) : std::string_view();
  call.reply.Array(operations.size());
  for (const auto& [kind, type, offset, operand, overflow] : operations) {
    call.reply.Integer(ValueOf(type, ReadBits(text, offset, type.width)));
  }
}

bool Writes(const Operation& operation) { return operation.kind != Operation::Kind::kGet; }

void ChangeFields(Call& call, const std::vector<Operation>& operations) {
  const std::string_view key = call.argv[1];
  uint64_t end = 0;
  for (const Operation& operation : operations) {
    if (Writes(operation)) end = std::max(end, operation.end());
  }
  const StringRef value = call.keys.FindString(key);
  const size_t old_size = value ? value.size() : 0;
  const std::span<char> bytes = call.keys.EditBytes(key, (end + 7) / 8);

  // To grow is a change, whatever is written; to fail is none, even if the string grew for it.
  const bool grown = bytes.size() > old_size;
  uint64_t changes = 0;
  call.reply.Array(operations.size());
  for (const Operation& operation : operations) {
    const auto [is_signed, width] = operation.type;
    const int64_t old =
        ValueOf(operation.type, ReadBits({bytes.data(), bytes.size()}, operation.offset, width));
    if (!Writes(operation)) {
      call.reply.Integer(old);
      continue;
    }
    const std::optional<int64_t> now = Apply(operation, old);
    if (!now) {
      call.reply.Null();
      continue;
    }
    WriteBits(bytes, operation.offset, width, static_cast<uint64_t>(*now));
    call.reply.Integer(operation.kind == Operation::Kind::kSet ? old : *now);
    if (grown || *now != old) ++changes;
  }
  if (changes > 0) call.keys.Changed(EventClass::kString, "setbit", key, changes);
}

}  // namespace

void BitField(Call& call) {
  const std::vector<Operation> operations = ReadOperations(call);
  if (std::ranges::any_of(operations, Writes)) return ChangeFields(call, operations);
  ReplyFields(call, operations);
}

void BitFieldRo(Call& call) {
  const std::vector<Operation> operations = ReadOperations(call);
  if (std::ranges::any_of(operations, Writes))
    throw CommandError("ERR BITFIELD_RO only supports the GET subcommand");
  ReplyFields(call, operations);
}

}  // namespace luarig
