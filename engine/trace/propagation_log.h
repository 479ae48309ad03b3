#ifndef LUARIG_ENGINE_TRACE_PROPAGATION_LOG_H_
#define LUARIG_ENGINE_TRACE_PROPAGATION_LOG_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/dispatch/observer.h"

namespace luarig {

// What is propagated, as it stands in an append-only file and in the stream of a replica: with
// SELECT where the database changes. Both are taken to begin in database 0.
class PropagationLog final : public Observer {
 public:
  struct Entry {
    std::vector<std::string> words;
    Recipients to;
  };

  // `tell` gets each command as it is propagated.
  explicit PropagationLog(std::function<void(Entry)> tell) : tell_(std::move(tell)) {}

  bool watches_propagation() const override { return true; }
  void OnPropagate(const PropagationEvent& event) override;

 private:
  std::function<void(Entry)> tell_;
  int selected_by_aof_ = 0;
  int selected_by_replicas_ = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TRACE_PROPAGATION_LOG_H_
