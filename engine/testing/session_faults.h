#ifndef LUARIG_ENGINE_TESTING_SESSION_FAULTS_H_
#define LUARIG_ENGINE_TESTING_SESSION_FAULTS_H_

#include <vector>

#include "engine/testing/results.h"
#include "engine/testing/scene.h"
#include "engine/testing/session_text.h"

// @faults in front of a command of a story: it is run again with each fault that its scripts could
// meet. @invariant in front of commands behind it: what must hold then.

namespace luarig {

// Runs the items of a story.
class SessionPlayer {
 public:
  virtual ~SessionPlayer() = default;

  virtual void Restart() = 0;  // to the first item, for which the scene has begun
  virtual void Play(const SessionItem& item, TestResult& result) = 0;
  // A command, whatever reply is expected.
  virtual const Seen& Send(const SessionItem& command, const Watching& watching) = 0;
};

// What is wrong with these directives of a story.
std::vector<SessionError> CheckFaultDirectives(const SessionStory& story);

// True if it has any.
bool HasFaults(const SessionStory& story);

// Goes through the faults of each command that wants it. REQUIRES: the story has passed, and its
// directives are right.
void SweepStory(const SessionStory& story, const std::string& path, Scene& scene,
                SessionPlayer& player, TestResult& result);

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_SESSION_FAULTS_H_
