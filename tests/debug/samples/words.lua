-- Counts the words of some texts.
local counts = {}
local deepest = {list = {1, 2, 3}, ['two words'] = true, [-1] = 'minus'}

local function count(text)
  local found = 0
  for word in string.gmatch(text, '%a+') do
    counts[word] = (counts[word] or 0) + 1
    found = found + 1
  end
  return found
end

local total = 0
for i = 1, #ARGV do
  total = total + count(ARGV[i])
end
redis.call('SET', KEYS[1], total)
redis.call('RPUSH', 'words', 'a', 'b', 'c')
return total
