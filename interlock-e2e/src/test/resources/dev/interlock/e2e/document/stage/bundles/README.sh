. "$STAGES/stage.sh"
cp -R bundles/software-delivery mine
