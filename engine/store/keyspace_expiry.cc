// The part of Keyspace that deals with time: TTLs of keys, and hashes whose fields end.

#include <algorithm>

#include "engine/store/keyspace.h"
#include "engine/store/past.h"

namespace luarig {

class Keyspace::TtlChanged final : public Journal::Step {
 public:
  TtlChanged(Keyspace& keys, uint32_t slot, const Entry& entry)
      : keys_(keys), slot_(slot), key_(keys.NameFor(entry.key())) {
    if (entry.has_ttl()) before_ = entry.expire_at();
  }
  void Undo() override { keys_.ChangeTtl(slot_, before_); }
  void Recall(Past& past) const override { past.SetTtl(keys_, key_, before_); }

 private:
  Keyspace& keys_;
  uint32_t slot_;
  std::string key_;
  std::optional<int64_t> before_;
};

// --- TTLs
// -----------------------------------------------------------------------------------------

void Keyspace::Link(uint32_t slot) {
  Entry* entry = table_.at(slot);
  CountIn(*entry);
  if (entry->has_ttl()) LinkTtl(slot);
  if (entry->type() == ValueType::kHash) LinkFields(slot, *entry->collection<Hash>());
}

void Keyspace::Unlink(Entry* entry) {
  CountOut(*entry);
  if (entry->has_ttl()) UnlinkTtl(entry);
  if (fields_ == nullptr || entry->type() != ValueType::kHash) return;
  Hash& hash = *entry->collection<Hash>();
  if (hash.tracks_times()) fields_->Leave(*hash.expiry());
}

void Keyspace::Relink(uint32_t slot) {
  const Entry* entry = table_.at(slot);
  if (entry->has_ttl()) expires_[entry->expires_position()] = slot;
  if (fields_ == nullptr || entry->type() != ValueType::kHash) return;
  Hash& hash = *entry->collection<Hash>();
  if (hash.tracks_times()) FieldExpiryIndex::SetSlot(*hash.expiry(), slot);
}

void Keyspace::LinkFields(uint32_t slot, Hash& hash) {
  if (!hash.tracks_times()) return;
  if (fields_ == nullptr) fields_ = std::make_unique<FieldExpiryIndex>();
  fields_->Join(*hash.expiry(), slot);
}

void Keyspace::LinkTtl(uint32_t slot) {
  Entry* entry = table_.at(slot);
  entry->set_expires_position(static_cast<uint32_t>(expires_.size()));
  expires_dict_.Added(expires_.size(), MayGrow(expires_dict_, expires_.size()));
  expires_.push_back(slot);
  no_expiry_before_ = std::min(no_expiry_before_, entry->expire_at());
}

void Keyspace::UnlinkTtl(Entry* entry) {
  const uint32_t position = entry->expires_position();
  expires_[position] = expires_.back();
  expires_.pop_back();
  expires_dict_.Removed(expires_.size());
  if (position < expires_.size()) table_.at(expires_[position])->set_expires_position(position);
}

void Keyspace::ChangeTtl(uint32_t slot, std::optional<int64_t> at_ms) {
  SaveTables();
  Entry* entry = table_.at(slot);
  if (context_.journal.recording()) {
    context_.journal.Add(std::make_unique<TtlChanged>(*this, slot, *entry));
  }
  if (entry->has_ttl() && at_ms) {
    entry->set_expire_at(*at_ms);
    no_expiry_before_ = std::min(no_expiry_before_, *at_ms);
    return;
  }
  if (entry->has_ttl() == at_ms.has_value()) return;
  CountOut(*entry);
  if (entry->has_ttl()) UnlinkTtl(entry);
  Entry* moved = Entry::MoveValue(entry, entry->key(), at_ms.has_value());
  table_.Replace(slot, moved);
  Entry::DestroyShell(entry);
  if (at_ms) {
    moved->set_expire_at(*at_ms);
    LinkTtl(slot);
  }
  CountIn(*moved);
  CountTables();
}

void Keyspace::ExpireSlot(uint32_t slot) {
  Entry* entry = table_.at(slot);
  ++context_.expired_keys;
  if (context_.events != nullptr) {
    context_.events->OnKeyChanged(index_, entry->key());
    context_.events->OnKeyEvent(EventClass::kExpired, "expired", index_, entry->key());
  }
  EraseSlot(slot);
}

std::optional<int64_t> Keyspace::ExpireAt(std::string_view key) {
  const Entry* entry = Lookup(key, false);
  if (entry == nullptr || !entry->has_ttl()) return std::nullopt;
  return entry->expire_at();
}

void Keyspace::SetExpire(std::string_view key, int64_t at_ms) {
  // Not LiveSlot: the time a caller sets may already be past.
  ChangeTtl(FindSlot(key), at_ms);
}

bool Keyspace::Persist(std::string_view key) {
  const uint32_t slot = LiveSlot(key);
  if (slot == Table::kNone || !table_.at(slot)->has_ttl()) return false;
  ChangeTtl(slot, std::nullopt);
  return true;
}

size_t Keyspace::RemoveDue() {
  CountTables();  // reading has moved them on
  if (fields_ != nullptr) ExpireFields();
  if (context_.now_ms <= no_expiry_before_ || !context_.expires_actively()) return 0;
  size_t removed = 0;
  no_expiry_before_ = INT64_MAX;
  for (size_t i = 0; i < expires_.size();) {
    const Entry* entry = table_.at(expires_[i]);
    if (IsExpired(*entry)) {
      ExpireSlot(expires_[i]);  // another one moves to i
      ++removed;
    } else {
      no_expiry_before_ = std::min(no_expiry_before_, entry->expire_at());
      ++i;
    }
  }
  return removed;
}

// --- Fields that end
// ------------------------------------------------------------------------------

void Keyspace::ExpireFields() {
  const bool remove = context_.expires_actively();
  const auto hash_in = [this](uint32_t slot) -> Hash& {
    Hash& hash = *table_.at(slot)->collection<Hash>();
    PrepareChange(table_.at(slot)->key(), hash);
    return hash;
  };
  const auto told_of = [this](uint32_t slot) -> Hash::FieldVisitor {
    if (context_.events == nullptr) return {};
    return [this, slot](std::string_view field) {
      context_.events->OnFieldExpired(index_, table_.at(slot)->key(), field);
    };
  };
  while (remove && fields_->hides()) {
    const uint32_t slot = fields_->hiding();
    FieldsExpired(slot, hash_in(slot).EraseAllHidden(told_of(slot)));
  }
  while (fields_->earliest() < context_.now_ms) {
    const uint32_t slot = fields_->first();
    if (remove) {
      FieldsExpired(slot, hash_in(slot).RemoveEnded(context_.now_ms, told_of(slot)));
    } else {
      hash_in(slot).HideEnded(context_.now_ms);
    }
  }
}

// Fields of the hash in `slot` were removed as their time was over.
void Keyspace::FieldsExpired(uint32_t slot, size_t count) {
  context_.expired_fields += count;
  const Entry* entry = table_.at(slot);
  if (context_.events != nullptr) {
    context_.events->OnKeyChanged(index_, entry->key());
    context_.events->OnKeyEvent(EventClass::kHash, "hexpired", index_, entry->key());
  }
  Hash& hash = *entry->collection<Hash>();
  if (hash.empty()) {
    EraseEmpty(entry->key());
  } else if (context_.memory.on()) {
    Recount(hash);
  }
}

void Keyspace::HideEndedFields(std::string_view key) {
  Hash& hash = *table_.at(FindSlot(key))->collection<Hash>();
  if (!hash.tracks_times() || hash.expiry()->earliest() >= context_.now_ms) return;
  PrepareChange(key, hash);
  hash.HideEnded(context_.now_ms);
}

const Hash* Keyspace::MeetField(std::string_view key, std::string_view field) {
  const uint32_t slot = FindSlot(key);
  Hash& hash = *table_.at(slot)->collection<Hash>();
  if (!context_.expire_keys || !hash.Hides(field)) return &hash;
  PrepareChange(key, hash);
  if (context_.events != nullptr) context_.events->OnFieldExpired(index_, key, field);
  hash.EraseHidden(field);
  const bool gone = hash.empty();
  FieldsExpired(slot, 1);
  return gone ? nullptr : &hash;
}

}  // namespace luarig
