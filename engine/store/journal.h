#ifndef LUARIG_ENGINE_STORE_JOURNAL_H_
#define LUARIG_ENGINE_STORE_JOURNAL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace luarig {

class Past;

// The undo journal: what changed since the oldest open checkpoint, and the way back.
//
// While no checkpoint is open it records nothing and costs a null test. While one is open, each
// change leaves a step that undoes it exactly, order and positions included; rolling back runs
// the steps newest first. So going back costs what was touched, not what exists.
//
// Checkpoints nest. Two ways to record a change of a collection:
//  - its whole value, saved once per epoch before the first change (small values; every value
//    under Keep::kWholeValues, which makes differences easy to tell);
//  - each change by itself (large values), so that one field of a huge hash costs one field.
class Journal {
 public:
  enum class Keep : uint8_t { kChanges, kWholeValues };

  // Undoes one change. Destroyed unused when its checkpoint is released.
  class Step {
   public:
    Step() = default;
    virtual ~Step() = default;
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;
    virtual void Undo() = 0;
    // Tells `past` what Undo() would restore. Steps that only a mark of Keep::kChanges makes need
    // not know how.
    virtual void Recall(Past& /*past*/) const {}
  };

  // A checkpoint's depth: 1 is the outermost.
  using Mark = size_t;

  Journal() = default;
  ~Journal() = default;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  bool active() const { return !checkpoints_.empty(); }

  // True if collections must save themselves whole before their first change: some open checkpoint
  // asks for it.
  bool keeps_whole_values() const { return whole_values_ > 0; }

  // Changes with every checkpoint, roll back and release, is never 0, and is what a value compares
  // to know whether it was already saved.
  uint32_t epoch() const { return epoch_; }

  Mark Checkpoint(Keep keep) {
    checkpoints_.push_back({steps_.size(), keep});
    if (keep == Keep::kWholeValues) ++whole_values_;
    ++epoch_;
    return checkpoints_.size();
  }

  // Undoes everything since `mark` was set; it stays open, checkpoints inside it are gone.
  void RollBack(Mark mark) {
    CloseAbove(mark);
    undoing_ = true;
    while (steps_.size() > checkpoints_.back().steps) {
      const std::unique_ptr<Step> step = std::move(steps_.back());
      steps_.pop_back();
      step->Undo();
    }
    undoing_ = false;
    ++epoch_;
  }

  // Closes `mark` and those inside it, keeping the changes.
  void Release(Mark mark) {
    CloseAbove(mark - 1);
    if (checkpoints_.empty()) steps_.clear();
    ++epoch_;
  }

  // True while a change must be recorded: a checkpoint is open and nothing is being undone.
  bool recording() const { return active() && !undoing_; }

  // Records `undo`, a callable that restores what is about to change. REQUIRES: recording().
  template <typename F>
  void Log(F undo) {
    class Closure final : public Step {
     public:
      explicit Closure(F run) : run_(std::move(run)) {}
      void Undo() override { run_(); }

     private:
      F run_;
    };
    Add(std::make_unique<Closure>(std::move(undo)));
  }
  void Add(std::unique_ptr<Step> step) { steps_.push_back(std::move(step)); }

  // Calls visit(const Step&) for what was recorded since `mark`, newest first. REQUIRES: it is
  // open.
  template <typename F>
  void ForEachSince(Mark mark, F&& visit) const {
    for (size_t i = steps_.size(); i > checkpoints_[mark - 1].steps; --i) visit(*steps_[i - 1]);
  }

 private:
  struct Checkpointed {
    size_t steps;  // length of steps_ when it was set
    Keep keep;
  };

  void CloseAbove(Mark mark) {
    for (; checkpoints_.size() > mark; checkpoints_.pop_back()) {
      if (checkpoints_.back().keep == Keep::kWholeValues) --whole_values_;
    }
  }

  std::vector<std::unique_ptr<Step>> steps_;
  std::vector<Checkpointed> checkpoints_;
  size_t whole_values_ = 0;  // how many of checkpoints_ keep those
  uint32_t epoch_ = 1;
  bool undoing_ = false;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_STORE_JOURNAL_H_
