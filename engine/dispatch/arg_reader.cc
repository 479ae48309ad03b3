#include "engine/dispatch/arg_reader.h"

#include <optional>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/command_error.h"
#include "engine/base/number.h"

namespace luarig {

int64_t IntegerArg(std::string_view word) {
  const std::optional<int64_t> value = ParseInteger(word);
  if (!value) throw CommandError::NotInteger();
  return *value;
}

double FloatArg(std::string_view word) {
  const std::optional<double> value = ParseDouble(word);
  if (!value) throw CommandError::NotFloat();
  return *value;
}

int64_t IntegerArg(std::string_view word, int64_t min, int64_t max, std::string_view error) {
  const std::optional<int64_t> value = ParseInteger(word);
  if (!value || *value < min || *value > max) throw CommandError(std::string(error));
  return *value;
}

int64_t PositiveArg(std::string_view word) {
  return IntegerArg(word, 0, INT64_MAX, "ERR value is out of range, must be positive");
}

std::string_view ArgReader::Next() {
  if (done()) throw CommandError::Syntax();
  return argv_[at_++];
}

int64_t ArgReader::NextInteger() { return IntegerArg(Next()); }

double ArgReader::NextFloat() { return FloatArg(Next()); }

bool ArgReader::Take(std::string_view keyword) { return Take(keyword, 0); }

bool ArgReader::Take(std::string_view keyword, size_t arguments) {
  if (left() < 1 + arguments || !EqualsIgnoreCase(argv_[at_], keyword)) return false;
  ++at_;
  return true;
}

std::span<const std::string_view> ArgReader::Words(size_t count) {
  const auto words = argv_.subspan(at_, count);
  at_ += count;
  return words;
}

}  // namespace luarig
