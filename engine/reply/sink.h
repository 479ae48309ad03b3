#ifndef LUARIG_ENGINE_REPLY_SINK_H_
#define LUARIG_ENGINE_REPLY_SINK_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace luarig {

// Where a command writes its one reply.
//
// A handler names the richest type that fits (Map, Double, Bool); each sink narrows it to what its
// audience understands, so no handler mentions RESP or Lua. Collections are announced with their
// size and then filled: after Array(2) the next two replies are its elements, after Map(2) the next
// four. Nothing is ever closed.
//
// Strings are copied before the call returns.
class ReplySink {
 public:
  virtual ~ReplySink() = default;

  // Absence. RESP2 has two spellings of it, for "no string" and "no array"; RESP3 has one.
  virtual void Null() = 0;
  virtual void NullArray() = 0;

  virtual void Integer(int64_t value) = 0;
  virtual void Double(double value) = 0;
  // The same, but written in fixed notation, with up to 17 digits after the point: coordinates.
  virtual void FixedDouble(double value) = 0;
  virtual void Bool(bool value) = 0;
  virtual void Bulk(std::string_view bytes) = 0;

  // `text` holds no CR or LF.
  virtual void Status(std::string_view text) = 0;

  // `text` starts with its code ("WRONGTYPE Operation against ...") and holds no CR or LF.
  virtual void Error(std::string_view text) = 0;

  virtual void BigNumber(std::string_view digits) = 0;

  // `format` has three letters: "txt", "mkd".
  virtual void Verbatim(std::string_view format, std::string_view text) = 0;

  virtual void Array(size_t elements) = 0;
  virtual void Map(size_t pairs) = 0;
  virtual void Set(size_t elements) = 0;

  // Out-of-band data; an array in RESP2.
  virtual void Push(size_t elements) = 0;

  // Data about the reply that follows, for whoever wants it. If true, the next 2 * `pairs` replies
  // are that data, and the one after them is the reply; if false, the audience does not know of
  // such a thing, and the reply is next.
  virtual bool Attribute(size_t /*pairs*/) { return false; }

  // True if the audience speaks RESP3: for the few replies whose very shape differs (ZRANGE
  // WITHSCORES nests its pairs there).
  virtual bool resp3() const = 0;

  // From here on the audience speaks this version of RESP: HELLO replies in the one it switches to.
  // REQUIRES: nothing of the reply was written yet.
  virtual void Speak(int /*resp*/) {}

  void Ok() { Status("OK"); }
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_REPLY_SINK_H_
