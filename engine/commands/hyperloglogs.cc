// HyperLogLog commands. Redis documentation:
// https://redis.io/docs/latest/commands/?group=hyperloglog

#include <cmath>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/bytes.h"
#include "engine/commands/families.h"
#include "engine/dispatch/call.h"
#include "engine/store/hyperloglog.h"

namespace luarig {
namespace {

CommandError Damaged() { return CommandError("INVALIDOBJ Corrupted HLL object detected"); }

// The HyperLogLog at `key`, nothing if there is no such key.
std::optional<HllView> FindHll(Call& call, std::string_view key, NumberText& scratch) {
  const StringRef value = call.keys.FindString(key);
  if (!value) return std::nullopt;
  const std::optional<HllView> found = HllView::Of(value.Text(scratch));
  if (!found) throw CommandError("WRONGTYPE Key is not a valid HyperLogLog string value.");
  return found;
}

int64_t MaxSparseSize(const Call& call) { return call.server.store.limits.hll_sparse_max_bytes; }

void PfAdd(Call& call) {
  const std::string_view key = call.argv[1];
  NumberText scratch;
  uint64_t changes = FindHll(call, key, scratch) ? 0 : 1;
  {
    HllEditor hll(call.keys, key, MaxSparseSize(call));
    for (const std::string_view element : call.argv.subspan(2)) {
      const HllChange change = hll.Add(element);
      // As on the server, what came before stays added, and nobody hears of it.
      if (change == HllChange::kDamaged) throw Damaged();
      if (change == HllChange::kRaised) ++changes;
    }
    if (changes > 0) hll.MarkCountStale();
  }
  if (changes > 0) call.keys.Changed(EventClass::kString, "pfadd", key, changes);
  call.reply.Integer(changes > 0 ? 1 : 0);
}

// Raises `registers` to those of every key that exists, and says whether one of them is dense.
bool MergeKeys(Call& call, std::span<const std::string_view> keys, HllRegisters& registers) {
  bool dense = false;
  for (const std::string_view key : keys) {
    NumberText scratch;
    const std::optional<HllView> hll = FindHll(call, key, scratch);
    if (!hll) continue;
    if (!hll->MergeInto(registers)) throw Damaged();
    dense = dense || hll->encoding() == HllEncoding::kDense;
  }
  return dense;
}

// Counts one, and has it remember the count.
uint64_t CountOne(Call& call, std::string_view key) {
  NumberText scratch;
  if (!FindHll(call, key, scratch)) return 0;
  HllEditor hll(call.keys, key, MaxSparseSize(call));
  if (const std::optional<uint64_t> cached = hll.view().cached_count()) return *cached;
  const std::optional<uint64_t> count = hll.view().Count();
  if (!count) throw Damaged();
  hll.set_count(*count);
  call.keys.ChangedSilently(key);
  return *count;
}

void PfCount(Call& call) {
  const auto keys = call.argv.subspan(1);
  if (keys.size() == 1) return call.reply.Integer(static_cast<int64_t>(CountOne(call, keys[0])));
  HllRegisters registers{};
  MergeKeys(call, keys, registers);
  call.reply.Integer(static_cast<int64_t>(EstimateElements(registers)));
}

void PfMerge(Call& call) {
  const std::string_view target = call.argv[1];
  HllRegisters registers{};
  // The target is one of the sources.
  const bool dense = MergeKeys(call, call.argv.subspan(1), registers);
  {
    HllEditor hll(call.keys, target, MaxSparseSize(call));
    if (dense) hll.MakeDense();
    hll.RaiseAll(registers);
    hll.MarkCountStale();
  }
  call.keys.Changed(EventClass::kString, "pfadd", target);
  call.reply.Ok();
}

// --- PFDEBUG -------------------------------------------------------------------------------------

// Makes it dense; counted as a change that the key does not notice.
bool DebugToDense(Call& call, HllEditor& hll) {
  if (hll.view().encoding() == HllEncoding::kDense) return false;
  if (!hll.MakeDense()) throw Damaged();
  ++call.server.store.changes;
  return true;
}

void DebugRegisters(Call& call, HllEditor& hll) {
  DebugToDense(call, hll);
  HllRegisters registers{};
  hll.view().MergeInto(registers);
  call.reply.Array(registers.size());
  for (const uint8_t value : registers) call.reply.Integer(value);
}

void DebugDecode(Call& call, HllEditor& hll) {
  if (hll.view().encoding() == HllEncoding::kDense)
    throw CommandError("ERR HLL encoding is not sparse");
  const std::string_view runs = hll.view().runs();
  std::string text;
  for (size_t at = 0; at < runs.size();) {
    const HllRun run = ReadHllRun(runs, at);
    if (at > 0) text += ' ';
    if (run.is_zero) {
      text += StrCat(run.size == 1 ? "z:" : "Z:", int{run.length});
    } else {
      text += StrCat("v:", int{run.value}, ",", int{run.length});
    }
    at += run.size;
  }
  call.reply.Bulk(text);
}

void PfDebug(Call& call) {
  const std::string_view word = call.argv[1];
  const std::string_view key = call.argv[2];
  NumberText scratch;
  if (!FindHll(call, key, scratch)) throw CommandError("ERR The specified key does not exist");
  HllEditor hll(call.keys, key, MaxSparseSize(call));
  if (EqualsIgnoreCase(word, "GETREG")) {
    DebugRegisters(call, hll);
  } else if (EqualsIgnoreCase(word, "DECODE")) {
    DebugDecode(call, hll);
  } else if (EqualsIgnoreCase(word, "ENCODING")) {
    const bool dense = hll.view().encoding() == HllEncoding::kDense;
    call.reply.Status(dense ? "dense" : "sparse");
  } else if (EqualsIgnoreCase(word, "TODENSE")) {
    call.reply.Integer(DebugToDense(call, hll) ? 1 : 0);
  } else {
    throw CommandError(StrCat("ERR Unknown PFDEBUG subcommand '", word, "'"));
  }
}

// --- PFSELFTEST ----------------------------------------------------------------------------------

// Counts growing sets, once with runs as long as they may be and once without any: both have to
// agree, and be as near to the truth as 16384 registers come.
void PfSelfTest(Call& call) {
  constexpr int kElements = 20000;
  constexpr double kStandardError = 1.04 / 128;  // the square root of the number of registers
  constexpr int64_t kUnlimited = INT64_MAX;
  StoreContext context;
  Keyspace keys(context, 0);
  HllEditor sparse(keys, "sparse", kUnlimited);
  HllEditor dense(keys, "dense", 0);
  for (int i = 1; i <= kElements; ++i) {
    const std::string element = StrCat("element:", i);
    if (sparse.Add(element) != dense.Add(element))
      throw CommandError(StrCat("TESTFAILED sparse and dense differ about element ", i));
    if (i % (kElements / 20) != 0) continue;
    const std::optional<uint64_t> count = sparse.view().Count();
    if (!count || count != dense.view().Count())
      throw CommandError(StrCat("TESTFAILED sparse and dense differ about ", i, " elements"));
    const double error = std::abs(static_cast<double>(*count) - i);
    if (error > i * kStandardError * 4)
      throw CommandError(StrCat("TESTFAILED ", i, " elements are counted as ", *count));
  }
  call.reply.Ok();
}

using enum CommandFlag;
using AclCategory::kHyperLogLog;

constexpr KeySpec kCountKeys[] = {{.flags = KeyFlag::kRW | KeyFlag::kAccess,
                                   .last = -1,
                                   .notes = "RW because it may change the internal representation "
                                            "of the key, and propagate to replicas"}};
constexpr KeySpec kDebugKey[] = {{.flags = KeyFlag::kRW | KeyFlag::kAccess, .index = 2}};
constexpr KeySpec kMergeKeys[] = {
    {.flags = KeyFlag::kRW | KeyFlag::kAccess | KeyFlag::kInsert},
    {.flags = KeyFlag::kRO | KeyFlag::kAccess, .index = 2, .last = -1}};

// clang-format off
constexpr CommandSpec kHyperLogLogs[] = {
    // name        arity flags                      acl           keys        since    run         usage
    {"pfadd",      -2,   kWrite | kDenyOom | kFast, kHyperLogLog, kInsertKey, "2.8.9", PfAdd,      "key [element [element ...]]"},
    {"pfcount",    -2,   kReadOnly | kMayReplicate, kHyperLogLog, kCountKeys, "2.8.9", PfCount,    "key [key ...]"},
    {"pfdebug",     3,   kWrite | kDenyOom | kAdmin, kHyperLogLog, kDebugKey, "2.8.9", PfDebug,    "subcommand key"},
    {"pfmerge",    -2,   kWrite | kDenyOom,         kHyperLogLog, kMergeKeys, "2.8.9", PfMerge,    "destkey [sourcekey [sourcekey ...]]"},
    {"pfselftest",  1,   kAdmin,                    kHyperLogLog, {},         "2.8.9", PfSelfTest, ""},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> HyperLogLogCommands() { return kHyperLogLogs; }

}  // namespace luarig
