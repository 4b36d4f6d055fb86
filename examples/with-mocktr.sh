#!/bin/sh
# Runs a command beside a world of mocktr's, and leads it there: with-mocktr.sh SEED COMMAND...
set -eu
seed=$1
shift
folder=$(mktemp -d)
ca="$folder/ca.pem" log="$folder/log" store="$folder/mocktr.p12"

mocktr serve --seed "$seed" --clock manual --tenants one --port 0 \
    --tls --tls-port 0 --tls-ca-cert "$ca" > "$log" &
server=$!
trap 'kill "$server" || true; wait "$server" || true; rm -r "$folder"' EXIT
trap 'exit 130' INT TERM
until grep -q 'HTTPS proxy is' "$log"; do
    kill -0 "$server"
    sleep 0.1
done
proxy=$(sed -n 's/.*HTTPS proxy is \(.*\):$/\1/p' "$log")

export MOCKTR_URL="$(sed -n 's/.* on \(http:[^ ]*\) (.*/\1/p' "$log")" # for the tests, and mocktr ctl
export TWILIO_ACCOUNT_SID=AC00000000000000000000000000000001
export TWILIO_AUTH_TOKEN=00000000000000000000000000000000
export HTTPS_PROXY="$proxy" https_proxy="$proxy" # C#, Go, PHP, Python, Ruby
export SSL_CERT_FILE="$ca" REQUESTS_CA_BUNDLE="$ca"
if command -v keytool > /dev/null; then
    keytool -importcert -noprompt -alias mocktr -file "$ca" -keystore "$store" \
        -storetype PKCS12 -storepass changeit 2> /dev/null
    port=${proxy##*:}
    export JAVA_TOOL_OPTIONS="-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=$port \
-Djavax.net.ssl.trustStore=$store -Djavax.net.ssl.trustStorePassword=changeit"
fi

"$@"
