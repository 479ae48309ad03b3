// Values as text for a person, and deep comparison.

#include "engine/testing/prelude.h"

namespace luarig {

constinit const std::string_view kPreludeShow = R"lua(
local rig = ...

-- What is ours goes on working whatever a suite does to the functions that it shares with us: it
-- has copies of them. All else that it names, and what it defines, is the suite's.
local copies = {}
for _, name in ipairs({ 'error', 'getmetatable', 'ipairs', 'next', 'pairs', 'pcall', 'rawequal',
  'rawget', 'rawset', 'select', 'setfenv', 'setmetatable', 'tonumber', 'tostring', 'type',
  'unpack' }) do
  copies[name] = _G[name]
end
for _, name in ipairs({ 'math', 'string', 'table' }) do
  copies[name] = {}
  for key, value in pairs(_G[name]) do copies[name][key] = value end
end
rig.environment = setmetatable(copies, { __index = _G, __newindex = _G })
setfenv(1, rig.environment)

-- What is longer than a line of this many bytes is written one element a line.
local WIDTH = 76
-- Nobody reads more.
local MOST_BYTES = 16384
local MOST_DEPTH = 20
local null = cjson.null

local function is_name(text)
  return string.find(text, '^[%a_][%w_]*$') ~= nil
end

local function show_number(number)
  if number ~= number then return 'nan' end
  if number == math.floor(number) and math.abs(number) < 2 ^ 53 then
    return string.format('%d', number)
  end
  local short = string.format('%.14g', number)
  return tonumber(short) == number and short or string.format('%.17g', number)
end

local function rank(key)
  return type(key) == 'number' and 1 or type(key) == 'string' and 2 or 3
end

local function before(a, b)
  local of_a, of_b = rank(a), rank(b)
  if of_a ~= of_b then return of_a < of_b end
  if of_a < 3 then return a < b end
  return tostring(a) < tostring(b)
end

local function sorted_keys(value, from)
  local keys = {}
  for key in next, value do
    local listed = type(key) == 'number' and key >= 1 and key <= from and key == math.floor(key)
    if not listed then keys[#keys + 1] = key end
  end
  table.sort(keys, before)
  return keys
end

local show_value

-- The elements of a table as texts; `state.left` bounds them all.
local function elements(value, indent, state)
  local texts = {}
  local function add(prefix, element)
    if state.left <= 0 then return false end
    local text = prefix .. show_value(element, indent, state)
    state.left = state.left - #text
    texts[#texts + 1] = text
    return true
  end
  local count = 0
  while rawget(value, count + 1) ~= nil do
    count = count + 1
    if not add('', rawget(value, count)) then return texts, true end
  end
  for _, key in ipairs(sorted_keys(value, count)) do
    local name = type(key) == 'string' and is_name(key) and key
      or '[' .. show_value(key, indent, state) .. ']'
    if not add(name .. ' = ', rawget(value, key)) then return texts, true end
  end
  return texts, false
end

local function show_table(value, indent, state)
  if state.open[value] then return '<itself>' end
  if state.depth >= MOST_DEPTH then return '{...}' end
  state.open[value] = true
  state.depth = state.depth + 1
  local inner = indent .. '  '
  local texts, cut = elements(value, inner, state)
  state.depth = state.depth - 1
  state.open[value] = nil
  if cut then texts[#texts + 1] = '...' end
  if #texts == 0 then return '{}' end
  local line = '{ ' .. table.concat(texts, ', ') .. ' }'
  if #indent + #line <= WIDTH and not string.find(line, '\n', 1, true) then return line end
  return '{\n' .. inner .. table.concat(texts, ',\n' .. inner) .. '\n' .. indent .. '}'
end

function show_value(value, indent, state)
  local kind = type(value)
  if kind == 'string' then return rig.quote(value) end
  if kind == 'number' then return show_number(value) end
  if value == null then return 'null' end
  if kind ~= 'table' then return kind == 'function' and 'a function' or tostring(value) end
  local meta = getmetatable(value)
  if type(meta) == 'table' and rawget(meta, '__tostring') then return tostring(value) end
  return show_table(value, indent, state)
end

-- A value for a person, as Lua would write it: one line if it fits.
function rig.show(value)
  local text = show_value(value, '', { open = {}, depth = 0, left = MOST_BYTES })
  return #text > 4 * MOST_BYTES and string.sub(text, 1, 4 * MOST_BYTES) .. '...' or text
end

-- What was raised, if it is no string.
function rig.show_error(value)
  if value == nil then return 'nil was raised' end
  return rig.show(value)
end

-- Matchers may stand for parts of what is expected; their metatable.
rig.matcher = {}

local function path_to(key, rest)
  if type(key) == 'string' and is_name(key) then return '.' .. key .. rest end
  return '[' .. (type(key) == 'string' and rig.quote(key) or tostring(key)) .. ']' .. rest
end

-- True if both are the same down to what they hold, metatables aside. If not, where they differ
-- first: '.items[2].name'.
local function same(expected, got, open)
  if expected == got then return true end
  if type(expected) ~= 'table' then return false, '' end
  if getmetatable(expected) == rig.matcher then return expected.matches(got), '' end
  if type(got) ~= 'table' then return false, '' end
  if open[expected] == got then return true end
  local outer = open[expected]
  open[expected] = got
  local found, path = true, nil
  for key, value in next, expected do
    local other = rawget(got, key)
    if value ~= other then
      local equal, rest = same(value, other, open)
      if not equal then
        found, path = false, path_to(key, rest)
        break
      end
    end
  end
  if found then
    for key in next, got do
      if rawget(expected, key) == nil then
        found, path = false, path_to(key, '')
        break
      end
    end
  end
  open[expected] = outer
  return found, path
end

function rig.same(expected, got)
  return same(expected, got, {})
end

-- A copy, tables in it included.
function rig.copy(value, copies)
  if type(value) ~= 'table' then return value end
  copies = copies or {}
  if copies[value] then return copies[value] end
  local copy = {}
  copies[value] = copy
  for key, element in next, value do copy[rig.copy(key, copies)] = rig.copy(element, copies) end
  return setmetatable(copy, getmetatable(value))
end
)lua";

}  // namespace luarig
