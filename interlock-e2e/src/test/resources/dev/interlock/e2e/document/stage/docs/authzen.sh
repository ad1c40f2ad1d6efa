. "$STAGES/stage.sh"
configure bundles/accounts-payable erp
cat >>interlock-server.yaml <<END
authzen:
  callers: {mesh: {$(party mesh), mode: enforcing}}
END
