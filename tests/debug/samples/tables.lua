local big = {}
for i = 1, 2500 do big[i] = i * i end
big.name = 'squares'
local empty = {}
local function depth(n)
  if n == 0 then return 0 end
  return 1 + depth(n - 1)
end
local deep = depth(5)
return deep
