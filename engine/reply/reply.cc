#include "engine/reply/reply.h"

#include <cassert>
#include <utility>

#include "engine/base/number.h"

namespace luarig {
namespace {

// A corrupt or hostile size must not allocate before its elements are written.
constexpr size_t kMaxReserved = 1024;

}  // namespace

void ReplyBuilder::Null() { Add({.kind = Reply::Kind::kNull}); }

void ReplyBuilder::NullArray() {
  Add({.kind = resp3() ? Reply::Kind::kNull : Reply::Kind::kNullArray});
}

void ReplyBuilder::Integer(int64_t value) {
  Add({.kind = Reply::Kind::kInteger, .integer = value});
}

void ReplyBuilder::Double(double value) {
  NumberText buffer;
  Add({.kind = resp3() ? Reply::Kind::kDouble : Reply::Kind::kBulk,
       .text = std::string(FormatDouble(value, floats_, buffer))});
}

void ReplyBuilder::FixedDouble(double value) {
  Add({.kind = resp3() ? Reply::Kind::kDouble : Reply::Kind::kBulk,
       .text = FormatLongDouble(value)});
}

void ReplyBuilder::Bool(bool value) {
  Add({.kind = resp3() ? Reply::Kind::kBool : Reply::Kind::kInteger, .integer = value ? 1 : 0});
}

void ReplyBuilder::Bulk(std::string_view bytes) {
  Add({.kind = Reply::Kind::kBulk, .text = std::string(bytes)});
}

void ReplyBuilder::Status(std::string_view text) {
  Add({.kind = Reply::Kind::kStatus, .text = std::string(text)});
}

void ReplyBuilder::Error(std::string_view text) {
  Add({.kind = Reply::Kind::kError, .text = std::string(text)});
}

void ReplyBuilder::BigNumber(std::string_view digits) {
  Add({.kind = resp3() ? Reply::Kind::kBigNumber : Reply::Kind::kBulk,
       .text = std::string(digits)});
}

void ReplyBuilder::Verbatim(std::string_view format, std::string_view text) {
  if (!resp3()) return Bulk(text);
  Add({.kind = Reply::Kind::kVerbatim, .text = std::string(text), .format = std::string(format)});
}

void ReplyBuilder::Array(size_t elements) { Open(Reply::Kind::kArray, elements); }

void ReplyBuilder::Map(size_t pairs) {
  Open(resp3() ? Reply::Kind::kMap : Reply::Kind::kArray, 2 * pairs);
}

void ReplyBuilder::Set(size_t elements) {
  Open(resp3() ? Reply::Kind::kSet : Reply::Kind::kArray, elements);
}

void ReplyBuilder::Push(size_t elements) {
  Open(resp3() ? Reply::Kind::kPush : Reply::Kind::kArray, elements);
}

bool ReplyBuilder::Attribute(size_t pairs) {
  if (resp3() && pairs != 0) open_.push_back(Frame{.missing = 2 * pairs, .attribute = true});
  return resp3();
}

Reply ReplyBuilder::Take() {
  assert(complete_);
  complete_ = false;
  return std::exchange(root_, Reply());
}

void ReplyBuilder::Add(Reply reply) {
  if (!attributes_.empty()) reply.attributes = std::exchange(attributes_, {});
  while (!open_.empty()) {
    Frame& innermost = open_.back();
    innermost.collection.elements.push_back(std::move(reply));
    if (--innermost.missing != 0) return;
    const bool attribute = innermost.attribute;
    reply = std::move(innermost.collection);
    open_.pop_back();
    if (!attribute) continue;
    attributes_ = std::move(reply.elements);
    return;
  }
  root_ = std::move(reply);
  complete_ = true;
}

void ReplyBuilder::Open(Reply::Kind kind, size_t elements) {
  if (elements == 0) return Add({.kind = kind});
  Frame& frame = open_.emplace_back(Frame{.collection = {.kind = kind}, .missing = elements});
  frame.collection.attributes = std::exchange(attributes_, {});
  frame.collection.elements.reserve(elements < kMaxReserved ? elements : kMaxReserved);
}

void WriteReply(const Reply& reply, ReplySink& sink) {
  using enum Reply::Kind;
  if (!reply.attributes.empty() && sink.Attribute(reply.attributes.size() / 2)) {
    for (const Reply& element : reply.attributes) WriteReply(element, sink);
  }
  switch (reply.kind) {
    case kNull:
      return sink.Null();
    case kNullArray:
      return sink.NullArray();
    case kInteger:
      return sink.Integer(reply.integer);
    case kDouble:
      return sink.Double(ParseDouble(reply.text).value_or(0));
    case kBool:
      return sink.Bool(reply.integer != 0);
    case kBulk:
      return sink.Bulk(reply.text);
    case kStatus:
      return sink.Status(reply.text);
    case kError:
      return sink.Error(reply.text);
    case kBigNumber:
      return sink.BigNumber(reply.text);
    case kVerbatim:
      return sink.Verbatim(reply.format, reply.text);
    case kArray:
      sink.Array(reply.elements.size());
      break;
    case kMap:
      sink.Map(reply.elements.size() / 2);
      break;
    case kSet:
      sink.Set(reply.elements.size());
      break;
    case kPush:
      sink.Push(reply.elements.size());
      break;
  }
  for (const Reply& element : reply.elements) WriteReply(element, sink);
}

}  // namespace luarig
