// The assertions by name, with what they say when they do not hold.

#include "engine/testing/prelude.h"

namespace luarig {

constinit const std::string_view kPreludeAssertions = R"lua(
local rig = ...
setfenv(1, rig.environment)
local show, same = rig.show, rig.same

-- A row: how many arguments it takes (a further one is a message), what must hold, and what to say
-- if it does not. describe() gives message, expected and got. With `more` it takes further
-- arguments of its own; with `fewer` what is missing is nil.
local function add(names, arity, holds, describe, more, fewer)
  for name in names:gmatch('%S+') do
    rig.register('assertion', name, {
      name = name,
      arity = arity,
      more = more,
      fewer = fewer,
      callback = function(state, arguments) return holds(arguments, state) end,
      describe = describe,
    })
  end
end

local function modifier(names, callback, takes, negates)
  for name in names:gmatch('%S+') do
    rig.register('modifier', name, {
      name = name, callback = callback, takes = takes, negates = negates, plain = not takes,
    })
  end
end

modifier('is are was were has have does do be to', function() end)
modifier('not no', function(state) state.mod = not state.mod end, false, true)
modifier('message', function(state, arguments)
  state.failure_message = arguments[1]
end, true)
modifier('array', function(state, arguments) state.payload = arguments[1] end, true)

-- --- Equality

local function kinds(arguments)
  local expected, got = type(arguments[1]), type(arguments[2])
  if expected == got or arguments[1] == nil or arguments[2] == nil then return '' end
  return string.format(': a %s was expected, not a %s', expected, got)
end

local function compared(words)
  return function(arguments, negated)
    local message = 'expected ' .. words .. (negated and ' not' or '')
    return {
      message = message,
      expected = (negated and 'anything but ' or '') .. show(arguments[1]),
      got = show(arguments[2]),
      shown = { show(arguments[2]), show(arguments[1]) },
    }
  end
end

add('equal equals', 2, function(arguments)
  return arguments[1] == arguments[2]
end, function(arguments, negated)
  local said = compared(negated and 'values that are not equal' or 'equal values')(arguments)
  if negated then
    said.expected = 'anything but ' .. said.expected
  else
    said.message = said.message .. kinds(arguments)
    if type(arguments[1]) == 'table' and same(arguments[1], arguments[2]) then
      said.message = said.message .. ': two tables with the same content; see assert.are.same'
    end
  end
  return said
end)

add('same', 2, function(arguments)
  return (same(arguments[1], arguments[2]))
end, function(arguments, negated)
  local said = compared(negated and 'values that are not the same' or 'the same values')(arguments)
  if negated then
    said.expected = 'anything but ' .. said.expected
    return said
  end
  local _, path = same(arguments[1], arguments[2])
  if path and path ~= '' then
    said.message = said.message .. ': they differ at ' .. path
  else
    said.message = said.message .. kinds(arguments)
  end
  return said
end)

add('unique', 1, function(arguments)
  if type(arguments[1]) ~= 'table' then
    rig.error('unique takes a table, and got ' .. show(arguments[1]))
  end
  local deep = arguments[2]
  for key, value in pairs(arguments[1]) do
    for other_key, other in pairs(arguments[1]) do
      if key ~= other_key and (value == other or (deep and same(value, other))) then
        return false
      end
    end
  end
  return true
end, function(arguments, negated)
  return {
    message = negated and 'expected a value that stands there twice'
      or 'expected values of which none stands there twice',
    got = show(arguments[1]),
  }
end, true)

-- --- Kinds of values

local function says_one(word)
  return function(arguments, negated)
    return {
      message = 'expected ' .. (negated and 'anything but ' or '') .. word,
      expected = (negated and 'anything but ' or '') .. word,
      got = show(arguments[1]),
      shown = { show(arguments[1]) },
    }
  end
end

add('true', 1, function(arguments) return arguments[1] == true end, says_one('true'), nil, true)
add('false', 1, function(arguments) return arguments[1] == false end, says_one('false'), nil, true)
add('truthy', 1, function(arguments)
  return arguments[1] ~= nil and arguments[1] ~= false
end, says_one('a true value'), nil, true)
add('falsy', 1, function(arguments)
  return arguments[1] == nil or arguments[1] == false
end, says_one('nil or false'), nil, true)
for _, kind in ipairs({ 'nil', 'boolean', 'number', 'string', 'table', 'function', 'userdata',
  'thread' }) do
  add(kind, 1, function(arguments)
    return type(arguments[1]) == kind
  end, says_one(kind == 'nil' and kind or 'a ' .. kind), nil, true)
end

-- --- Numbers and texts

local function number_of(name, value)
  local number = tonumber(value)
  if not number then rig.error(name .. ' takes numbers, and got ' .. show(value)) end
  return number
end

add('near', 3, function(arguments)
  local expected, tolerance = number_of('near', arguments[1]), number_of('near', arguments[3])
  local got = tonumber(arguments[2])
  return got ~= nil and got >= expected - tolerance and got <= expected + tolerance
end, function(arguments, negated)
  local range = show(arguments[1]) .. ' +/- ' .. show(arguments[3])
  return {
    message = 'expected a number ' .. (negated and 'not near' or 'near'),
    expected = (negated and 'anything but ' or '') .. range,
    got = show(arguments[2]),
    shown = { show(arguments[2]), show(arguments[1]), show(arguments[3]) },
  }
end)

local function text_of(value)
  local kind = type(value)
  local meta = getmetatable(value)
  if kind == 'string' or kind == 'number' then return tostring(value) end
  if kind == 'table' and type(meta) == 'table' and meta.__tostring then return tostring(value) end
end
rig.text_of = text_of

local function matches(pattern, value, init, plain)
  local text = text_of(value)
  return text ~= nil and string.find(text, pattern, init, plain) ~= nil
end
rig.text_matches = matches

local function says_matching(what)
  return function(arguments, negated)
    return {
      message = 'expected ' .. what .. (negated and ' that does not match' or ' that matches'),
      expected = (negated and 'no match for ' or 'a match for ') .. show(arguments[1]),
      got = show(arguments[2]),
      shown = { show(arguments[2]), show(arguments[1]) },
    }
  end
end

-- matches(pattern, text, init, plain, message): only the fifth can be a message, or a third that is
-- no number.
add('matches match', 2, function(arguments, state)
  if type(arguments[1]) ~= 'string' then
    rig.error('matches takes a pattern, and got ' .. show(arguments[1]))
  end
  local init, plain = arguments[3], arguments[4]
  if init ~= nil and not tonumber(init) then
    state.failure_message, init, plain = init, nil, nil
  elseif arguments[5] ~= nil then
    state.failure_message = arguments[5]
  end
  return matches(arguments[1], arguments[2], init, plain)
end, says_matching('a text'), true)

-- --- Errors

-- Runs it: whether it raised, and what, without the place that Lua puts in front of texts.
local function raised_by(arguments, name)
  local body = arguments[1]
  local meta = getmetatable(body)
  if type(body) ~= 'function' and not (type(meta) == 'table' and meta.__call) then
    rig.error(name .. ' takes a function, and got ' .. show(body))
  end
  local ok, raised = pcall(body)
  if ok then return false end
  -- What ends a test is no error of the code in it.
  if getmetatable(raised) == rig.failure and rawget(raised, 'kind') == 'skip' then
    error(raised, 0)
  end
  if type(raised) == 'string' then raised = string.gsub(raised, '^[^\n]-:%d+: ', '', 1) end
  return true, raised
end

local function failed_with(arguments, said)
  local raised = arguments.raised
  if type(raised) == 'table' then said.script_error = rig.script_errors[raised] end
  return said
end

add('error errors', 1, function(arguments, state)
  if arguments.n > 2 and arguments[3] ~= nil then state.failure_message = arguments[3] end
  local expected = arguments[2]
  arguments.failed, arguments.raised = raised_by(arguments, 'has_error')
  arguments.expects = arguments.n > 1 and expected ~= nil
  if not arguments.failed then return false end
  if not arguments.expects then return true, { arguments.raised, n = 1 } end
  local raised = arguments.raised
  local held = (same(expected, raised))
    or (type(expected) == 'string' and text_of(raised) == expected)
  return held, { raised, n = 1 }
end, function(arguments, negated)
  if negated then
    return failed_with(arguments, {
      message = 'expected no error',
      expected = arguments.expects and 'any error but ' .. show(arguments[2]) or 'no error',
      got = show(arguments.raised),
      shown = { show(arguments.raised) },
    })
  end
  return failed_with(arguments, {
    message = arguments.failed and 'expected another error' or 'expected an error',
    expected = arguments.expects and show(arguments[2]) or 'an error',
    got = arguments.failed and show(arguments.raised) or 'no error',
    shown = { show(arguments.raised), show(arguments[2]) },
  })
end, true)

add('error_matches error_match matches_error match_error', 2, function(arguments, state)
  local init, plain = arguments[3], arguments[4]
  if init ~= nil and not tonumber(init) then
    state.failure_message, init, plain = init, nil, nil
  elseif arguments[5] ~= nil then
    state.failure_message = arguments[5]
  end
  local pattern = arguments[2]
  if type(pattern) ~= 'string' then
    rig.error('error_matches takes a function and a pattern, and got ' .. show(pattern))
  end
  arguments.failed, arguments.raised = raised_by(arguments, 'error_matches')
  return arguments.failed and matches(pattern, arguments.raised, init, plain),
    { arguments.raised, n = 1 }
end, function(arguments, negated)
  local said = says_matching('an error')({ arguments[2], arguments.raised }, negated)
  if not arguments.failed then said.got = 'no error' end
  return failed_with(arguments, said)
end, true)

add('returned_arguments', 1, function(arguments)
  return arguments.n - 1 == arguments[1]
end, function(arguments, negated)
  return {
    message = 'expected ' .. (negated and 'another number of values than' or 'a number of values'),
    expected = show(arguments[1]),
    got = show(arguments.n - 1),
  }
end, true)

-- assert.array(t).has.no.holes()
add('holes', 0, function(arguments, state)
  local most, count = 0, 0
  for key in pairs(state.payload or {}) do
    if type(key) == 'number' and key >= 1 and key == math.floor(key) then
      most, count = math.max(most, key), count + 1
    end
  end
  most = math.max(most, tonumber(arguments[1]) or 0)
  return most ~= count
end, function(_, negated, state)
  return {
    message = negated and 'expected an array without holes' or 'expected an array with holes',
    got = show(state.payload),
  }
end, true)

-- --- The same in short, for those that hold: arguments in, true or false out.

for name, quick in pairs({
  equal = function(a, b) return a == b end,
  same = function(a, b) return (same(a, b)) end,
  ['true'] = function(value) return value == true end,
  ['false'] = function(value) return value == false end,
  ['nil'] = function(value) return value == nil end,
  truthy = function(value) return value ~= nil and value ~= false end,
  falsy = function(value) return value == nil or value == false end,
}) do
  rig.spaces.assertion[name].quick = quick
end
rig.spaces.assertion.equals.quick = rig.spaces.assertion.equal.quick
)lua";

}  // namespace luarig
