#ifndef LUARIG_ENGINE_REPLY_TEE_SINK_H_
#define LUARIG_ENGINE_REPLY_TEE_SINK_H_

#include <string_view>

#include "engine/reply/sink.h"

namespace luarig {

// Writes a reply to two sinks at once: where it belongs, and where an observer keeps it. The first
// one's protocol decides the shape.
class TeeSink final : public ReplySink {
 public:
  TeeSink(ReplySink& first, ReplySink& second) : first_(first), second_(second) {}

  void Null() override { first_.Null(), second_.Null(); }
  void NullArray() override { first_.NullArray(), second_.NullArray(); }
  void Integer(int64_t value) override { first_.Integer(value), second_.Integer(value); }
  void Double(double value) override { first_.Double(value), second_.Double(value); }
  void FixedDouble(double value) override { first_.FixedDouble(value), second_.FixedDouble(value); }
  void Bool(bool value) override { first_.Bool(value), second_.Bool(value); }
  void Bulk(std::string_view bytes) override { first_.Bulk(bytes), second_.Bulk(bytes); }
  void Status(std::string_view text) override { first_.Status(text), second_.Status(text); }
  void Error(std::string_view text) override { first_.Error(text), second_.Error(text); }
  void BigNumber(std::string_view digits) override {
    first_.BigNumber(digits), second_.BigNumber(digits);
  }
  void Verbatim(std::string_view format, std::string_view text) override {
    first_.Verbatim(format, text), second_.Verbatim(format, text);
  }
  void Array(size_t elements) override { first_.Array(elements), second_.Array(elements); }
  void Map(size_t pairs) override { first_.Map(pairs), second_.Map(pairs); }
  void Set(size_t elements) override { first_.Set(elements), second_.Set(elements); }
  void Push(size_t elements) override { first_.Push(elements), second_.Push(elements); }
  // REQUIRES: the second one knows attributes if the first does.
  bool Attribute(size_t pairs) override {
    return first_.Attribute(pairs) && second_.Attribute(pairs);
  }
  bool resp3() const override { return first_.resp3(); }
  void Speak(int resp) override { first_.Speak(resp), second_.Speak(resp); }

 private:
  ReplySink& first_;
  ReplySink& second_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_REPLY_TEE_SINK_H_
