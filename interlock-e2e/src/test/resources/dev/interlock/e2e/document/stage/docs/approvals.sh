. "$STAGES/stage.sh"
cp -R bundles/accounts-payable bundle
cat >>bundle/rules/sod.yaml <<'END'

  - id: AP-09
    title: A new vendor is looked at
    require: {for: vendor.create, approval: {by: ap-approvers}}
END
configure bundle erp
start
as paul task open onboard-vendor --agent ap-clerk --instruction "Set them up" >"$stage/log"
task=$(after opened <"$stage/log")
for hold in h-17 h-18 h-19 h-20 h-21 h-22; do
  call ap-clerk "$task" create_vendor '{"name": "'$hold'", "iban": "DE89370400440532013000"}' >"$stage/held"
  ids[$hold]=$(after hold <"$stage/held")
  [ $hold != h-17 ] || ids[KQ7F-2M9X]=$(sed -n 's/.*Its code is \([0-9A-Z-]*\).*/\1/p' "$stage/held")
done
ids[g-1f0c]=$(as vera approvals list --json | grep -o 'g-[0-9a-f]*' | head -n 1)
before() {
  person=vera
  [ "$2" != withdraw ] || person=paul
}
