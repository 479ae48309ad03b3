#ifndef LUARIG_ENGINE_TESTING_SCENE_MEMORY_H_
#define LUARIG_ENGINE_TESTING_SCENE_MEMORY_H_

namespace luarig {

// A scene that can go back to where it stood in the middle of a test. Scenes are asked for it by a
// cast, because a server behind a connection has none.
class SceneMemory {
 public:
  virtual ~SceneMemory() = default;

  // Remembers keys, the clock and random numbers; GoBack() returns there, any number of times. What
  // libraries keep in their locals, clients and configuration stay as they are. Begin() forgets.
  virtual void RememberHere() = 0;
  virtual void GoBack() = 0;
  virtual void Forget() = 0;
};

// Remembers where the scene stands for as long as it lives.
class Remembered {
 public:
  explicit Remembered(SceneMemory& memory) : memory_(memory) { memory_.RememberHere(); }
  ~Remembered() { memory_.Forget(); }
  Remembered(const Remembered&) = delete;
  Remembered& operator=(const Remembered&) = delete;

 private:
  SceneMemory& memory_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_SCENE_MEMORY_H_
