#ifndef LUARIG_CLI_DEBUG_DAP_KEYS_H_
#define LUARIG_CLI_DEBUG_DAP_KEYS_H_

#include <cstddef>
#include <vector>

#include "cli/debug/dap_messages.h"
#include "engine/store/entry.h"

namespace luarig {

// How many elements the value of a key shows as its children; 0 for a string.
size_t KeyElementCount(const Entry& entry);

// Those from `first` on, at most `count`: the elements of a list or set by number, the fields of a
// hash, the members of a sorted set with their scores, the entries of a stream.
std::vector<dap::Variable> KeyElements(const Entry& entry, size_t first, size_t count);

// They are numbered, and editors may ask for them page by page as such.
bool HasNumberedElements(const Entry& entry);

}  // namespace luarig

#endif  // LUARIG_CLI_DEBUG_DAP_KEYS_H_
