#ifndef LUARIG_ENGINE_REPLY_REPLY_H_
#define LUARIG_ENGINE_REPLY_REPLY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/target.h"
#include "engine/reply/sink.h"

namespace luarig {

// A reply held as a value: what tests compare, traces keep and the command line prints.
struct Reply {
  enum class Kind : uint8_t {
    kNull,
    kNullArray,  // RESP2 only
    kInteger,
    kDouble,
    kBool,
    kBulk,
    kStatus,
    kError,
    kBigNumber,
    kVerbatim,
    kArray,
    kMap,
    kSet,
    kPush,
  };

  Kind kind = Kind::kNull;
  int64_t integer = 0;            // kInteger; kBool as 0 or 1
  std::string text;               // the bytes; of a double its digits as the server prints them
  std::string format;             // kVerbatim
  std::vector<Reply> elements;    // of a map: key, value, key, value
  std::vector<Reply> attributes;  // RESP3: what was told about it, key, value, key, value

  bool is_error() const { return kind == Kind::kError; }
  // The first word of an error, "WRONGTYPE"; "" of anything else.
  std::string error_code() const { return is_error() ? text.substr(0, text.find(' ')) : ""; }
  bool operator==(const Reply&) const = default;
};

// Writes a reply that is held as a value.
void WriteReply(const Reply& reply, ReplySink& sink);

// Builds a Reply as a client of `resp` version 2 or 3 would receive it: under RESP2 doubles and
// verbatim strings are bulks, booleans integers, maps and sets arrays.
class ReplyBuilder final : public ReplySink {
 public:
  ReplyBuilder(int resp, FloatStyle floats) : resp_(resp), floats_(floats) {}

  void Null() override;
  void NullArray() override;
  void Integer(int64_t value) override;
  void Double(double value) override;
  void FixedDouble(double value) override;
  void Bool(bool value) override;
  void Bulk(std::string_view bytes) override;
  void Status(std::string_view text) override;
  void Error(std::string_view text) override;
  void BigNumber(std::string_view digits) override;
  void Verbatim(std::string_view format, std::string_view text) override;
  void Array(size_t elements) override;
  void Map(size_t pairs) override;
  void Set(size_t elements) override;
  void Push(size_t elements) override;
  bool Attribute(size_t pairs) override;
  bool resp3() const override { return resp_ == 3; }
  void Speak(int resp) override { resp_ = resp; }

  // True once a whole reply was written. A further one takes its place (SUBSCRIBE writes one for
  // each channel).
  bool complete() const { return complete_; }
  // The reply; the builder is then ready for another. REQUIRES: complete().
  Reply Take();

 private:
  struct Frame {
    Reply collection;
    size_t missing = 0;
    bool attribute = false;  // its elements are about the reply that comes next
  };

  void Add(Reply reply);
  void Open(Reply::Kind kind, size_t elements);

  int resp_;
  FloatStyle floats_;
  bool complete_ = false;
  Reply root_;
  std::vector<Frame> open_;        // innermost last
  std::vector<Reply> attributes_;  // of the reply that comes next
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_REPLY_REPLY_H_
