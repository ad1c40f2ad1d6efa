. "$STAGES/stage.sh"
configure bundles/accounts-payable erp
start
as vera task open onboard-vendor --agent ap-clerk --instruction "Set Acme up" >"$stage/log"
call ap-clerk "$(after opened <"$stage/log")" create_vendor '{"name": "Acme", "iban": "DE89370400440532013000"}' >"$stage/log"
ids[c-30]=$(grep -o '"call":"c-[0-9]*' "$stage/log" | cut -c 9-)
ids[c-38]=${ids[c-30]}
ids[https://gateway.example.com]=$INTERLOCK_URL
ids[DIR]=audit-of-today
sed -n '/^```python/,/^```/{/^```/!p}' "$PAGES/docs/record.md" >verify.py
if [ -z "${CI:-}" ] && ! python3 -c 'import cryptography' 2>/dev/null; then
  python3() { echo "not run: there is no python3 with cryptography"; }
fi
cp .interlock/data/*.vkey signing.vkey
until command interlock ledger checkpoint >kept-in-march.txt; do sleep 0.2; done
before() {
  case "$1 $2" in
    "backup DIR") ids[DIR]=backup ;;
    "restore BACKUP") ids[BACKUP]=backup ids[DIR]=restored ;;
  esac
}
