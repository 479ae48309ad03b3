#ifndef LUARIG_ENGINE_RDB_ZIPLIST_H_
#define LUARIG_ENGINE_RDB_ZIPLIST_H_

#include <optional>
#include <string_view>

#include "engine/store/listpack.h"

namespace luarig {

// The elements of a ziplist, the small form of servers before 7.0, which RESTORE still takes:
//
//   4 bytes  total size, little-endian        entry: size of the one before (1 byte, or 254 and 4
//   4 bytes  where the last entry begins             bytes), encoding, data
//   2 bytes  entries; 65535: not known
//   entries, then 0xFF
//
// Nothing if `bytes` are malformed.
std::optional<Listpack> ListpackFromZiplist(std::string_view bytes);

}  // namespace luarig

#endif  // LUARIG_ENGINE_RDB_ZIPLIST_H_
