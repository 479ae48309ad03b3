#ifndef LUARIG_ENGINE_SCRIPT_LUA_SINK_H_
#define LUARIG_ENGINE_SCRIPT_LUA_SINK_H_

#include <string_view>
#include <vector>

#include <lua.hpp>

#include "engine/base/target.h"
#include "engine/reply/sink.h"

namespace luarig {

// Pushes one reply onto a Lua stack, converted as redis.call does after redis.setresp(2) or (3):
// SCRIPTING.md section 6.1. Under 2 null becomes false, maps and sets arrays and a double its text;
// under 3 null is nil, and the rest tagged tables: {map=}, {set=}, {double=}, ...
class LuaSink final : public ReplySink {
 public:
  LuaSink(lua_State* lua, int resp, FloatStyle floats) : lua_(lua), resp_(resp), floats_(floats) {}

  // True if the reply itself (not an element of it) is an error.
  bool is_error() const { return is_error_; }

  void Null() override;
  void NullArray() override { Null(); }
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
  void Push(size_t elements) override { Array(elements); }
  bool resp3() const override { return resp_ == 3; }

 private:
  enum class Shape : unsigned char { kArray, kMap, kSet };
  struct Frame {
    Shape shape;
    bool has_key;  // kMap: a key waits on the stack for its value
    int filled;
    size_t missing;  // replies still to come
  };

  void Tagged(std::string_view field, std::string_view text);
  void Open(Shape shape, size_t replies);
  // Moves the value on top of the stack into the innermost open table.
  void Placed();
  // Puts the finished table of `shape` into its tagged wrapper.
  void Wrap(Shape shape);

  lua_State* lua_;
  int resp_;
  FloatStyle floats_;
  bool is_error_ = false;
  std::vector<Frame> open_;  // innermost last; empty for the flat replies, which is most of them
};

// Takes a reply that the script drops, for it called the command as a statement: pushes nothing but
// an error, as LuaSink does.
class DroppedReply final : public ReplySink {
 public:
  DroppedReply(lua_State* lua, int resp, FloatStyle floats)
      : lua_(lua), resp_(resp), floats_(floats) {}

  bool is_error() const { return is_error_; }

  void Null() override { Placed(); }
  void NullArray() override { Placed(); }
  void Integer(int64_t /*value*/) override { Placed(); }
  void Double(double /*value*/) override { Placed(); }
  void FixedDouble(double /*value*/) override { Placed(); }
  void Bool(bool /*value*/) override { Placed(); }
  void Bulk(std::string_view /*bytes*/) override { Placed(); }
  void Status(std::string_view /*text*/) override { Placed(); }
  void Error(std::string_view text) override;
  void BigNumber(std::string_view /*digits*/) override { Placed(); }
  void Verbatim(std::string_view /*format*/, std::string_view /*text*/) override { Placed(); }
  void Array(size_t elements) override { Open(elements); }
  void Map(size_t pairs) override { Open(2 * pairs); }
  void Set(size_t elements) override { Open(elements); }
  void Push(size_t elements) override { Open(elements); }
  bool resp3() const override { return resp_ == 3; }

 private:
  void Placed() {
    if (missing_ != 0) --missing_;
  }
  void Open(size_t replies) {
    Placed();
    missing_ += replies;
  }

  lua_State* lua_;
  int resp_;
  FloatStyle floats_;
  bool is_error_ = false;
  size_t missing_ = 0;  // elements still to come, at any depth
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SCRIPT_LUA_SINK_H_
