--- @include "lib/greeting"
redis.log(redis.LOG_NOTICE, 'a notice')
redis.log(redis.LOG_DEBUG, 'below the level that is shown')
redis.debug('debug', {1, 2}, nil)
local said = greeting(ARGV[1] or 'you')
if redis.breakpoint() then
  redis.log(redis.LOG_WARNING, said)
end
local thread = coroutine and 1 or 0
return said
