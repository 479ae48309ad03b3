#ifndef LUARIG_ENGINE_STORE_ENCODING_H_
#define LUARIG_ENGINE_STORE_ENCODING_H_

#include <cstdint>
#include <string_view>

#include "engine/base/target.h"
#include "engine/store/size_class.h"

namespace luarig {

// How a value is represented, in the words of OBJECT ENCODING.
enum class Encoding : uint8_t {
  kInt,
  kEmbstr,
  kRaw,
  kListpack,
  kListpackEx,
  kQuicklist,
  kIntset,
  kHashtable,
  kSkiplist,
  kStream,
};

constexpr std::string_view EncodingName(Encoding encoding) {
  constexpr std::string_view kNames[] = {"int",        "embstr",    "raw",    "listpack",
                                         "listpackex", "quicklist", "intset", "hashtable",
                                         "skiplist",   "stream"};
  return kNames[static_cast<int>(encoding)];
}

// Up to where values keep their small form: the server's directives of these names, plus what the
// target does. Every value holds a pointer to the one of its server, so CONFIG SET reaches them
// all.
struct EncodingLimits {
  int64_t hash_max_listpack_entries = 512;
  int64_t hash_max_listpack_value = 64;
  int64_t set_max_intset_entries = 512;
  int64_t set_max_listpack_entries = 128;
  int64_t set_max_listpack_value = 64;
  int64_t zset_max_listpack_entries = 128;
  int64_t zset_max_listpack_value = 64;
  int64_t list_max_listpack_size =
      -2;  // n > 0: entries a node; -1..-5: 4, 8, 16, 32, 64 KiB a node
  int64_t list_compress_depth = 0;
  int64_t hll_sparse_max_bytes = 3000;
  int64_t stream_node_max_bytes = 4096;   // 0: no limit
  int64_t stream_node_max_entries = 100;  // 0: no limit
  bool small_sets_are_listpacks = true;   // Quirk::kSmallSetsAreListpacks
  bool small_lists_are_listpacks = true;  // Quirk::kSmallListsAreListpacks
  bool fields_expire = true;              // Quirk::kHashFieldExpiry
  bool expects_arguments = true;          // Expect() converts by a command's number of arguments
  FloatStyle float_style = FloatStyle::kShortest;  // of scores inside listpacks
  SizeClasses size_classes = SizeClasses::kEights;
};

inline EncodingLimits DefaultLimits(const Target& target) {
  EncodingLimits limits;
  limits.small_sets_are_listpacks = target.Has(Quirk::kSmallSetsAreListpacks);
  limits.small_lists_are_listpacks = target.Has(Quirk::kSmallListsAreListpacks);
  limits.fields_expire = target.Has(Quirk::kHashFieldExpiry);
  // Came in the same release as the listpack sets.
  limits.expects_arguments = target.Has(Quirk::kSmallSetsAreListpacks);
  limits.float_style = target.float_style();
  limits.size_classes =
      target.Has(Quirk::kFineSizeClasses) ? SizeClasses::kEights : SizeClasses::kSixteens;
  return limits;
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_ENCODING_H_
