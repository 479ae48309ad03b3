#ifndef LUARIG_ENGINE_TESTING_CASE_COPIER_H_
#define LUARIG_ENGINE_TESTING_CASE_COPIER_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "engine/fixture/json_tape.h"

namespace luarig {

// What takes the place of ${name}: values of the tape that is copied, and numbers.
struct CaseValues {
  std::map<std::string, size_t, std::less<>> values;
  std::map<std::string, std::string, std::less<>> numbers;  // by their digits
};

// Copies a value and puts what a case has in the place of ${name}: a text that is nothing else
// becomes the case's value, whatever its kind.
class CaseCopier {
 public:
  CaseCopier(const JsonTape& from, const CaseValues& values, JsonTape& to)
      : from_(from), values_(values), to_(to) {}

  // A test but for its table.
  void CopyTest(size_t test);
  void Copy(size_t value);

 private:
  void CopyText(size_t value);
  bool CopyWhole(std::string_view name, const JsonTape::Token& token);
  std::optional<std::string> TextOf(std::string_view name) const;

  const JsonTape& from_;
  const CaseValues& values_;
  JsonTape& to_;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_CASE_COPIER_H_
