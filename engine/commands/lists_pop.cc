// Lists whose elements go elsewhere: popped or moved, at once or as soon as there are any. Redis
// documentation: https://redis.io/docs/latest/commands/?group=list

#include <algorithm>
#include <optional>
#include <string>

#include "engine/commands/families.h"
#include "engine/commands/list_ends.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"
#include "engine/dispatch/waiting.h"

namespace luarig {
namespace {

std::string PopOne(List& list, ListEnd end) {
  return end == ListEnd::kLeft ? list.PopFront() : list.PopBack();
}

// What those that look among several keys are propagated as.
std::string_view PopCommand(ListEnd end) { return end == ListEnd::kLeft ? "LPOP" : "RPOP"; }

// Replies with the `count` outermost elements, the outermost first, and removes them.
void PopMany(Call& call, std::string_view key, List& list, ListEnd end, size_t count) {
  const size_t size = list.size();
  ReplyElements(call, list, end == ListEnd::kLeft ? 0 : size - 1, count, end == ListEnd::kRight);
  list.EraseRange(end == ListEnd::kLeft ? 0 : size - count, count);
  call.keys.Changed(EventClass::kList, PopEvent(end), key, count);
}

void PopCounted(Call& call, ListEnd end) {
  const std::string_view key = call.argv[1];
  if (call.argv.size() > 3) throw CommandError::WrongArity(call.spec.name);
  const auto count = static_cast<uint64_t>(PositiveArg(call.argv[2]));

  const auto list = call.keys.TryEdit<List>(key);
  if (list.other_type()) return call.RefuseType();
  if (!list) return call.reply.NullArray();
  if (count == 0) return call.reply.Array(0);
  PopMany(call, key, *list, end, std::min<uint64_t>(count, list->size()));
}

void Pop(Call& call, ListEnd end) {
  if (call.argv.size() > 2) return PopCounted(call, end);
  const std::string_view key = call.argv[1];
  const auto list = call.keys.TryEdit<List>(key);
  if (list.other_type()) return call.RefuseType();
  if (!list) return call.reply.Null();
  NumberText scratch;
  if (end == ListEnd::kLeft) {
    call.reply.Bulk(list->Front(scratch));
    list->DropFront();
  } else {
    call.reply.Bulk(list->Back(scratch));
    list->DropBack();
  }
  call.keys.Changed(EventClass::kList, PopEvent(end), key);
}

void LPop(Call& call) { Pop(call, ListEnd::kLeft); }
void RPop(Call& call) { Pop(call, ListEnd::kRight); }

// Pops from the first list of several that is there. False, and no reply, if none is.
struct PopAmong {
  std::span<const std::string_view> keys;
  ListEnd end = ListEnd::kLeft;
  size_t count = 1;

  bool Pop(Call& call) const {
    for (const std::string_view key : keys) {
      auto list = call.keys.Edit<List>(key);
      if (!list) continue;
      call.reply.Array(2);
      call.reply.Bulk(key);
      const size_t popped = std::min(count, list->size());
      PopMany(call, key, *list, end, popped);
      call.PropagateAs(PopCommand(end), key, popped);
      return true;
    }
    return false;
  }
};

// numkeys key [key ...] <LEFT | RIGHT> [COUNT count], from argv[first] on.
PopAmong ReadPopAmong(const Call& call, size_t first) {
  const auto keys = static_cast<uint64_t>(
      IntegerArg(call.argv[first], 1, INT64_MAX, "ERR numkeys should be greater than 0"));
  ArgReader args(call.argv, first + 1);
  if (keys >= args.left()) throw CommandError::Syntax();
  PopAmong pop;
  pop.keys = args.Words(keys);
  pop.end = EndArg(args.Next());
  std::optional<int64_t> count;
  while (!args.done()) {
    if (count || !args.Take("COUNT", 1)) throw CommandError::Syntax();
    count = IntegerArg(args.Next(), 1, INT64_MAX, "ERR count should be greater than 0");
  }
  pop.count = static_cast<size_t>(count.value_or(1));
  return pop;
}

void LMPop(Call& call) {
  if (!ReadPopAmong(call, 1).Pop(call)) call.reply.NullArray();
}

// Moves an element from the list at argv[1] to that at argv[2]. False, and no reply, if there is
// none.
bool MoveElement(Call& call, ListEnd from_end, ListEnd to_end) {
  const std::string_view from = call.argv[1];
  const std::string_view to = call.argv[2];
  auto source = call.keys.Edit<List>(from);
  if (!source) return false;
  // The source may be the target: then this is the same list, turned round.
  auto target = call.keys.Upsert<List>(to);

  const std::string element = PopOne(*source, from_end);
  if (to_end == ListEnd::kLeft) {
    target->PushFront(element);
  } else {
    target->PushBack(element);
  }
  call.keys.Changed(EventClass::kList, PushEvent(to_end), to, 0);
  call.keys.Changed(EventClass::kList, PopEvent(from_end), from);
  call.reply.Bulk(element);
  return true;
}

void LMove(Call& call) {
  const ListEnd from_end = EndArg(call.argv[3]);
  const ListEnd to_end = EndArg(call.argv[4]);
  if (!MoveElement(call, from_end, to_end)) call.reply.Null();
}

void RPopLPush(Call& call) {
  if (!MoveElement(call, ListEnd::kRight, ListEnd::kLeft)) call.reply.Null();
}

// --- Waiting for an element ----------------------------------------------------------------------

void WaitForLists(Call& call, std::span<const std::string_view> keys, int64_t deadline,
                  Wait::TimedOut timed_out) {
  WaitFor(call, {.type = ValueType::kList,
                 .keys = {keys.begin(), keys.end()},
                 .deadline = deadline,
                 .timed_out = timed_out});
}

void BlockingPop(Call& call, ListEnd end) {
  const int64_t deadline = DeadlineFromSeconds(call, call.argv.back());
  const auto keys = call.argv.subspan(1, call.argv.size() - 2);
  for (const std::string_view key : keys) {
    auto list = call.keys.Edit<List>(key);
    if (!list) continue;
    const std::string element = PopOne(*list, end);
    call.keys.Changed(EventClass::kList, PopEvent(end), key);
    call.PropagateAs(PopCommand(end), key);
    call.reply.Array(2);
    call.reply.Bulk(key);
    return call.reply.Bulk(element);
  }
  WaitForLists(call, keys, deadline, Wait::TimedOut::kNullArray);
}

void BLPop(Call& call) { BlockingPop(call, ListEnd::kLeft); }
void BRPop(Call& call) { BlockingPop(call, ListEnd::kRight); }

void BLMPop(Call& call) {
  const PopAmong pop = ReadPopAmong(call, 2);
  const int64_t deadline = DeadlineFromSeconds(call, call.argv[1]);
  if (!pop.Pop(call)) WaitForLists(call, pop.keys, deadline, Wait::TimedOut::kNullArray);
}

// False, and no reply, if it waits.
bool BlockingMove(Call& call, ListEnd from_end, ListEnd to_end) {
  const int64_t deadline = DeadlineFromSeconds(call, call.argv.back());
  if (MoveElement(call, from_end, to_end)) return true;
  WaitForLists(call, call.argv.subspan(1, 1), deadline, Wait::TimedOut::kNull);
  return false;
}

std::string_view EndWord(ListEnd end) { return end == ListEnd::kLeft ? "left" : "right"; }

void BLMove(Call& call) {
  const ListEnd from_end = EndArg(call.argv[3]);
  const ListEnd to_end = EndArg(call.argv[4]);
  const bool waited = call.session.wait != nullptr;
  if (!BlockingMove(call, from_end, to_end)) return;
  // Where the command is not run again, its words are gone by then.
  if (waited && !call.target().Has(Quirk::kReadersRunAgain)) {
    call.PropagateAs("LMOVE", call.argv[1], call.argv[2], EndWord(from_end), EndWord(to_end));
  } else {
    call.PropagateAs("LMOVE", call.argv[1], call.argv[2], call.argv[3], call.argv[4]);
  }
}

void BRPopLPush(Call& call) {
  if (!BlockingMove(call, ListEnd::kRight, ListEnd::kLeft)) return;
  call.PropagateAs("RPOPLPUSH", call.argv[1], call.argv[2]);
}

using enum CommandFlag;
using AclCategory::kList;

constexpr CommandFlags kWaits = kWrite | kBlocking;
constexpr TargetSet kOnly70 = TargetId::kRedis70;  // where scripts may not call them

constexpr KeySpec kFromTo[] = {
    {.flags = KeyFlag::kRW | KeyFlag::kAccess | KeyFlags(KeyFlag::kDelete)},
    {.flags = KeyFlag::kRW | KeyFlag::kInsert, .index = 2}};
constexpr KeySpec kPopKeys[] = {
    {.flags = KeyFlag::kRW | KeyFlag::kAccess | KeyFlags(KeyFlag::kDelete),
     .find = KeySpec::Find::kKeyNum}};
constexpr KeySpec kWaitKeys[] = {
    {.flags = KeyFlag::kRW | KeyFlag::kAccess | KeyFlags(KeyFlag::kDelete), .last = -2}};
constexpr KeySpec kWaitPopKeys[] = {
    {.flags = KeyFlag::kRW | KeyFlag::kAccess | KeyFlags(KeyFlag::kDelete),
     .index = 2,
     .find = KeySpec::Find::kKeyNum}};

// clang-format off
constexpr CommandSpec kPops[] = {
    // name       arity flags                         acl    keys            since    run         usage
    {"blmove",     6,   kWaits | kDenyOom | kNoScript, kList, kFromTo,       "6.2.0", BLMove,     "source destination <LEFT | RIGHT> <LEFT | RIGHT> timeout", kOnly70},
    {"blmove",     6,   kWaits | kDenyOom,            kList, kFromTo,        "6.2.0", BLMove,     "source destination <LEFT | RIGHT> <LEFT | RIGHT> timeout", kSince72},
    {"blmpop",    -5,   kWaits,                       kList, kWaitPopKeys,   "7.0.0", BLMPop,     "timeout numkeys key [key ...] <LEFT | RIGHT> [COUNT count]"},
    {"blpop",     -3,   kWaits | kNoScript,           kList, kWaitKeys,      "2.0.0", BLPop,      "key [key ...] timeout", kOnly70},
    {"blpop",     -3,   kWaits,                       kList, kWaitKeys,      "2.0.0", BLPop,      "key [key ...] timeout", kSince72},
    {"brpop",     -3,   kWaits | kNoScript,           kList, kWaitKeys,      "2.0.0", BRPop,      "key [key ...] timeout", kOnly70},
    {"brpop",     -3,   kWaits,                       kList, kWaitKeys,      "2.0.0", BRPop,      "key [key ...] timeout", kSince72},
    {"brpoplpush", 4,   kWaits | kDenyOom | kNoScript, kList, kFromTo,       "2.2.0", BRPopLPush, "source destination timeout", kOnly70},
    {"brpoplpush", 4,   kWaits | kDenyOom,            kList, kFromTo,        "2.2.0", BRPopLPush, "source destination timeout", kSince72},
    {"lmove",      5,   kWrite | kDenyOom,            kList, kFromTo,        "6.2.0", LMove,      "source destination <LEFT | RIGHT> <LEFT | RIGHT>"},
    {"lmpop",     -4,   kWrite,                       kList, kPopKeys,       "7.0.0", LMPop,      "numkeys key [key ...] <LEFT | RIGHT> [COUNT count]"},
    {"lpop",      -2,   kWrite | kFast,               kList, kReadDeleteKey, "1.0.0", LPop,       "key [count]"},
    {"rpop",      -2,   kWrite | kFast,               kList, kReadDeleteKey, "1.0.0", RPop,       "key [count]"},
    {"rpoplpush",  3,   kWrite | kDenyOom,            kList, kFromTo,        "1.2.0", RPopLPush,  "source destination"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> ListPopCommands() { return kPops; }

}  // namespace luarig
