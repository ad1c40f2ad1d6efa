. "$STAGES/stage.sh"
mkdir project
cd project
