#!/usr/bin/env bash
# make_demo_ca.sh DIR [SERVER_NAME…]
#
# A certificate authority for demonstrations, a certificate of the server
# (localhost, 127.0.0.1, ::1 and the names given) and one of a client for each
# principal of deploy/policy/demo.textproto, plus `unknown`, which no policy
# has. What DIR already holds is kept, so running it again adds what is
# missing. Keys are readable by their owner only.
#
#   DIR/ca.pem  DIR/ca.key  DIR/server.pem  DIR/server.key
#   DIR/{partner,referent,evaluator,analyst,operator,unknown}.{pem,key}
#
# For production, use the authority of your organisation instead.
set -euo pipefail

if [ $# -lt 1 ]; then
  sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "$0" >&2
  exit 2
fi
directory=$1
shift
days=825
clients=(partner referent evaluator analyst operator unknown)

umask 077
mkdir -p "$directory"
cd "$directory"

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }

# complete NAME: whether its key and certificate are there.
complete() { [ -s "$1.key" ] && [ -s "$1.pem" ]; }

if ! complete ca; then
  new_key ca.key
  openssl req -x509 -new -key ca.key -sha256 -days "$days" -out ca.pem \
    -subj "/O=Jalon demonstration/CN=Jalon demonstration CA" \
    -addext "basicConstraints=critical,CA:TRUE,pathlen:0" \
    -addext "keyUsage=critical,keyCertSign,cRLSign"
  # Of an earlier authority: worth nothing now.
  rm -f server.pem "${clients[@]/%/.pem}"
fi

# issue NAME COMMON_NAME USAGE ALTERNATIVE_NAMES
issue() {
  local name=$1 common=$2 usage=$3 alternatives=$4
  complete "$name" && return 0
  new_key "$name.key"
  openssl req -new -key "$name.key" -subj "/O=Jalon demonstration/CN=$common" |
    openssl x509 -req -CA ca.pem -CAkey ca.key -sha256 -days "$days" \
      -set_serial "0x$(openssl rand -hex 16)" -out "$name.pem" \
      -extfile <(printf '%s\n' "basicConstraints=critical,CA:FALSE" \
        "keyUsage=critical,digitalSignature" "extendedKeyUsage=$usage" \
        "subjectAltName=$alternatives") 2>/dev/null
}

names="DNS:localhost,IP:127.0.0.1,IP:::1"
for name in "$@"; do names+=",DNS:$name"; done
issue server localhost serverAuth "$names"
for client in "${clients[@]}"; do
  issue "$client" "$client.demo.jalon" clientAuth "DNS:$client.demo.jalon"
done
echo "certificates in $PWD"
