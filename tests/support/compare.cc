#include "tests/support/compare.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "engine/base/number.h"
#include "engine/reply/text.h"

namespace luarig::test {
namespace {

std::optional<double> NumberIn(const Reply& reply) {
  if (reply.kind == Reply::Kind::kInteger) return static_cast<double>(reply.integer);
  if (reply.kind == Reply::Kind::kDouble || reply.kind == Reply::Kind::kBulk) {
    return ParseDouble(reply.text);
  }
  return std::nullopt;
}

}  // namespace

void SortElements(Reply& reply) {
  const size_t step = reply.kind == Reply::Kind::kMap ? 2 : 1;
  std::vector<std::pair<std::string, size_t>> order;  // the picture of a key, where it stands
  for (size_t i = 0; i < reply.elements.size(); i += step) {
    order.emplace_back(FormatReply(reply.elements[i]), i);
  }
  std::ranges::sort(order);
  std::vector<Reply> sorted;
  sorted.reserve(reply.elements.size());
  for (const auto& [picture, at] : order) {
    for (size_t i = at; i < at + step; ++i) sorted.push_back(std::move(reply.elements[i]));
  }
  reply.elements = std::move(sorted);
}

Reply Sorted(Reply reply) {
  for (Reply& element : reply.elements) element = Sorted(std::move(element));
  SortElements(reply);
  return reply;
}

bool SameWithin(const Reply& a, const Reply& b, double tolerance) {
  if (a.kind != b.kind || a.elements.size() != b.elements.size()) return false;
  if (!a.elements.empty()) {
    return std::ranges::equal(a.elements, b.elements, [&](const Reply& x, const Reply& y) {
      return SameWithin(x, y, tolerance);
    });
  }
  const std::optional<double> x = NumberIn(a);
  const std::optional<double> y = NumberIn(b);
  if (!x || !y) return a == b;
  return *x == *y || std::abs(*x - *y) <= tolerance;
}

bool SameShape(const Reply& a, const Reply& b) {
  return a.kind == b.kind && std::ranges::equal(a.elements, b.elements, SameShape);
}

}  // namespace luarig::test
