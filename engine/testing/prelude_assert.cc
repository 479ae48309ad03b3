// assert as tests see it: chains of words, failures, messages that can be replaced.

#include "engine/testing/prelude.h"

namespace luarig {

constinit const std::string_view kPreludeAssert = R"lua(
local rig = ...
setfenv(1, rig.environment)

-- Texts that may be replaced by tests: say:set('assertion.same.positive', '...').
local texts = {}
local say = setmetatable({}, {
  __call = function(_, key, values)
    local text = texts[key] or key
    if type(text) ~= 'string' or not values then return text end
    local at = 0
    return (string.gsub(text, '%%(.)', function(what)
      if what == '%' then return '%' end
      at = at + 1
      return tostring(values[at])
    end))
  end,
})
-- say:set(key, text), or with a language in front, which is not looked at.
function say.set(_, ...)
  local key, text = ...
  if select('#', ...) > 2 then key, text = select(2, ...) end
  texts[key] = text
end
function say.set_namespace() end
function say.set_fallback() end
rig.say = say

-- Failures: what assertions raise (natives make them of a table). They read like the string that
-- other assertion libraries raise.
rig.failure.__tostring = function(failure)
  local text = rawget(failure, 'message') or ''
  if rawget(failure, 'expected') then text = text .. '\nExpected:\n' .. failure.expected end
  if rawget(failure, 'got') then text = text .. '\nPassed in:\n' .. failure.got end
  return text
end
rig.failure.__concat = function(a, b) return tostring(a) .. tostring(b) end
rig.failure.__index = function(_, name)
  local method = string[name]
  return method and function(self, ...) return method(tostring(self), ...) end
end

function rig.error(message)
  return rig.fail({ kind = 'error', message = message })
end

-- Chains: assert.is_not.equal and the like are nodes, one for each way that was ever written, so
-- that a chain costs a look-up for each word. A node keeps its own things under numbers.
local TOKENS, PLAN, STATE, SPACE = 1, 2, 3, 4

local spaces = { assertion = {}, modifier = {}, matcher = {} }
rig.spaces = spaces

local Node = {}
local kept = {}  -- nodes that others refer to

local function new_node(space, tokens, state)
  return setmetatable({ tokens, false, state or false, space }, Node)
end
rig.new_node = new_node

Node.__index = function(node, key)
  if type(key) ~= 'string' then return nil end
  local tokens = {}
  for _, token in ipairs(rawget(node, TOKENS)) do tokens[#tokens + 1] = token end
  for token in string.gmatch(string.lower(key), '[^_]+') do tokens[#tokens + 1] = token end
  local child = new_node(rawget(node, SPACE), tokens, rawget(node, STATE))
  if not rawget(node, STATE) then
    rawset(node, key, child)
    kept[#kept + 1] = { node, key }
  end
  return child
end
Node.__newindex = function() rig.error('assert has no fields to set; see assert:register()') end
Node.__tostring = function(node) return table.concat(rawget(node, TOKENS), '.') end

-- What names mean has changed.
local function forget()
  for _, place in ipairs(kept) do rawset(place[1], place[2], nil) end
  kept = {}
end

function rig.register(space, name, entry)
  if not spaces[space] then
    rig.error('assert:register: there is no ' .. rig.show(space)
      .. '; it is "assertion", "modifier" or "matcher"')
  end
  spaces[space][string.lower(name)] = entry
  forget()
end

-- The names that a chain is made of, the longest first, from its end on: error_matches is one name.
local function resolve(node)
  local tokens, space = rawget(node, TOKENS), rawget(node, SPACE)
  -- What nothing is told of but `not` need not be asked: held is what a quick assertion gives then.
  local plan = { modifiers = {}, found = nil, held = true, quick = nil }
  local last = #tokens
  while last > 0 do
    local entry, first
    for start = 1, last do
      local name = table.concat(tokens, '_', start, last)
      local modifier, found = spaces.modifier[name], spaces[space][name]
      if modifier then table.insert(plan.modifiers, 1, modifier) end
      if found and not plan.found then plan.found = found end
      entry = modifier or found
      first = start
      if entry then break end
    end
    if not entry then
      local known = {}
      for _, names in pairs({ spaces.modifier, spaces[space] }) do
        for name in pairs(names) do known[#known + 1] = name end
      end
      table.sort(known)
      local meant = rig.suggest(tokens[last], known)
      rig.error('there is no ' .. space .. ' or modifier ' .. rig.quote(tokens[last])
        .. (meant ~= '' and '; ' .. meant or ''))
    end
    last = first - 1
  end
  local plain = not rawget(node, STATE)
  for _, modifier in ipairs(plan.modifiers) do
    if modifier.negates then plan.held = not plan.held end
    if modifier.takes or not modifier.plain then plain = false end
  end
  if plain and plan.found then plan.quick = plan.found.quick end
  node[PLAN] = plan
  return plan
end

local function state_of(node)
  local state = { mod = true }
  for key, value in pairs(rawget(node, STATE) or {}) do state[key] = value end
  return state
end

-- Words that take something, as in assert.spy(s).was.called(): what follows is told of it.
local function call_modifiers(node, plan, ...)
  local state = {}
  for key, value in pairs(rawget(node, STATE) or {}) do state[key] = value end
  local arguments = { n = select('#', ...), ... }
  for _, modifier in ipairs(plan.modifiers) do
    if modifier.takes then modifier.callback(state, arguments) end
  end
  return new_node(rawget(node, SPACE), rawget(node, TOKENS), state)
end

local function text_of(value)
  return type(value) == 'string' and value or rig.show(value)
end

local function script_error_in(arguments)
  for i = 1, arguments.n do
    local value = arguments[i]
    if value ~= nil and rig.script_errors[value] then return rig.script_errors[value] end
  end
end

local function report(assertion, state, arguments)
  local failure
  if assertion.describe then
    failure = assertion.describe(arguments, not state.mod, state) or {}
    local key = 'assertion.' .. assertion.name .. (state.mod and '.positive' or '.negative')
    if texts[key] then
      failure.message = say(key, failure.shown or { failure.got, failure.expected })
    end
    failure.shown = nil
  else
    local shown = {}
    for i = 1, arguments.n do
      shown[i] = arguments.nofmt and arguments.nofmt[i] and arguments[i] or rig.show(arguments[i])
    end
    local text = state.mod and assertion.positive_message or assertion.negative_message
    failure = { message = text and say(text, shown) or 'assertion failed!' }
  end
  if state.failure_message ~= nil then
    local said = failure.message and ': ' .. failure.message or ''
    failure.message = text_of(state.failure_message) .. said
  end
  failure.kind = 'assert'
  failure.script_error = failure.script_error or script_error_in(arguments)
  return rig.fail(failure)
end

local function call_assertion(node, plan, ...)
  local state = state_of(node)
  for _, modifier in ipairs(plan.modifiers) do
    if not modifier.takes then modifier.callback(state) end
  end
  local assertion = plan.found
  local arguments = { n = select('#', ...), ... }
  local arity = assertion.arity
  if arity and arguments.n < arity and not assertion.fewer then
    rig.error(string.format('%s takes %d argument%s, and got %d', assertion.name, arity,
      arity == 1 and '' or 's', arguments.n))
  end
  if arity and arguments.n > arity and not assertion.more then
    if arguments[arity + 1] ~= nil then state.failure_message = arguments[arity + 1] end
    arguments.n = arity
  end
  local held, results = assertion.callback(state, arguments, 2)
  if (not held) == state.mod then report(assertion, state, arguments) end
  if type(results) == 'table' then return unpack(results, 1, results.n or #results) end
  return ...
end

Node.__call = function(node, ...)
  local plan = rawget(node, PLAN) or resolve(node)
  local quick = plan.quick
  if quick and select('#', ...) == plan.found.arity and quick(...) == plan.held then return ... end
  if not plan.found then return call_modifiers(node, plan, ...) end
  if rawget(node, SPACE) == 'matcher' then return rig.new_matcher(node, plan, ...) end
  return call_assertion(node, plan, ...)
end

local Assert = {}

-- assert(value, message, ...), as Lua's own.
Assert.__call = function(_, value, message, ...)
  if value then return value, message, ... end
  if message == nil then message = 'assertion failed!' end
  if type(message) ~= 'string' then error(message) end
  local _, text = pcall(error, message, 3)
  rig.asserted = text
  error(text, 0)
end

local root = new_node('assertion', {})
Assert.__index = function(_, key) return root[key] end
local assert = setmetatable({}, Assert)
_G.assert = assert

local function register(_, space, name, callback, positive, negative)
  if type(name) == 'function' then  -- the space may be left out
    space, name, callback, positive, negative = 'assertion', space, name, callback, positive
  end
  if type(name) ~= 'string' or type(callback) ~= 'function' then
    rig.error('assert:register takes "assertion", a name, a function and two messages')
  end
  rig.register(space, name, {
    name = name,
    callback = callback,
    positive_message = positive,
    negative_message = negative,
    takes = space == 'modifier',
  })
end

local parameters = {}
rawset(assert, 'register', register)
rawset(assert, 'unregister', function(_, space, name)
  if spaces[space] then spaces[space][string.lower(name)] = nil end
  forget()
end)
rawset(assert, 'add_formatter', function() end)
rawset(assert, 'remove_formatter', function() end)
rawset(assert, 'set_parameter', function(_, name, value) parameters[name] = value end)
rawset(assert, 'get_parameter', function(_, name) return parameters[name] end)
rawset(assert, 'level', function() return nil end)
rawset(assert, 'format', function(_, arguments)
  for i = 1, arguments.n or #arguments do arguments[i] = rig.show(arguments[i]) end
  return arguments
end)
rawset(assert, 'add_spy', function(_, spy) rig.keep_spy(spy) end)
rawset(assert, 'snapshot', function() return rig.snapshot_spies() end)
)lua";

}  // namespace luarig
