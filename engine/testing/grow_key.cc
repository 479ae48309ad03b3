#include "engine/testing/grow_key.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/suggest.h"
#include "engine/store/keyspace.h"
#include "engine/testing/element_variants.h"
#include "engine/testing/grown_text.h"

namespace luarig {
namespace {

using Words = std::vector<std::string>;

// How many elements a command gets.
constexpr uint64_t kBatch = 512;

class Grower {
 public:
  Grower(ScaleStage& stage, int database, const std::string& key, uint64_t size)
      : stage_(stage), database_(database), key_(key), size_(size) {}

  GrownKey Grow() {
    const std::string type = Run({"TYPE", key_}).text;
    if (size_ == 0) {
      Run({"DEL", key_});
    } else if (type == "list") {
      GrowList();
    } else if (type == "set") {
      GrowSet();
    } else if (type == "hash") {
      GrowHash();
    } else if (type == "zset") {
      GrowSortedSet();
    } else if (type == "stream") {
      GrowStream();
    } else {
      GrowString();
    }
    return std::move(result_);
  }

 private:
  Reply Run(const Words& words) {
    Reply reply = stage_.Prepare(database_, words);
    if (reply.is_error()) Refuse(reply.text);
    return reply;
  }
  uint64_t Count(const char* command) {
    return static_cast<uint64_t>(std::max<int64_t>(0, Run({command, key_}).integer));
  }

  void Refuse(std::string why) {
    if (result_.outcome == GrownKey::Outcome::kDone)
      result_ = {GrownKey::Outcome::kRefused, std::move(why)};
  }
  void RefuseVariants() {
    Refuse(StrCat("no variants of the last element of ", Quote(key_),
                  " can be made: it is no text, or JSON without a text or a whole number"));
  }

  // False if something went wrong, or the time is over.
  bool GoesOn() {
    if (result_.outcome != GrownKey::Outcome::kDone) return false;
    if (!stage_.TimeIsOver()) return true;
    result_ = {GrownKey::Outcome::kOutOfTime, StrCat("growing ", Quote(key_), " to ", size_,
                                                     " took longer than the time limit of ",
                                                     stage_.TimeLimitMicros() / 1000, " ms")};
    return false;
  }

  // Runs `command` with those elements that are too many, the last in the order of bytes.
  void RemoveRest(const char* command, const Reply& all) {
    Words names = Sorted(all);
    for (size_t from = size_; from < names.size() && GoesOn();) {
      Words words = {command, key_};
      for (; from < names.size() && words.size() < kBatch + 2; ++from)
        words.push_back(std::move(names[from]));
      Run(words);
    }
  }

  static Words Sorted(const Reply& all) {
    Words names;
    names.reserve(all.elements.size());
    for (const Reply& element : all.elements) names.push_back(element.text);
    std::ranges::sort(names);
    return names;
  }

  // Adds variants of `last` until there are enough. `add` gets some of them and says how many it
  // had not had yet.
  void AddVariants(const std::string& last, uint64_t missing,
                   const std::function<uint64_t(const Words&)>& add) {
    const ElementVariants variants(last);
    if (!variants.any()) return RefuseVariants();
    for (uint64_t number = 1; missing > 0 && GoesOn();) {
      Words batch;
      for (uint64_t i = std::min(missing, kBatch); i > 0; --i)
        batch.push_back(variants.At(number++));
      missing -= std::min(missing, add(batch));
    }
  }

  void GrowList() {
    const uint64_t count = Count("LLEN");
    if (count > size_) {
      Run({"LTRIM", key_, "0", std::to_string(size_ - 1)});
      return;
    }
    // Lists may hold an element twice, so one that has no variants will do.
    const ElementVariants variants(Run({"LINDEX", key_, "-1"}).text);
    for (uint64_t number = 1; number <= size_ - count && GoesOn();) {
      Words words = {"RPUSH", key_};
      for (; number <= size_ - count && words.size() < kBatch + 2; ++number)
        words.push_back(variants.At(number));
      Run(words);
    }
  }

  void GrowSet() {
    const uint64_t count = Count("SCARD");
    const Reply all = Run({"SMEMBERS", key_});
    if (count > size_) return RemoveRest("SREM", all);
    AddVariants(Sorted(all).back(), size_ - count, [&](const Words& batch) {
      Words words = {"SADD", key_};
      words.insert(words.end(), batch.begin(), batch.end());
      return static_cast<uint64_t>(Run(words).integer);
    });
  }

  void GrowHash() {
    const uint64_t count = Count("HLEN");
    const Reply all = Run({"HKEYS", key_});
    if (count > size_) return RemoveRest("HDEL", all);
    const std::string last = Sorted(all).back();
    const std::string value = Run({"HGET", key_, last}).text;
    AddVariants(last, size_ - count, [&](const Words& batch) {
      Words ask = {"HMGET", key_};
      ask.insert(ask.end(), batch.begin(), batch.end());
      const Reply there = Run(ask);
      Words words = {"HSET", key_};
      for (size_t i = 0; i < batch.size() && i < there.elements.size(); ++i) {
        if (there.elements[i].kind == Reply::Kind::kBulk) continue;
        words.push_back(batch[i]);
        words.push_back(value);
      }
      constexpr size_t kNone = 2;
      return words.size() == kNone ? 0 : static_cast<uint64_t>(Run(words).integer);
    });
  }

  void GrowSortedSet() {
    const uint64_t count = Count("ZCARD");
    if (count > size_) {
      Run({"ZREMRANGEBYRANK", key_, std::to_string(size_), "-1"});
      return;
    }
    const Reply last = Run({"ZRANGE", key_, "-1", "-1", "WITHSCORES"});
    if (last.elements.size() != 2) return;
    const std::string score = last.elements[1].text;
    AddVariants(last.elements[0].text, size_ - count, [&](const Words& batch) {
      Words words = {"ZADD", key_, "NX"};
      for (const std::string& member : batch) {
        words.push_back(score);
        words.push_back(member);
      }
      return static_cast<uint64_t>(Run(words).integer);
    });
  }

  void GrowStream() {
    uint64_t count = Count("XLEN");
    while (count > size_ && GoesOn()) {
      const uint64_t most = std::min(count - size_, kBatch);
      const Reply rest = Run({"XREVRANGE", key_, "+", "-", "COUNT", std::to_string(most)});
      Words words = {"XDEL", key_};
      for (const Reply& entry : rest.elements) words.push_back(entry.elements.at(0).text);
      Run(words);
      count -= most;
    }
    if (count >= size_) return;
    const Reply last = Run({"XREVRANGE", key_, "+", "-", "COUNT", "1"});
    if (last.elements.empty())
      return Refuse(StrCat("the stream ", Quote(key_), " has no entry to make more of"));
    Words words = {"XADD", key_, ""};
    for (const Reply& part : last.elements[0].elements.at(1).elements) words.push_back(part.text);
    // The last id that was given, which XDEL may have taken back.
    std::string id = last.elements[0].elements[0].text;
    const Reply info = Run({"XINFO", "STREAM", key_});
    for (size_t i = 0; i + 1 < info.elements.size(); i += 2) {
      if (info.elements[i].text == "last-generated-id") id = info.elements[i + 1].text;
    }
    words[2] = id.substr(0, id.find('-')) + "-*";
    for (uint64_t i = 0; count < size_; ++count, ++i) {
      if (i % kBatch == 0 && !GoesOn()) return;
      Run(words);
    }
  }

  void GrowString() {
    const std::string text = Run({"GET", key_}).text;
    if (text.starts_with("HYLL")) return Refuse("a HyperLogLog has no elements to grow");
    auto grown = GrownText(text, size_);
    if (!grown)
      return Refuse(StrCat("the string ", Quote(key_), " has nothing that more could be made of"));
    if (GoesOn()) Run({"SET", key_, std::move(*grown), "KEEPTTL"});
  }

  ScaleStage& stage_;
  int database_;
  const std::string& key_;
  uint64_t size_;
  GrownKey result_;
};

std::string NoKey(Scene& scene, int database, const std::string& key) {
  std::vector<std::string> names;
  const Databases& databases = scene.Keys({});
  if (static_cast<size_t>(database) < databases.size()) {
    databases[static_cast<size_t>(database)]->ForEach(
        [&](const Entry& entry) { names.emplace_back(entry.key()); });
  }
  const std::vector<std::string_view> known(names.begin(), names.end());
  const std::string where = database == 0 ? "" : StrCat(" in database ", database);
  const std::string meant = DidYouMean(key, known);
  return StrCat("there is no key ", Quote(key), where, meant.empty() ? "" : "; ", meant);
}

}  // namespace

GrownKey GrowKey(Scene& scene, ScaleStage& stage, int database, const std::string& key,
                 uint64_t size) {
  const Databases& databases = scene.Keys({});
  const bool there = database >= 0 && static_cast<size_t>(database) < databases.size() &&
                     databases[static_cast<size_t>(database)]->FindEntry(key, false) != nullptr;
  if (!there) return {GrownKey::Outcome::kMissing, NoKey(scene, database, key)};
  return Grower(stage, database, key, size).Grow();
}

}  // namespace luarig
