#include "engine/store/zset.h"

#include <cmath>
#include <utility>

#include "engine/store/listpack_log.h"

namespace luarig {
namespace {

struct DestroyNode {
  void operator()(ScoreNode* node) const { ScoreNode::Destroy(node); }
};
using OwnedNode = std::unique_ptr<ScoreNode, DestroyNode>;

// The server stores integral scores up to this as integers.
constexpr double kLargestInteger = 4611686018427387904.0;  // 2^62

size_t InsertScore(Listpack& items, size_t position, double score, FloatStyle style) {
  if (std::abs(score) <= kLargestInteger && score == std::trunc(score)) {
    return items.InsertIntegerBefore(position, static_cast<int64_t>(score));
  }
  NumberText scratch;
  return items.InsertBefore(position, FormatDouble(score, style, scratch));
}

}  // namespace

void ZSet::Large::SetScore(uint32_t slot, double score) {
  ScoreNode* node = members.at(slot);
  order.Erase(node->score, node->member());
  node->score = score;
  order.Insert(score, node);
}

ScoreNode* ZSet::Large::Take(uint32_t slot) {
  ScoreNode* node = members.EraseAt(slot);
  order.Erase(node->score, node->member());
  return node;
}

ZSet::ZSet(const EncodingLimits& limits) : Collection(limits) {}

ZSet::ZSet(const ZSet& other) : Collection(other) {
  if (const Listpack* items = other.listpack()) {
    form_ = *items;
    return;
  }
  const Large& from = *other.large();
  auto to = std::make_unique<Large>();
  to->members.Reserve(from.members.size());
  for (size_t i = 0; i < from.members.size(); ++i) {
    const ScoreNode* node = from.members.at(i);
    to->Add(ScoreNode::Create(node->member(), node->score));
  }
  form_ = std::move(to);
}

ZSet& ZSet::operator=(const ZSet& other) {
  if (this != &other) *this = ZSet(other);
  return *this;
}

std::optional<ZSet> ZSet::FromListpack(Listpack items, const EncodingLimits& limits) {
  if (items.count() % 2 != 0) return std::nullopt;
  Table seen;
  NumberText scratch;
  const ScoreNode* previous = nullptr;
  for (size_t p = Listpack::Begin(); p != items.End();) {
    const std::string_view member = items.View(p, scratch);
    p = items.Next(p);
    NumberText score_scratch;
    const auto score = ParseDouble(items.View(p, score_scratch));
    if (!score || seen.Find(member) != Table::kNone) return std::nullopt;
    ScoreNode* node = ScoreNode::Create(member, *score);
    seen.Append(node);
    const bool in_order = previous == nullptr || previous->score < *score ||
                          (previous->score == *score && previous->member() < member);
    if (!in_order) return std::nullopt;
    previous = node;
    p = items.Next(p);
  }
  ZSet zset(limits);
  zset.form_ = std::move(items);
  if (static_cast<int64_t>(zset.size()) > limits.zset_max_listpack_entries) zset.Convert();
  return zset;
}

size_t ZSet::size() const {
  const Large* nodes = large();
  return nodes != nullptr ? nodes->members.size() : listpack()->count() / 2;
}

Encoding ZSet::encoding() const {
  return listpack() != nullptr ? Encoding::kListpack : Encoding::kSkiplist;
}

double ZSet::ScoreAt(const Listpack& items, size_t position) {
  if (const auto integer = items.ViewInteger(position)) return static_cast<double>(*integer);
  NumberText scratch;
  return ParseDouble(items.View(position, scratch)).value_or(0);
}

// The position of `member`, or End().
size_t ZSet::FindInListpack(std::string_view member) const {
  return listpack()->Find(Listpack::Begin(), Listpack::Needle(member), 1);
}

std::optional<double> ZSet::Score(std::string_view member) const {
  if (const Large* nodes = large()) {
    nodes->members.Step();
    const uint32_t slot = nodes->members.Find(member);
    if (slot == Table::kNone) return std::nullopt;
    return nodes->members.at(slot)->score;
  }
  const size_t found = FindInListpack(member);
  if (found == listpack()->End()) return std::nullopt;
  return ScoreAt(*listpack(), listpack()->Next(found));
}

bool ZSet::Set(std::string_view member, double score) {
  return listpack() != nullptr ? SetInListpack(member, score) : SetInLarge(member, score);
}

bool ZSet::SetInListpack(std::string_view member, double score) {
  const size_t found = FindInListpack(member);
  if (found != listpack()->End()) {
    if (ScoreAt(*listpack(), listpack()->Next(found)) == score) return false;
    EraseFromListpack(found, 1);
    InsertIntoListpack(member, score);
    return false;
  }
  if (static_cast<int64_t>(size()) + 1 > limits().zset_max_listpack_entries ||
      member.size() > static_cast<size_t>(limits().zset_max_listpack_value) ||
      !listpack()->CanAdd(member.size())) {
    Convert();
    return SetInLarge(member, score);
  }
  InsertIntoListpack(member, score);
  return true;
}

bool ZSet::SetInLarge(std::string_view member, double score) {
  Large& nodes = large();
  const uint32_t hash = Table::HashOf(member);
  const uint32_t slot = nodes.members.Find(member, hash);
  Journal* const journal = log();
  if (slot == Table::kNone) {
    ScoreNode* node = ScoreNode::Create(member, score);
    const uint32_t added = nodes.members.Append(node, hash);
    nodes.order.Insert(score, node);
    if (journal != nullptr) {
      journal->Log([this, added] { ScoreNode::Destroy(large().Take(added)); });
    }
    return true;
  }
  const double old = nodes.members.at(slot)->score;
  if (old == score) return false;
  if (journal != nullptr) journal->Log([this, slot, old] { large().SetScore(slot, old); });
  nodes.SetScore(slot, score);
  return false;
}

// Where (score, member) belongs.
size_t ZSet::PlaceInListpack(std::string_view member, double score) const {
  const Listpack& items = *listpack();
  NumberText scratch;
  size_t position = Listpack::Begin();
  while (position != items.End()) {
    const size_t score_position = items.Next(position);
    const double here = ScoreAt(items, score_position);
    if (here > score || (here == score && items.View(position, scratch) > member)) break;
    position = items.Next(score_position);
  }
  return position;
}

void ZSet::InsertIntoListpack(std::string_view member, double score) {
  const size_t place = PlaceInListpack(member, score);
  ChangeListpack(
      log(), [this]() -> Listpack& { return std::get<Listpack>(form_); }, place, place,
      [&](Listpack& items) {
        InsertScore(items, items.InsertBefore(place, member), score, limits().float_style);
      });
}

void ZSet::EraseFromListpack(size_t position, size_t items) {
  size_t end = position;
  for (size_t i = 0; i < 2 * items; ++i) end = listpack()->Next(end);
  ChangeListpack(
      log(), [this]() -> Listpack& { return std::get<Listpack>(form_); }, position, end,
      [&](Listpack& changed) { changed.Erase(position, 2 * items); });
}

bool ZSet::Erase(std::string_view member) {
  if (const Listpack* items = listpack()) {
    const size_t found = FindInListpack(member);
    if (found == items->End()) return false;
    EraseFromListpack(found, 1);
    return true;
  }
  const uint32_t slot = large().members.Find(member);
  if (slot == Table::kNone) return false;
  EraseFromLarge(slot);
  return true;
}

void ZSet::EraseFromLarge(uint32_t slot) {
  OwnedNode node(large().Take(slot));
  if (Journal* journal = log()) {
    journal->Log([this, slot, node = std::move(node)]() mutable {
      ScoreNode* back = node.release();
      large().members.InsertAt(slot, back);
      large().order.Insert(back->score, back);
    });
  }
}

void ZSet::EraseRange(size_t from, size_t to) {
  if (from == to) return;
  if (const Listpack* items = listpack())
    return EraseFromListpack(items->Seek(2 * from), to - from);
  for (size_t left = to - from; left > 0; --left) {
    const ScoreNode* node = (*large().order.At(from)).node;
    EraseFromLarge(large().members.Find(node->member()));
  }
}

void ZSet::Expect(size_t members, size_t longest) {
  if (listpack() == nullptr) return;
  const bool too_long = empty() && longest > static_cast<size_t>(limits().zset_max_listpack_value);
  const bool too_many = limits().expects_arguments &&
                        static_cast<int64_t>(members) > limits().zset_max_listpack_entries;
  if (too_long || too_many) Convert();
}

void ZSet::Convert() {
  auto nodes = std::make_unique<Large>();
  nodes->members.Reserve(size());
  ForRange(0, size(), false, [&](std::string_view member, double score) {
    nodes->Add(ScoreNode::Create(member, score));
  });
  Listpack items = std::move(std::get<Listpack>(form_));
  form_ = std::move(nodes);
  if (Journal* journal = log()) {
    journal->Log([this, items = std::move(items)]() mutable { form_ = std::move(items); });
  }
}

std::optional<size_t> ZSet::Rank(std::string_view member) const {
  if (const Large* nodes = large()) {
    nodes->members.Step();
    const uint32_t slot = nodes->members.Find(member);
    if (slot == Table::kNone) return std::nullopt;
    return nodes->order.Rank(nodes->members.at(slot)->score, member);
  }
  const Listpack& items = *listpack();
  const Listpack::Needle needle(member);
  size_t rank = 0;
  for (size_t p = Listpack::Begin(); p != items.End(); p = items.Next(items.Next(p)), ++rank) {
    if (items.Equals(p, needle)) return rank;
  }
  return std::nullopt;
}

// Listpack only: how many items, from the first on, is_below(member, score position) holds for.
template <typename IsBelow>
size_t ZSet::CountWhile(IsBelow is_below) const {
  const Listpack& items = *listpack();
  size_t count = 0;
  for (size_t p = Listpack::Begin(); p != items.End(); ++count) {
    const size_t score = items.Next(p);
    if (!is_below(items, p, score)) break;
    p = items.Next(score);
  }
  return count;
}

size_t ZSet::CountBelow(double score, bool inclusive) const {
  if (const Large* nodes = large()) return nodes->order.CountBelow(score, inclusive);
  return CountWhile([&](const Listpack& items, size_t, size_t position) {
    const double here = ScoreAt(items, position);
    return inclusive ? here <= score : here < score;
  });
}

size_t ZSet::CountBelowLex(std::string_view member, bool inclusive) const {
  if (const Large* nodes = large()) return nodes->order.CountBelowLex(member, inclusive);
  NumberText scratch;
  return CountWhile([&](const Listpack& items, size_t position, size_t) {
    const std::string_view here = items.View(position, scratch);
    return inclusive ? here <= member : here < member;
  });
}

ZSet::Item ZSet::At(size_t rank, NumberText& scratch) const {
  if (const Large* nodes = large()) {
    const ScoreTree::Item& item = *nodes->order.At(rank);
    return {item.node->member(), item.score};
  }
  const Listpack& items = *listpack();
  const size_t position = items.Seek(2 * rank);
  return {items.View(position, scratch), ScoreAt(items, items.Next(position))};
}

ZSet::Item ZSet::AnyAt(size_t index, NumberText& scratch) const {
  if (const Table* nodes = table()) return {nodes->at(index)->member(), nodes->at(index)->score};
  return At(index, scratch);
}

bool ZSet::operator==(const ZSet& other) const {
  if (size() != other.size()) return false;
  bool same = true;
  ForRange(0, size(), false, [&](std::string_view member, double score) {
    same = same && other.Score(member) == score;
  });
  return same;
}

}  // namespace luarig
