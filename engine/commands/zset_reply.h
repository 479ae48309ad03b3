#ifndef LUARIG_ENGINE_COMMANDS_ZSET_REPLY_H_
#define LUARIG_ENGINE_COMMANDS_ZSET_REPLY_H_

#include <cstddef>
#include <string_view>

#include "engine/reply/sink.h"

namespace luarig {

// A reply of `items` members, with their scores if asked: one flat array in RESP2, an array of
// pairs in RESP3. The array is announced at once; Add() is then called for each item.
class ZSetReply {
 public:
  ZSetReply(ReplySink& reply, size_t items, bool with_scores)
      : reply_(reply), with_scores_(with_scores), nested_(with_scores && reply.resp3()) {
    reply_.Array(with_scores_ && !nested_ ? 2 * items : items);
  }

  void Add(std::string_view member, double score) {
    if (nested_) reply_.Array(2);
    reply_.Bulk(member);
    if (with_scores_) reply_.Double(score);
  }

 private:
  ReplySink& reply_;
  bool with_scores_;
  bool nested_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_COMMANDS_ZSET_REPLY_H_
