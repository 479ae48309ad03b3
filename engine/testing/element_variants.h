#ifndef LUARIG_ENGINE_TESTING_ELEMENT_VARIANTS_H_
#define LUARIG_ENGINE_TESTING_ELEMENT_VARIANTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace luarig {

// Makes elements after the pattern of one: all different, and of its shape.
//
//   "job:7"             -> "job:8", "job:9", ...       the last number in it counts on; "007" keeps
//   "user:17:cart"      -> "user:18:cart"              its width
//   "lamp"              -> "lamp:2", "lamp:3"          a text without one
//   {"id":"a7","n":3}   -> {"id":"a8","n":3}           JSON: one value of it, by the same rule
//
// The value of JSON that changes is the first, in the order of the text, of the member "id" or one
// whose name ends in "id"; else the first whole number; else the first text. What is no text
// (MessagePack and the like), or JSON without such a value, has no variants.
class ElementVariants {
 public:
  explicit ElementVariants(std::string pattern);

  bool any() const { return any_; }
  // The `number`th, from 1; the pattern itself if there are none.
  std::string At(uint64_t number) const;

 private:
  void TakeText(size_t begin, size_t end);
  bool TakeJson();

  std::string pattern_;
  bool any_ = true;
  bool digits_ = false;  // [begin_, end_) are those that count on; else ":2" goes in at end_
  size_t begin_ = 0;
  size_t end_ = 0;
};

}  // namespace luarig

#endif  // LUARIG_ENGINE_TESTING_ELEMENT_VARIANTS_H_
