local function greeting(name)
  local text = 'hello ' .. name
  return text
end
