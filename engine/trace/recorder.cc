#include "engine/trace/recorder.h"

#include <string>

#include "engine/base/bytes.h"
#include "engine/dispatch/monitor.h"
#include "engine/server/session.h"

namespace luarig {

void Recorder::Before(const CommandEvent& event) {
  if (event.depth != 0 || event.session.transaction.running) return;
  write_(StrCat(MonitorLine(event.session, event.argv), "\n"));
}

}  // namespace luarig
