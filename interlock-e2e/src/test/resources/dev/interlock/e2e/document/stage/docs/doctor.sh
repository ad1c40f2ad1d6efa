. "$STAGES/stage.sh"
configure bundles/accounts-payable erp
start
ids[/etc/interlock/interlock-server.yaml]=$PWD/interlock-server.yaml
ids[https://gateway.example.com]=$INTERLOCK_URL
found=1 # the doctor finds something on every machine of developers
