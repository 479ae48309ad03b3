#include "engine/trace/coverage.h"

#include "engine/base/bytes.h"

namespace luarig {

Coverage::Unit& Coverage::UnitOf(const ScriptSource& source) {
  const auto found = by_text_.find(source.text);
  if (found != by_text_.end()) return *found->second;
  const bool script = source.kind == ScriptKind::kScript;
  units_.push_back(
      std::make_unique<Unit>(Unit{.kind = script ? ScriptKind::kScript : ScriptKind::kLibrary,
                                  .name = std::string(script ? source.name : source.library),
                                  .text = std::string(source.text),
                                  .hits = {}}));
  Unit& unit = *units_.back();
  by_text_.emplace(unit.text, &unit);
  return unit;
}

void Coverage::OnLine(const ScriptSource&, int line) {
  const auto index = static_cast<size_t>(line);
  if (current_->hits.size() <= index) current_->hits.resize(index + 1);
  ++current_->hits[index];
}

std::string Coverage::Lcov(const std::function<std::string(const Unit&)>& path_of) const {
  std::string out;
  for (const auto& unit : units_) {
    out += StrCat("TN:\nSF:", path_of(*unit), "\n");
    size_t found = 0;
    size_t hit = 0;
    for (const int line : server_.scripts->CodeLinesOf(unit->kind, unit->text)) {
      const auto index = static_cast<size_t>(line);
      const uint64_t hits = index < unit->hits.size() ? unit->hits[index] : 0;
      out += StrCat("DA:", line, ",", hits, "\n");
      ++found;
      if (hits > 0) ++hit;
    }
    out += StrCat("LF:", found, "\nLH:", hit, "\nend_of_record\n");
  }
  return out;
}

}  // namespace luarig
