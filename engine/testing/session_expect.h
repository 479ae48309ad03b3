#ifndef LUARIG_ENGINE_TESTING_SESSION_EXPECT_H_
#define LUARIG_ENGINE_TESTING_SESSION_EXPECT_H_

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/diagnostic.h"
#include "engine/fixture/json_document.h"
#include "engine/testing/keys_check.h"
#include "engine/testing/session_text.h"
#include "engine/testing/step.h"

namespace luarig {

// "@expect {"diff": .., "calls": ..}" behind a command of a session: what a step of a JSON suite
// may expect of it, apart from its reply. Places, and what --update writes, are of the session's
// file.
class SessionExpectation {
 public:
  // `text` is the whole session. What is wrong is added to `problems`.
  SessionExpectation(std::string_view text, const SessionItem& item, const std::string& path,
                     Scratch& scratch, std::vector<Diagnostic>& problems);

  void Ask(Watching& watching) const;
  // `step` is the command as one would type it.
  void Verify(const std::string& step, const Seen& seen, Scene& scene, Scratch& scratch,
              TestResult& result, std::vector<SnapshotEdit>* edits) const;

 private:
  void Read(Scratch& scratch, std::vector<Diagnostic>& problems);

  JsonDocument document_;
  Checks checks_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_SESSION_EXPECT_H_
