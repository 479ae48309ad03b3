#ifndef LUARIG_TESTS_SUPPORT_COMPARE_H_
#define LUARIG_TESTS_SUPPORT_COMPARE_H_

#include "engine/reply/reply.h"

namespace luarig::test {

// Brings the elements of one collection into an order of their own; a map's pairs stay together.
void SortElements(Reply& reply);

// The same for all collections in it: two replies that differ in order only become equal.
Reply Sorted(Reply reply);

// True if the replies are alike but for integers, doubles and bulks that spell numbers, which may
// be `tolerance` apart.
bool SameWithin(const Reply& a, const Reply& b, double tolerance);

// True if the kinds agree everywhere and collections have as many elements.
bool SameShape(const Reply& a, const Reply& b);

}  // namespace luarig::test

#endif  // LUARIG_TESTS_SUPPORT_COMPARE_H_
