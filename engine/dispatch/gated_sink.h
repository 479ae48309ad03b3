#ifndef LUARIG_ENGINE_DISPATCH_GATED_SINK_H_
#define LUARIG_ENGINE_DISPATCH_GATED_SINK_H_

#include "engine/reply/sink.h"
#include "engine/server/session.h"

namespace luarig {

// Lets replies through while the session's CLIENT REPLY says so.
class GatedSink final : public ReplySink {
 public:
  GatedSink(const Session& session, ReplySink& sink) : session_(session), sink_(sink) {}

  void Null() override {
    if (open()) sink_.Null();
  }
  void NullArray() override {
    if (open()) sink_.NullArray();
  }
  void Integer(int64_t value) override {
    if (open()) sink_.Integer(value);
  }
  void Double(double value) override {
    if (open()) sink_.Double(value);
  }
  void FixedDouble(double value) override {
    if (open()) sink_.FixedDouble(value);
  }
  void Bool(bool value) override {
    if (open()) sink_.Bool(value);
  }
  void Bulk(std::string_view bytes) override {
    if (open()) sink_.Bulk(bytes);
  }
  void Status(std::string_view text) override {
    if (open()) sink_.Status(text);
  }
  void Error(std::string_view text) override {
    if (open()) sink_.Error(text);
  }
  void BigNumber(std::string_view digits) override {
    if (open()) sink_.BigNumber(digits);
  }
  void Verbatim(std::string_view format, std::string_view text) override {
    if (open()) sink_.Verbatim(format, text);
  }
  void Array(size_t elements) override {
    if (open()) sink_.Array(elements);
  }
  void Map(size_t pairs) override {
    if (open()) sink_.Map(pairs);
  }
  void Set(size_t elements) override {
    if (open()) sink_.Set(elements);
  }
  void Push(size_t elements) override {
    if (open()) sink_.Push(elements);
  }
  bool Attribute(size_t pairs) override { return open() && sink_.Attribute(pairs); }
  bool resp3() const override { return sink_.resp3(); }
  void Speak(int resp) override { sink_.Speak(resp); }

 private:
  bool open() const {
    return session_.reply_mode == ReplyMode::kOn || session_.reply_mode == ReplyMode::kSkipNext;
  }

  const Session& session_;
  ReplySink& sink_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_DISPATCH_GATED_SINK_H_
