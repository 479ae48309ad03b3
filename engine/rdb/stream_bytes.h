#ifndef LUARIG_ENGINE_RDB_STREAM_BYTES_H_
#define LUARIG_ENGINE_RDB_STREAM_BYTES_H_

#include <optional>

#include "engine/rdb/rdb_format.h"
#include "engine/rdb/rdb_reader.h"
#include "engine/rdb/rdb_writer.h"
#include "engine/store/stream.h"

namespace luarig {

// Streams as bytes, a part of value_bytes.h:
//
//   nodes:  their number; each its ID (16 bytes, big-endian) and its listpack, as strings
//   length, last ID, then unless it is the oldest form: first ID, greatest deleted ID, entries
//   added groups: their number; each its name, last ID, unless oldest: entries read,
//           its pending entries:  their number; each an ID, the time of delivery, deliveries
//           its consumers:        their number; each its name, when it was seen, in the newest form
//                                 when it was active, the IDs of its pending entries

// Writes the type and the stream, in the newest form that `rdb_version` knows.
void AddStream(RdbWriter& out, const Stream& stream, int rdb_version);

// Reads what is behind `type`, one of the three forms; nothing if it is malformed. What the server
// believes is checked: the length, the order of IDs, and that each pending entry has one consumer.
std::optional<Stream> ReadStream(RdbReader& in, rdb::Type type, const EncodingLimits& limits);

}  // namespace luarig

#endif  // LUARIG_ENGINE_RDB_STREAM_BYTES_H_
