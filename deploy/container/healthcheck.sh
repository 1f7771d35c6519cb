#!/bin/bash
# healthcheck.sh HOST PORT: whether the jalond whose metrics are there answers
# calls. Needs bash only; a read-only ledger still answers.
set -euo pipefail
exec 3<>"/dev/tcp/$1/$2"
printf 'GET /metrics HTTP/1.1\r\nHost: health\r\nConnection: close\r\n\r\n' >&3
ready=no
while IFS= read -r -t 5 line <&3; do
  [ "${line%$'\r'}" = "jalon_ready 1" ] && ready=yes
done
[ "$ready" = yes ]
