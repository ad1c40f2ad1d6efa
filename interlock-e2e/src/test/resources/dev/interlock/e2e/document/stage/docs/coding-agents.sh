. "$STAGES/stage.sh"
BUNDLES=$PWD/bundles
mkdir ~/shop
