#include "engine/reply/text.h"

#include <algorithm>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/number.h"

namespace luarig {
namespace {

using Kind = Reply::Kind;

void AppendReply(std::string& out, const Reply& reply, size_t indent);

// True if a reply as a map's value takes more than one line: it, or what alone is in it, has
// several elements. (The key of a lone pair does not count.)
bool TakesLines(const Reply& reply) {
  const size_t step = reply.kind == Kind::kMap ? 2 : 1;
  if (reply.elements.size() != step) return reply.elements.size() > step;
  return TakesLines(reply.elements.back());
}

std::string_view NameOfEmpty(Kind kind) {
  if (kind == Kind::kMap) return "(empty hash)";
  if (kind == Kind::kSet) return "(empty set)";
  return "(empty array)";
}

std::string_view Separator(Kind kind) {
  if (kind == Kind::kMap) return "# ";
  if (kind == Kind::kSet) return "~ ";
  return ") ";
}

void AppendCollection(std::string& out, const Reply& list, size_t indent) {
  if (list.elements.empty()) {
    out += NameOfEmpty(list.kind);
    return;
  }
  const size_t step = list.kind == Kind::kMap ? 2 : 1;
  NumberText buffer;
  const size_t width =
      FormatInteger(static_cast<int64_t>(list.elements.size() / step), buffer).size();
  const size_t inner = indent + width + 2;
  for (size_t i = 0; i + step <= list.elements.size(); i += step) {
    const std::string_view number = FormatInteger(static_cast<int64_t>(i / step + 1), buffer);
    if (i != 0) out.append("\n").append(indent, ' ');
    out.append(width - number.size(), ' ').append(number).append(Separator(list.kind));
    AppendReply(out, list.elements[i], inner);
    if (step == 1) continue;
    const Reply& value = list.elements[i + 1];
    out += " => ";
    // Such a value starts on a line of its own, in the column of its key.
    if (TakesLines(value)) out.append("\n").append(inner, ' ');
    AppendReply(out, value, inner);
  }
}

void AppendReply(std::string& out, const Reply& reply, size_t indent) {
  switch (reply.kind) {
    case Kind::kNull:
    case Kind::kNullArray:
      out += "(nil)";
      break;
    case Kind::kInteger: {
      NumberText buffer;
      out.append("(integer) ").append(FormatInteger(reply.integer, buffer));
      break;
    }
    case Kind::kDouble:
      out.append("(double) ").append(reply.text);
      break;
    case Kind::kBool:
      out += reply.integer != 0 ? "(true)" : "(false)";
      break;
    case Kind::kBulk:
      out += Quote(reply.text);
      break;
    case Kind::kStatus:
    case Kind::kVerbatim:
      out += reply.text;
      break;
    case Kind::kError:
      out.append("(error) ").append(reply.text);
      break;
    case Kind::kBigNumber:
      out.append("(big number) ").append(reply.text);
      break;
    case Kind::kArray:
    case Kind::kMap:
    case Kind::kSet:
    case Kind::kPush:
      AppendCollection(out, reply, indent);
      break;
  }
}

struct RawCommand {
  std::string_view command;
  std::string_view subcommand;  // "": any
};

constexpr RawCommand kRawCommands[] = {
    {"client", "info"},   {"client", "list"},    {"cluster", "info"},
    {"cluster", "nodes"}, {"debug", "htstats"},  {"debug", "htstats-key"},
    {"info", ""},         {"latency", "doctor"}, {"latency", "graph"},
    {"lolwut", ""},       {"memory", "doctor"},  {"memory", "malloc-stats"},
};

bool IsRaw(std::span<const std::string> command) {
  return std::ranges::any_of(kRawCommands, [&](const RawCommand& raw) {
    return !command.empty() && EqualsIgnoreCase(command[0], raw.command) &&
           (raw.subcommand.empty() ||
            (command.size() > 1 && EqualsIgnoreCase(command[1], raw.subcommand)));
  });
}

}  // namespace

std::string FormatReplyTo(std::span<const std::string> command, const Reply& reply) {
  const bool is_text =
      reply.kind == Kind::kBulk || reply.kind == Kind::kVerbatim || reply.kind == Kind::kError;
  if (!is_text || !IsRaw(command)) return FormatReply(reply);
  std::string text = reply.text;
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

std::string FormatReply(const Reply& reply) {
  std::string out;
  AppendReply(out, reply, 0);
  return out;
}

}  // namespace luarig
