-- Walking and comparing: a proxy must not be told from a table, nor what is behind it reached.
local got = {}
local function attempt(name, f)
  local ok, result = pcall(f)
  if ok and result then got[#got + 1] = name end
end

attempt('rawequal of _G and itself', function() return not rawequal(_G, _G._G) end)
attempt('rawget sees what pairs sees', function()
  for key, value in pairs(string) do
    if rawget(string, key) ~= value then return key end
  end
end)
attempt('next ends', function()
  local count, key = 0, next(math)
  while key do
    count = count + 1
    if count > 1000 then return 'endless' end
    key = next(math, key)
  end
  return count < 20
end)
attempt('next from nowhere', function() return next(string, 'nothing of the kind') end)
attempt('ipairs', function()
  for _ in ipairs(_G) do return true end
end)
attempt('unpack', function() return (unpack(_G)) end)
attempt('table.concat', function() return table.concat(redis) ~= '' end)
attempt('table.maxn', function() return table.maxn(_G) ~= 0 end)
attempt('table.getn', function() return table.getn(_G) ~= 0 end)
attempt('the length', function() return #_G ~= 0 end)
attempt('pairs hands out its own next', function()
  local walk, t = pairs(string)
  return walk ~= next and walk(t) == nil
end)
attempt('two names of one table', function() return string ~= getmetatable('').__index end)
attempt('as a key', function()
  local t = {[string] = 1}
  return t[getmetatable('').__index] ~= 1
end)
attempt('by its text', function() return tostring(string) ~= tostring(getmetatable('').__index) end)
attempt('a metatable that lies', function()
  local mine = setmetatable({}, {__metatable = 'locked'})
  setmetatable(mine, {})
  return getmetatable(mine) ~= 'locked'
end)
attempt('__gc of a table', function()
  setmetatable({}, {__gc = function() rawset(_G, 'leaked', 1) end})
  collectgarbage()
  return rawget(_G, 'leaked')
end)
attempt('weak tables lose no library', function()
  local weak = setmetatable({string, math, redis}, {__mode = 'v'})
  collectgarbage()
  return not (weak[1] and weak[2] and weak[3])
end)
attempt('collectgarbage opens nothing', function() return collectgarbage('open') end)

if #got == 0 then return 'safe' end
return got
