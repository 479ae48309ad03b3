-- The tables of the libraries.
local got = {}
local function attempt(name, f)
  local ok, result = pcall(f)
  if ok and result then got[#got + 1] = name end
end

local names = {'redis', 'string', 'table', 'math', 'bit', 'cjson', 'cmsgpack', 'struct', 'coroutine'}
for _, name in ipairs(names) do
  local library = _G[name]
  attempt(name .. ': field', function() library.leaked = 1 return library.leaked end)
  attempt(name .. ': rawset', function() rawset(library, 'leaked', 1) return library.leaked end)
  attempt(name .. ': setmetatable', function()
    setmetatable(library, {__index = {leaked = 1}})
    return library.leaked
  end)
  attempt(name .. ': getmetatable', function() return getmetatable(library) end)
  attempt(name .. ': table.insert', function() table.insert(library, 1) return library[1] end)
  attempt(name .. ': existing field', function()
    for key, value in pairs(library) do
      library[key] = nil
      return library[key] ~= value
    end
  end)
  attempt(name .. ': __newindex onto it', function()
    local mine = setmetatable({}, {__newindex = library})
    mine.leaked = 1
    return library.leaked
  end)
  attempt(name .. ': as a metatable', function()
    local mine = setmetatable({}, library)
    getmetatable(mine).leaked = 1
    return library.leaked
  end)
  attempt(name .. ': rawset through a metatable', function()
    rawset(getmetatable(setmetatable({}, library)), 'leaked', 1)
    return library.leaked
  end)
end
attempt('table.sort', function() table.sort(string, function() string.leaked = 1 end) return string.leaked end)
attempt('table.remove', function() return table.remove(string) end)
attempt('table.setn', function() table.setn(string, 5) return #string ~= 0 end)
attempt('table.foreach', function()
  return table.foreach(string, function(key) string[key] = nil return string[key] == nil end)
end)
attempt('table.foreachi', function() return table.foreachi(string, function(i) return i end) end)
attempt('next gives what cannot be written', function()
  local key = next(string)
  string[key] = 1
  return string[key] == 1
end)
attempt('clearing while pairs walks', function()
  for key in pairs(math) do math[key] = nil end
  return math.floor == nil
end)

if #got == 0 then return 'safe' end
return got
