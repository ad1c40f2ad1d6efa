. "$STAGES/stage.sh"
with_lanes
configure bundle erp
start
as dana break-glass open --agent ap-clerk --reason night --duty payment.release >"$stage/log"
lane confirm lane
as carl break-glass confirm "${ids[lane]}" >"$stage/log"
as dana break-glass credential "${ids[lane]}" --file "$stage/lane" >"$stage/log"
ids[lease-27]=$(as vera lease list | grep -o 'lease-[0-9]*' | head -n 1)
as vera task open onboard-vendor --agent ap-clerk --instruction "Set Acme up" >"$stage/log"
ids[t-12]=$(after opened <"$stage/log")
before() {
  if [ "$1 $2" = "agent confirm" ]; then
    person=paul
    ids[r-40]=$(as paul agent list --json | grep -o 'r-[0-9]*' | head -n 1)
  fi
}
