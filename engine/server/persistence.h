#ifndef LUARIG_ENGINE_SERVER_PERSISTENCE_H_
#define LUARIG_ENGINE_SERVER_PERSISTENCE_H_

#include <cstdint>

namespace luarig {

// What INFO persistence and LASTSAVE tell of snapshots and of rewrites of the append-only file.
// Those in the background have always ended when the command that began them has.
struct Persistence {
  int64_t last_save = 0;         // when the data was last saved, in microseconds of the data clock
  uint64_t changes_at_save = 0;  // StoreContext::changes at that time
  uint64_t keys_loaded = 0;      // by the last DEBUG RELOAD
  uint64_t snapshots = 0;        // how many were tried
  uint64_t rewrites = 0;
  uint64_t forks = 0;
  bool ever_rewritten = false;
  bool ever_in_background = false;    // there was a snapshot in the background,
  bool failed_in_background = false;  // and the last one failed

  void Saved(int64_t now_micros, uint64_t changes) {
    last_save = now_micros;
    changes_at_save = changes;
    failed_in_background = false;
  }
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_SERVER_PERSISTENCE_H_
