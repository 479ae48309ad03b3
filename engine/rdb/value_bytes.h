#ifndef LUARIG_ENGINE_RDB_VALUE_BYTES_H_
#define LUARIG_ENGINE_RDB_VALUE_BYTES_H_

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "engine/store/entry.h"
#include "engine/store/hash.h"
#include "engine/store/list.h"
#include "engine/store/set.h"
#include "engine/store/stream.h"
#include "engine/store/zset.h"

namespace luarig {

// What DUMP answers for `entry`: type, value in the form it has, seal.
std::string DumpValue(const Entry& entry, int rdb_version);

using Value = std::variant<std::string, List, Set, ZSet, Hash, Stream>;

// The value of a payload that is sealed (IsSealed), in the encoding that `limits` ask for; nothing
// if it is malformed, empty, or of a type that servers with these limits do not know. What follows
// the value is ignored, as on the server.
//
// Stricter than the server, which believes the blobs it finds: a listpack or intset must be whole,
// and fields, members and the order of scores must be what commands could have made.
std::optional<Value> ReadValue(std::string_view payload, const EncodingLimits& limits);

}  // namespace luarig

#endif  // LUARIG_ENGINE_RDB_VALUE_BYTES_H_
