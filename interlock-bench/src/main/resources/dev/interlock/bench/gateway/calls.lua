-- Calls of which hardly two are the same: each has an id of its own, the agents take turns, vendors and accounts are drawn.
-- The benchmark puts `heads` (one for each agent) and `parts` (what stands between id, vendor and account) before this.
local vendors = 10000
local calls = 0

function init(args)
  math.randomseed(4711)
end

function request()
  calls = calls + 1
  local vendor = 100000 + math.random(0, vendors - 1)
  return heads[calls % #heads + 1] .. parts[1] .. (1000000000 + calls) .. parts[2] .. vendor .. parts[3] .. vendor .. parts[4]
end
