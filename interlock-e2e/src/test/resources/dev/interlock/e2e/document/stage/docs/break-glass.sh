. "$STAGES/stage.sh"
with_lanes
configure bundle erp
start
as dana break-glass open --agent ap-clerk --reason night --duty payment.release >"$stage/log"
opened=$(after proposed <"$stage/log")
as carl break-glass confirm "${opened:-$(grep -o 'lane-[0-9]*' "$stage/log" | head -n 1)}" >"$stage/log"
# The page's second block opens its own lane, which takes that the first was reviewed.
before() {
  if [ "$2" = open ]; then
    as vera break-glass end "${ids[lane-38]}" >"$stage/log"
    as vera break-glass review "${ids[lane-38]}" --accept --comment fine >"$stage/log"
    rm ap-clerk.lane
  fi
  lane "$2" lane-38
}
