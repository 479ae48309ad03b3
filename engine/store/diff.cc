#include "engine/store/diff.h"

#include <algorithm>

#include "engine/store/past.h"

namespace luarig {

ValueView::ValueView(const Entry& entry) : entry_(&entry) {
  if (entry.form() == Entry::Form::kCollection) content_ = entry.pointer();
  if (entry.has_ttl()) expire_at_ = entry.expire_at();
}

ValueView ValueView::WithContent(const void* content) const {
  ValueView view = *this;
  view.content_ = content;
  return view;
}

ValueView ValueView::WithTtl(std::optional<int64_t> expire_at) const {
  ValueView view = *this;
  view.expire_at_ = expire_at;
  return view;
}

bool ValueView::SameValue(const ValueView& other) const {
  if (type() != other.type()) return false;
  NumberText scratch;
  NumberText other_scratch;
  switch (type()) {
    case ValueType::kString:
      return Text(scratch) == other.Text(other_scratch);
    case ValueType::kList:
      return collection<List>() == other.collection<List>();
    case ValueType::kSet:
      return collection<Set>() == other.collection<Set>();
    case ValueType::kZSet:
      return collection<ZSet>() == other.collection<ZSet>();
    case ValueType::kHash:
      return collection<Hash>() == other.collection<Hash>();
    case ValueType::kStream:
      return collection<Stream>() == other.collection<Stream>();
    case ValueType::kNone:
      break;
  }
  return true;
}

std::vector<KeyDifference> Diff(const Databases& before, const Databases& after) {
  std::vector<KeyDifference> differences;
  for (size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
    const size_t first = differences.size();
    const int database = static_cast<int>(i);
    if (i < before.size()) {
      before[i]->ForEach([&](const Entry& entry) {
        const Entry* now = i < after.size() ? after[i]->FindEntry(entry.key(), false) : nullptr;
        const ValueView view = now == nullptr ? ValueView() : ValueView(*now);
        if (ValueView(entry) == view) return;
        differences.push_back({database, std::string(entry.key()), entry, view});
      });
    }
    if (i < after.size()) {
      after[i]->ForEach([&](const Entry& entry) {
        if (i < before.size() && before[i]->FindEntry(entry.key(), false) != nullptr) return;
        differences.push_back({database, std::string(entry.key()), {}, entry});
      });
    }
    std::ranges::sort(differences.begin() + static_cast<std::ptrdiff_t>(first), differences.end(),
                      {}, &KeyDifference::key);
  }
  return differences;
}

std::vector<KeyDifference> DiffSince(const Journal& journal, Journal::Mark mark,
                                     const Databases& databases) {
  for (const auto& keys : databases) keys->RemoveExpired();
  Past past(databases);
  journal.ForEachSince(mark, [&](const Journal::Step& step) { step.Recall(past); });
  return past.Differences();
}

}  // namespace luarig
