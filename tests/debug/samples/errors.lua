redis.call('SET', 'text', 'hello')
local reply = redis.pcall('HGET', 'text', 'field')
local ok = pcall(error, 'caught {by} pcall')
local missing = nil
return missing.field
