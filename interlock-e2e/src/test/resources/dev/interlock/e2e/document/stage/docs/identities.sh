. "$STAGES/stage.sh"
