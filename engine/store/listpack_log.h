#ifndef LUARIG_ENGINE_STORE_LISTPACK_LOG_H_
#define LUARIG_ENGINE_STORE_LISTPACK_LOG_H_

#include <cstddef>
#include <string>
#include <utility>

#include "engine/store/journal.h"
#include "engine/store/listpack.h"

namespace luarig {

// Runs change(listpack), which replaces the entries in the bytes [position, end) by others, and
// logs how to put the old ones back. `locate` gives the listpack, now and when the change is
// undone.
template <typename Locate, typename Change>
void ChangeListpack(Journal* log, Locate locate, size_t position, size_t end, Change&& change) {
  Listpack& listpack = locate();
  if (log == nullptr) {
    change(listpack);
    return;
  }
  std::string old(listpack.bytes().substr(position, end - position));
  const size_t behind = listpack.byte_size() - end;
  const size_t entries = listpack.count();
  change(listpack);
  const auto less = static_cast<ptrdiff_t>(entries) - static_cast<ptrdiff_t>(listpack.count());
  log->Log([locate, position, behind, less, old = std::move(old)] {
    Listpack& changed = locate();
    changed.Splice(position, changed.byte_size() - behind, old, less);
  });
}

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_LISTPACK_LOG_H_
