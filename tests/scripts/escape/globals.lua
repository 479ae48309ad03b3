-- Globals, by every way to a table.
local got = {}
local function attempt(name, f)
  local ok, result = pcall(f)
  if ok and result then got[#got + 1] = name end
end

attempt('assignment', function() leaked = 1 return rawget(_G, 'leaked') end)
attempt('function statement', function() function leaked() end return rawget(_G, 'leaked') end)
attempt('field of _G', function() _G.leaked = 1 return rawget(_G, 'leaked') end)
attempt('rawset', function() rawset(_G, 'leaked', 1) return rawget(_G, 'leaked') end)
attempt('existing name', function() local was = tostring tostring = nil return tostring ~= was end)
attempt('KEYS', function() KEYS = {1} return KEYS[1] == 1 end)
attempt('setmetatable', function() setmetatable(_G, {__index = {leaked = 1}}) return leaked end)
attempt('its metatable', function() getmetatable(_G).__index = {leaked = 1} return leaked end)
attempt('rawset of its metatable', function()
  rawset(getmetatable(_G), '__index', function() return 1 end)
  return leaked
end)
attempt('__newindex of its metatable', function()
  getmetatable(_G).__newindex = function(t, k, v) rawset(t, k, v) end
  leaked = 1
  return leaked
end)
attempt('metatable of the metatable', function()
  setmetatable(getmetatable(_G), {__index = {leaked = 1}})
  return getmetatable(_G).leaked
end)
attempt('table.insert', function() table.insert(_G, 'leaked') return rawget(_G, 1) end)
attempt('table.insert in front', function() table.insert(_G, 1, 'leaked') return rawget(_G, 1) end)
attempt('table.insert far away', function() table.insert(_G, 5, 'leaked') return rawget(_G, 5) end)
attempt('__index onto it', function()
  local mine = setmetatable({}, {__index = _G, __newindex = _G})
  mine.leaked = 1
  return rawget(_G, 'leaked')
end)
attempt('the table behind it', function()
  local seen = {}
  for _, value in pairs(_G) do
    if type(value) == 'table' and value ~= _G and rawget(value, 'pairs') and rawget(value, 'redis') then
      seen[1] = value
    end
  end
  return seen[1]
end)
attempt('_G of _G', function() _G._G._G.leaked = 1 return rawget(_G, 'leaked') end)
attempt('nil as a name', function() rawset(_G, 1, 1) return rawget(_G, 1) end)

if #got == 0 then return 'safe' end
return got
