. "$STAGES/stage.sh"
configure bundles/accounts-payable erp
cp -R bundles/accounts-payable changed
sed -i 's/payment.release\], per: vendor/payment.prepare], per: vendor/' changed/rules/*.yaml
found=1 # `diff` does where bundles differ
