// spy, stub, mock and match, and the assertions on them.

#include "engine/testing/prelude.h"

namespace luarig {

constinit const std::string_view kPreludeSpies = R"lua(
local rig = ...
setfenv(1, rig.environment)
local show = rig.show

-- --- Matchers: match.is_string(), match._

local function matcher(matches, text)
  return setmetatable({ matches = matches, text = text }, rig.matcher)
end
rig.matcher.__tostring = function(self) return self.text end

local function arguments_text(arguments)
  local shown = {}
  for i = 1, arguments.n do shown[i] = show(arguments[i]) end
  return table.concat(shown, ', ')
end

function rig.new_matcher(node, plan, ...)
  local state = { mod = true }
  for _, modifier in ipairs(plan.modifiers) do modifier.callback(state, {}) end
  local arguments = { n = select('#', ...), ... }
  local matches = plan.found.callback(state, arguments, 2)
  return matcher(function(value)
    return (not matches(value)) ~= state.mod
  end, 'match.' .. tostring(node) .. '(' .. arguments_text(arguments) .. ')')
end

local function add_matcher(names, callback)
  for name in names:gmatch('%S+') do
    rig.register('matcher', name, {
      name = name,
      callback = function(_, arguments) return callback(arguments) end,
    })
  end
end

-- Those that are assertions too take the value last or, where something is expected, second.
local function as_assertion(names, value_at)
  for name in names:gmatch('%S+') do
    local assertion = rig.spaces.assertion[name]
    add_matcher(name, function(arguments)
      local takes = assertion.arity - 1
      if arguments.n < takes then
        rig.error('match.' .. name .. ' takes ' .. takes .. ' arguments, and got ' .. arguments.n)
      end
      return function(value)
        local all = { n = arguments.n + 1 }
        for i = 1, arguments.n do all[i < value_at and i or i + 1] = arguments[i] end
        all[value_at] = value
        return (assertion.callback({ mod = true }, all))
      end
    end)
  end
end

as_assertion('true false truthy falsy nil boolean number string table function userdata thread', 1)
as_assertion('unique', 1)
as_assertion('equal equals same near matches match', 2)
add_matcher('ref', function(arguments)
  return function(value) return rawequal(value, arguments[1]) end
end)

local function accepts(expected, value)
  return (rig.same(expected, value))
end

add_matcher('all_of', function(arguments)
  return function(value)
    for i = 1, arguments.n do
      if not accepts(arguments[i], value) then return false end
    end
    return true
  end
end)
add_matcher('any_of', function(arguments)
  return function(value)
    for i = 1, arguments.n do
      if accepts(arguments[i], value) then return true end
    end
    return false
  end
end)
add_matcher('none_of', function(arguments)
  return function(value)
    for i = 1, arguments.n do
      if accepts(arguments[i], value) then return false end
    end
    return true
  end
end)

local root = rig.new_node('matcher', {})
match = setmetatable({ _ = matcher(function() return true end, 'match._') }, {
  __index = function(_, key) return root[key] end,
})

-- --- Spies

local live = {}  -- those that a running test made
local Spy = {}
Spy.__index = Spy
local Calls = {}
Calls.__index = Calls

-- spy:calls() is the list of argument lists; spy.calls is luassert's.
Calls.__call = function(calls)
  local lists = {}
  for i, call in ipairs(calls) do lists[i] = call.vals end
  return lists
end

local function packed(...)
  return { n = select('#', ...), ... }
end

local function record(spy, arguments)
  local calls = spy.calls
  calls[#calls + 1] = { vals = rig.copy(arguments), refs = arguments }
end

local function record_results(spy, ...)
  local results = packed(...)
  spy.returnvals[#spy.returnvals + 1] = { vals = rig.copy(results), refs = results }
  return ...
end

Spy.__call = function(spy, ...)
  record(spy, packed(...))
  return record_results(spy, spy.callback(...))
end
Spy.__tostring = function(spy) return 'a spy that was called ' .. #spy.calls .. ' times' end

function Spy:clear()
  self.calls, self.returnvals = setmetatable({}, Calls), {}
  return self
end

function Spy:revert()
  if not self.reverted then
    self.reverted = true
    if self.undo then self.undo() end
  end
  return self.callback
end

-- Whether the list fits what is expected, the count included.
local function fits(expected, list, loose)
  if expected.n ~= list.n then return false end
  for i = 1, expected.n do
    local wanted, value = expected[i], list[i]
    if not accepts(wanted, value) and not (loose and loose(i, wanted, value)) then return false end
  end
  return true
end

function Spy:called(times, compare)
  local count = #self.calls
  if not times and not compare then return count > 0, count end
  compare = compare or function(a, b) return a == b end
  return compare(count, times), count
end

function Spy:called_with(expected)
  for _, call in ipairs(self.calls) do
    if fits(expected, call.vals, self.loose) or fits(expected, call.refs, self.loose) then
      return true, call.refs
    end
  end
  return false, self.calls[#self.calls] and self.calls[#self.calls].vals
end

function Spy:returned_with(expected)
  for _, results in ipairs(self.returnvals) do
    if fits(expected, results.vals) or fits(expected, results.refs) then
      return true, results.refs
    end
  end
  return false
end

local function is_callable(value)
  local meta = getmetatable(value)
  return type(value) == 'function' or (type(meta) == 'table' and meta.__call ~= nil)
end

local function new_spy(callback)
  local made = setmetatable({ callback = callback }, Spy):clear()
  live[#live + 1] = made
  return made
end

-- --- Commands of scripts: spy.on(redis, 'call')

local script_spies = {}

-- Words are strings, and names of commands have no case.
local function same_word(i, wanted, value)
  if type(wanted) == 'number' then return tonumber(value) == wanted end
  return i == 1 and type(wanted) == 'string'
    and string.upper(wanted) == string.upper(tostring(value))
end

function rig.on_calls(calls)
  for _, spy in ipairs(script_spies) do
    for _, call in ipairs(calls) do
      call.words.n = #call.words
      record(spy, call.words)
      record_results(spy, call.reply)
    end
  end
end

local function spy_on_scripts(callback)
  local made = new_spy(callback)
  made.loose = same_word
  script_spies[#script_spies + 1] = made
  rig.spy_on_calls(true)
  made.undo = function()
    for i, other in ipairs(script_spies) do
      if other == made then table.remove(script_spies, i) break end
    end
    if #script_spies == 0 then rig.spy_on_calls(false) end
  end
  return made
end

-- --- What tests use

spy = setmetatable({
  new = function(callback)
    if callback == nil then callback = function() end end
    if not is_callable(callback) then
      rig.error('spy.new takes a function, and got ' .. show(callback))
    end
    return new_spy(callback)
  end,
  on = function(object, key)
    if type(object) ~= 'table' or not is_callable(object[key]) then
      rig.error('spy.on takes a table and the name of a function in it')
    end
    if object == redis and (key == 'call' or key == 'pcall') then
      return spy_on_scripts(object[key])
    end
    local before = rawget(object, key)
    local made = new_spy(object[key])
    object[key] = made
    made.undo = function() object[key] = before end
    return made
  end,
  is_spy = function(object) return getmetatable(object) == Spy end,
  _ = match._,
}, { __call = function(self, ...) return self.new(...) end })

local function returns(...)
  local results = packed(...)
  return function() return unpack(results, 1, results.n) end
end

-- A stub's answers: those for certain arguments first, then the one for all.
local function give_answers(made)
  local cases, default = {}, made.callback
  made.callback = function(...)
    local arguments = packed(...)
    for _, case in ipairs(cases) do
      if fits(case.arguments, arguments) then return case.answer(...) end
    end
    return default(...)
  end
  local function answers(set)
    return {
      returns = function(...) set(returns(...)) return made end,
      invokes = function(answer) set(answer) return made end,
    }
  end
  made.by_default = answers(function(answer) default = answer end)
  made.returns, made.invokes = made.by_default.returns, made.by_default.invokes
  made.on_call_with = function(...)
    local arguments = packed(...)
    return answers(function(answer)
      table.insert(cases, 1, { arguments = arguments, answer = answer })
    end)
  end
  return made
end

stub = setmetatable({
  new = function(object, key, ...)
    if object == nil and key == nil then return give_answers(new_spy(function() end)) end
    if type(object) ~= 'table' or key == nil then
      rig.error('stub takes a table and the name of what shall be replaced in it')
    end
    if object == redis then
      rig.error('scripts are not kept from calling commands; faults.fail() makes them fail')
    end
    local before = rawget(object, key)
    local answer = ...
    if select('#', ...) ~= 1 or not is_callable(answer) then answer = returns(...) end
    local made = give_answers(new_spy(answer))
    object[key] = made
    made.undo = function() object[key] = before end
    return made
  end,
  is_stub = function(object)
    return getmetatable(object) == Spy and rawget(object, 'on_call_with') ~= nil
  end,
}, { __call = function(self, ...) return self.new(...) end })

-- All functions of a table as spies, or with `stubbed` as stubs.
mock = setmetatable({
  new = function(object, stubbed)
    if type(object) ~= 'table' then rig.error('mock takes a table, and got ' .. show(object)) end
    local seen = {}
    local function visit(part)
      if seen[part] then return end
      seen[part] = true
      local names = {}
      for key in pairs(part) do names[#names + 1] = key end
      for _, key in ipairs(names) do
        local value = part[key]
        if is_callable(value) then
          if stubbed then stub.new(part, key) else spy.on(part, key) end
        elseif type(value) == 'table' then
          visit(value)
        end
      end
    end
    visit(object)
    return object
  end,
  clear = function(object)
    for _, value in pairs(object) do
      if spy.is_spy(value) then value:clear() end
    end
    return object
  end,
  revert = function(object)
    local spies = {}
    for _, value in pairs(object) do
      if spy.is_spy(value) then spies[#spies + 1] = value end
    end
    for _, value in ipairs(spies) do value:revert() end
    return object
  end,
}, { __call = function(self, ...) return self.new(...) end })

function rig.keep_spy(made) live[#live + 1] = made end

-- Ends spies that were made from `from` on, the last first.
function rig.end_spies(from)
  for i = #live, from or 1, -1 do
    live[i]:revert()
    live[i] = nil
  end
end

function rig.snapshot_spies()
  local from = #live + 1
  return { revert = function() rig.end_spies(from) end }
end

-- --- assert.spy(s).was.called_with(...)

local function spy_in(state, name)
  local made = state.payload
  if spy.is_spy(made) then return made end
  rig.error(name .. ' belongs behind a spy: assert.spy(s).was.' .. name .. '()')
end

for _, name in ipairs({ 'spy', 'stub' }) do
  rig.register('modifier', name, {
    name = name,
    takes = true,
    callback = function(state, arguments) state.payload = arguments[1] end,
  })
end

local function calls_text(lists)
  if #lists == 0 then return 'no call' end
  local texts = {}
  for i, call in ipairs(lists) do texts[i] = '(' .. arguments_text(call.vals) .. ')' end
  return table.concat(texts, '\n')
end

local function times(count)
  return count .. (count == 1 and ' call' or ' calls')
end

local function counted(name, word, compare)
  rig.register('assertion', name, {
    name = name,
    callback = function(state, arguments)
      local made, wanted = spy_in(state, name), arguments[1]
      if wanted == nil and compare == nil and not state.mod then state.mod, wanted = true, 0 end
      arguments.wanted = wanted
      local held, count = made:called(wanted, compare)
      arguments.count = count
      return held
    end,
    describe = function(arguments, negated, state)
      local wanted = arguments.wanted and word .. times(arguments.wanted) or 'a call'
      return {
        message = 'expected another number of calls',
        expected = (negated and 'not ' or '') .. wanted,
        got = arguments.count == 0 and 'no call'
          or times(arguments.count) .. '\n' .. calls_text(state.payload.calls),
        shown = { tostring(arguments.wanted or '>0'), tostring(arguments.count) },
      }
    end,
  })
end

counted('called', '')
counted('called_at_least', 'at least ', function(count, wanted) return count >= wanted end)
counted('called_at_most', 'at most ', function(count, wanted) return count <= wanted end)
counted('called_more_than', 'more than ', function(count, wanted) return count > wanted end)
counted('called_less_than', 'less than ', function(count, wanted) return count < wanted end)

local function listed(name, method, field, what)
  rig.register('assertion', name, {
    name = name,
    callback = function(state, arguments)
      local made = spy_in(state, name)
      return (made[method](made, arguments))
    end,
    describe = function(arguments, negated, state)
      return {
        message = 'expected ' .. (negated and 'no ' or 'a ') .. what,
        expected = '(' .. arguments_text(arguments) .. ')',
        got = calls_text(state.payload[field]),
      }
    end,
  })
end

listed('called_with', 'called_with', 'calls', 'call with these arguments')
listed('returned_with', 'returned_with', 'returnvals', 'call that returned these values')
)lua";

}  // namespace luarig
