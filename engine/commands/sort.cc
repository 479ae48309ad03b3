// SORT and SORT_RO. Redis documentation: https://redis.io/docs/latest/commands/sort/

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/number.h"
#include "engine/base/sort_part.h"
#include "engine/commands/families.h"
#include "engine/dispatch/acl_permissions.h"
#include "engine/dispatch/arg_reader.h"
#include "engine/dispatch/call.h"

namespace luarig {
namespace {

struct SortOptions {
  std::optional<std::string_view> by;
  std::vector<std::string_view> get;
  std::optional<std::string_view> store;
  int64_t offset = 0;
  int64_t count = -1;  // negative: all
  bool alpha = false;
  bool descending = false;
  bool keep_order = false;  // BY without a star: nothing is sorted
};

// Patterns name keys that the cluster's router never saw.
void CheckPattern(const Call& call, std::string_view option, std::string_view pattern) {
  if (!call.server.conditions.cluster || pattern == "#") return;
  throw CommandError(StrCat("ERR ", option, " option of SORT denied in cluster mode."));
}

// ... nor did the check of what the user may do.
void CheckUser(const Call& call, std::string_view option) {
  if (call.session.unrestricted()) return;
  const Command& command = *call.server.commands->Find(call.spec.name);
  if (MayReadAnyKey(*call.session.user, command, call.argv)) return;
  throw CommandError(
      StrCat("ERR ", option, " option of SORT denied due to insufficient ACL permissions."));
}

SortOptions ReadOptions(const Call& call, bool may_store) {
  SortOptions options;
  ArgReader args(call.argv, 2);
  while (!args.done()) {
    if (args.Take("ASC")) {
      options.descending = false;
    } else if (args.Take("DESC")) {
      options.descending = true;
    } else if (args.Take("ALPHA")) {
      options.alpha = true;
    } else if (args.Take("LIMIT", 2)) {
      options.offset = args.NextInteger();
      options.count = args.NextInteger();
    } else if (may_store && args.Take("STORE", 1)) {
      options.store = args.Next();
    } else if (args.Take("BY", 1)) {
      options.by = args.Next();
      // Once a pattern without a star was given, later ones change nothing.
      if (options.by->find('*') == std::string_view::npos) options.keep_order = true;
      if (!options.keep_order) CheckPattern(call, "BY", *options.by);
      if (options.by->find('*') != std::string_view::npos) CheckUser(call, "BY");
    } else if (args.Take("GET", 1)) {
      options.get.push_back(args.Next());
      CheckPattern(call, "GET", options.get.back());
      CheckUser(call, "GET");
    } else {
      throw CommandError::Syntax();
    }
  }
  return options;
}

// The texts that a sort works with, back to back: one allocation instead of one an element.
class Texts {
 public:
  struct Place {
    size_t offset = 0;
    size_t size = 0;
  };

  Place Add(std::string_view text) {
    const Place place{.offset = bytes_.size(), .size = text.size()};
    bytes_ += text;
    return place;
  }
  // Valid until the next Add.
  std::string_view At(Place place) const {
    return std::string_view(bytes_).substr(place.offset, place.size);
  }

 private:
  std::string bytes_;
};

struct Element {
  Texts::Place text;
  double score = 0;
  std::optional<Texts::Place> weight;  // with ALPHA: what is compared; nothing: no such key
};

// Follows a pattern: `element` replaces the first star, and what follows "->" is a hash's field.
// "#" is the element itself. Nothing if the pattern has no star, or leads to no string.
class Patterns {
 public:
  explicit Patterns(Keyspace& keys) : keys_(keys) {}

  // The view lives until the next call or change.
  std::optional<std::string_view> Follow(std::string_view pattern, std::string_view element) {
    if (pattern == "#") return element;
    const size_t star = pattern.find('*');
    if (star == std::string_view::npos) return std::nullopt;
    std::string_view behind = pattern.substr(star + 1);
    std::string_view field;
    const size_t arrow = behind.find("->");
    if (arrow != std::string_view::npos && arrow + 2 < behind.size()) {
      field = behind.substr(arrow + 2);
      behind = behind.substr(0, arrow);
    }
    key_.assign(pattern.substr(0, star)).append(element).append(behind);

    const Entry* entry = keys_.FindEntry(key_);
    if (entry == nullptr) return std::nullopt;
    if (!field.empty()) {
      if (entry->type() != ValueType::kHash) return std::nullopt;
      const MaybeText value = entry->collection<Hash>()->Find(field, scratch_);
      return value ? std::optional(*value) : std::nullopt;
    }
    if (entry->type() != ValueType::kString) return std::nullopt;
    return entry->Text(scratch_);
  }

 private:
  Keyspace& keys_;
  std::string key_;
  NumberText scratch_{};
};

// The number a text is sorted as, by the rules of C's strtod: blanks may lead, nothing may follow,
// and an empty text is 0.
double ScoreOf(std::string_view text) {
  text = text.substr(0, text.find('\0'));
  if (text.empty()) return 0;
  const size_t first = text.find_first_not_of(" \t\n\v\f\r");
  const std::optional<double> score =
      ParseDouble(first == std::string_view::npos ? std::string_view() : text.substr(first));
  if (!score) throw CommandError("ERR One or more scores can't be converted into double");
  return *score;
}

// One run of SORT.
class Sorter {
 public:
  Sorter(Call& call, SortOptions options)
      : call_(call), options_(std::move(options)), patterns_(call.keys) {}

  void Run() {
    Load();
    if (!options_.keep_order) {
      Weigh();
      SortElements();
    }
    Cut();
    if (options_.store) {
      Store(*options_.store);
    } else {
      Reply();
    }
  }

 private:
  void Add(std::string_view text) { elements_.push_back({.text = texts_.Add(text)}); }

  // Loads the elements, and only those that LIMIT wants where the order is already known.
  void Load() {
    const Entry* entry = call_.keys.FindEntry(call_.argv[1]);
    switch (entry == nullptr ? ValueType::kNone : entry->type()) {
      case ValueType::kNone:
        return;
      case ValueType::kList:
        return LoadList(*entry->collection<List>());
      case ValueType::kSet:
        return LoadSet(*entry->collection<Set>());
      case ValueType::kZSet:
        if (entry->collection<ZSet>()->encoding() == Encoding::kListpack) {
          // Nobody is told: to the server this is no change of the key.
          call_.keys.Edit<ZSet>(call_.argv[1])->Convert();
        }
        return LoadZSet(*entry->collection<ZSet>());
      case ValueType::kString:
      case ValueType::kHash:
      case ValueType::kStream:
        throw CommandError::WrongType();
    }
  }

  void LoadList(const List& list) {
    const size_t size = list.size();
    auto [from, to] = options_.keep_order ? Window(size) : std::pair<size_t, size_t>(0, size);
    if (from == to) return;
    const bool reverse = options_.keep_order && options_.descending;
    list.Walk(reverse ? size - 1 - from : from, reverse, [&, left = to - from](auto text) mutable {
      Add(text);
      return --left > 0;
    });
    cut_ = options_.keep_order;
  }

  void LoadSet(const Set& set) {
    set.ForEach([this](std::string_view member) { Add(member); });
    // A set has no order of its own. Where replicas must come to the same result it gets one.
    const bool repeatable = options_.store || call_.session.script != nullptr;
    if (!options_.keep_order || !repeatable) return;
    options_.keep_order = false;
    options_.alpha = true;
    options_.by.reset();
  }

  void LoadZSet(const ZSet& zset) {
    const size_t size = zset.size();
    const auto [from, to] = options_.keep_order ? Window(size) : std::pair<size_t, size_t>(0, size);
    const auto add = [this](std::string_view member, double) { Add(member); };
    if (options_.keep_order && options_.descending) {
      zset.ForRange(size - to, size - from, true, add);
    } else {
      zset.ForRange(from, to, false, add);
    }
    cut_ = options_.keep_order;
  }

  // LIMIT's part of `size` elements: [first, second).
  std::pair<size_t, size_t> Window(size_t size) const {
    const auto all = static_cast<int64_t>(size);
    const int64_t from = std::clamp<int64_t>(options_.offset, 0, all);
    const int64_t wanted = options_.count < 0 ? all : std::min(options_.count, all);
    return {static_cast<size_t>(from), static_cast<size_t>(std::min(from + wanted, all))};
  }

  void Cut() {
    if (cut_) return;
    const auto [from, to] = Window(elements_.size());
    elements_.resize(to);
    elements_.erase(elements_.begin(), elements_.begin() + static_cast<std::ptrdiff_t>(from));
  }

  // Finds out what each element is compared by.
  void Weigh() {
    if (options_.alpha && !options_.by) return;
    std::string element;  // a copy: adding texts moves them
    for (Element& one : elements_) {
      element = texts_.At(one.text);
      std::optional<std::string_view> weight = element;
      if (options_.by) weight = patterns_.Follow(*options_.by, element);
      if (!weight) continue;
      if (options_.alpha) {
        one.weight = texts_.Add(*weight);
      } else {
        one.score = ScoreOf(*weight);
      }
    }
  }

  void SortElements() {
    const auto compare = [this](const Element& a, const Element& b) {
      return options_.descending ? Compare(b, a) : Compare(a, b);
    };
    const auto [from, to] = Window(elements_.size());
    if (options_.by && to - from < elements_.size()) {
      if (from < to) SortPart(std::span(elements_), from, to - 1, compare);
    } else {
      std::ranges::stable_sort(
          elements_, [&](const Element& a, const Element& b) { return compare(a, b) < 0; });
    }
  }

  int Compare(const Element& a, const Element& b) const {
    if (!options_.alpha) {
      if (a.score != b.score) return a.score < b.score ? -1 : 1;
      return texts_.At(a.text).compare(texts_.At(b.text));
    }
    if (!options_.by) return CompareTexts(a.text, b.text);
    if (a.weight && b.weight) return CompareTexts(*a.weight, *b.weight);
    return static_cast<int>(a.weight.has_value()) - static_cast<int>(b.weight.has_value());
  }

  // Results that are shown are collated as C's strcoll does, which ends at a zero byte; those that
  // are stored are compared whole.
  int CompareTexts(Texts::Place a, Texts::Place b) const {
    const std::string_view x = texts_.At(a);
    const std::string_view y = texts_.At(b);
    if (options_.store) return x.compare(y);
    return x.substr(0, x.find('\0')).compare(y.substr(0, y.find('\0')));
  }

  // Calls out(text or nothing) for each word of the result.
  template <typename F>
  void ForEachResult(F out) {
    for (const Element& element : elements_) {
      const std::string_view text = texts_.At(element.text);
      if (options_.get.empty()) out(std::optional(text));
      for (const std::string_view pattern : options_.get) out(patterns_.Follow(pattern, text));
    }
  }

  size_t result_size() const { return elements_.size() * std::max<size_t>(options_.get.size(), 1); }

  void Reply() {
    call_.reply.Array(result_size());
    ForEachResult([this](std::optional<std::string_view> text) {
      if (text) {
        call_.reply.Bulk(*text);
      } else {
        call_.reply.Null();
      }
    });
  }

  void Store(std::string_view target) {
    if (elements_.empty()) {
      if (call_.keys.Erase(target)) call_.keys.Changed(EventClass::kGeneric, "del", target);
    } else {
      List list(call_.server.store.limits);
      ForEachResult([&list](std::optional<std::string_view> text) {
        list.PushBack(text.value_or(std::string_view()));
      });
      call_.keys.Put(target, std::move(list));
      call_.keys.Changed(EventClass::kList, "sortstore", target, result_size());
    }
    call_.reply.Integer(static_cast<int64_t>(result_size()));
  }

  Call& call_;
  SortOptions options_;
  Patterns patterns_;
  Texts texts_;
  std::vector<Element> elements_;
  bool cut_ = false;  // LIMIT was applied when loading
};

void Sort(Call& call) { Sorter(call, ReadOptions(call, true)).Run(); }
void SortRo(Call& call) { Sorter(call, ReadOptions(call, false)).Run(); }

using enum CommandFlag;

constexpr AclCategories kSortAcl = AclCategory::kSet | AclCategory::kSortedSet |
                                   AclCategories(AclCategory::kList) | AclCategory::kDangerous;

// What BY, GET and STORE name cannot be told from the words alone.
constexpr KeySpec kSortKeys[] = {
    {.flags = KeyFlag::kRO | KeyFlag::kAccess},
    {.flags = KeyFlag::kRO | KeyFlag::kAccess,
     .begin = KeySpec::Begin::kUnknown,
     .find = KeySpec::Find::kUnknown,
     .notes = "For the optional BY/GET keyword. It is marked 'unknown' because the key names "
              "derive from the content of the key we sort"},
    {.flags = KeyFlag::kOW | KeyFlag::kUpdate,
     .begin = KeySpec::Begin::kUnknown,
     .find = KeySpec::Find::kUnknown,
     .notes = "For the optional STORE keyword. It is marked 'unknown' because the keyword can "
              "appear anywhere in the argument array"}};
constexpr std::span<const KeySpec> kSortRoKeys = std::span(kSortKeys).first(2);

// clang-format off
constexpr CommandSpec kSort[] = {
    // name     arity flags              acl       keys         since    run     usage
    {"sort",    -2,   kWrite | kDenyOom, kSortAcl, kSortKeys,   "1.0.0", Sort,   "key [BY pattern] [LIMIT offset count] [GET pattern [GET pattern ...]] [ASC | DESC] [ALPHA] [STORE destination]"},
    {"sort_ro", -2,   kReadOnly,         kSortAcl, kSortRoKeys, "7.0.0", SortRo, "key [BY pattern] [LIMIT offset count] [GET pattern [GET pattern ...]] [ASC | DESC] [ALPHA]"},
};
// clang-format on

}  // namespace

std::span<const CommandSpec> SortCommands() { return kSort; }

}  // namespace luarig
