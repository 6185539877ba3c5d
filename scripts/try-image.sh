#!/usr/bin/env bash
# Builds the image and runs it as production does: as another user, on a read-only root, with a store that outlives it.
# Needs root and Debian, and no registry of images: bases by the right names are made of Debian's packages and of the npm packages of Node.js.
# With BASES=pull, buildah pulls the real ones.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
for tool in buildah mmdebstrap curl; do command -v "$tool" >/dev/null || missing+=("$tool"); done
[ ${#missing[@]} -eq 0 ] || { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; }

work=$(mktemp -d)
export BUILDAH_ISOLATION=chroot
buildah() { command buildah --root "$work/images" --runroot "$work/run" "$@"; }
pid=
stop() {
  kill $pid ${simulator:-} 2>/dev/null || true
  sleep 0.2
  for mount in "$work"/root/{proc,dev/null,dev/urandom,data,tmp}; do umount "$mount" 2>/dev/null || true; done
  umount "$work/root" 2>/dev/null || true
  buildah umount --all >/dev/null 2>&1 || true
  umount "$work/images/overlay" 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
say() { printf '\n== %s\n' "$*"; }

if [ "${BASES:-made}" = made ]; then
  say 'debian:12-slim, of Debian'\''s packages'
  mmdebstrap --quiet --variant=essential --include=libstdc++6 \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
    --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*' bookworm "$work/debian.tar"
  base=$(buildah from scratch)
  buildah add --quiet "$base" "$work/debian.tar" / >/dev/null
  buildah commit --quiet "$base" docker.io/library/debian:12-slim >/dev/null

  say 'node:24-slim, with the npm packages of Node.js and npm'
  platform=$(node -p 'process.platform + "-" + process.arch')
  npm install --silent --no-save --prefix "$work/node" "node-$platform@24" npm@11
  node=$(buildah from docker.io/library/debian:12-slim)
  buildah copy --quiet "$node" "$work/node/node_modules/node-$platform/bin/node" /usr/local/bin/node >/dev/null
  buildah copy --quiet "$node" "$work/node/node_modules/npm" /usr/local/lib/node_modules/npm >/dev/null
  buildah run "$node" -- ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
  # How this machine reaches its registry. Only the stage that builds is made of this base.
  [ ! -f "$HOME/.npmrc" ] || buildah copy --quiet "$node" "$HOME/.npmrc" /root/.npmrc >/dev/null
  if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
    buildah copy --quiet "$node" "$NODE_EXTRA_CA_CERTS" /root/ca.pem >/dev/null
    buildah config --env NODE_EXTRA_CA_CERTS=/root/ca.pem "$node"
  fi
  buildah commit --quiet "$node" docker.io/library/node:24-slim >/dev/null
fi

say 'building the image'
buildah build --quiet --format docker ${BASES:+$([ "$BASES" = pull ] && echo --pull)} --tag wallet-gateway:try . >/dev/null
container=$(buildah from wallet-gateway:try)
mounted=$(buildah mount "$container")
size=$(du -sm "$mounted" | cut -f1)
echo "$size MB"
[ "$size" -lt 250 ] || { echo 'the image is too large'; exit 1; }
buildah inspect --type image wallet-gateway:try | node -e '
  const { config } = JSON.parse(require("node:fs").readFileSync(0)).OCIv1;
  console.log(JSON.stringify(config, ["User", "Env", "Entrypoint", "Cmd", "Volumes", "StopSignal", "ExposedPorts"]));
  if (config.User !== "65532:65532" || config.StopSignal !== "SIGTERM") process.exit(1);'
[ ! -e "$mounted/usr/local/bin/npm" ] || { echo 'the image has npm'; exit 1; }

# What a container runtime does: a read-only root, a volume for /data, no rights, another user.
mkdir -p "$work/root" "$work/data"
chown 65532:65532 "$work/data"
mount --bind "$mounted" "$work/root"
mount -o remount,bind,ro "$work/root"
mount --bind "$work/data" "$work/root/data"
mount -t proc proc "$work/root/proc" 2>/dev/null || true
chroot=$(command -v chroot)
# chroot needs a right that the user has not: it comes first. With exec, a process in the background is the gateway itself.
become() {
  exec env -i NODE_ENV=production HOST=0.0.0.0 "${settings[@]}" "$chroot" --userspec=65532:65532 --groups= "$work/root" \
    /usr/local/bin/node /app/dist/main.js "$@"
}
run() { (become "$@"); }

say 'the simulator, and a gateway before it'
settings=(SIMULATOR_PORT=4711)
(become simulator) >"$work/simulator.log" 2>&1 &
simulator=$!
settings=(UPSTREAM_URL=http://127.0.0.1:4711 AUTH=none PORT=4710 METRICS_PORT=4712 DRAIN_DELAY_MS=1000)
# The simulator comes up meanwhile.
for _ in $(seq 25); do run doctor >"$work/doctor.log" 2>&1 && break; sleep 0.2; done
cat "$work/doctor.log"
start() {
  (become) >"$work/gateway.log" 2>&1 &
  pid=$!
  for _ in $(seq 50); do run healthcheck >/dev/null 2>&1 && return; sleep 0.2; done
  cat "$work/gateway.log"
  exit 1
}
ask() {
  curl -sf "http://127.0.0.1:4710/graphql" -H 'content-type: application/json' -d "$1"
}
start
run healthcheck
ps -o uid=,args= -p "$pid" | grep 65532
ask '{"query":"mutation { createCustomer(input: { externalRef: \"try\", name: \"Ann\", email: \"ann@example.com\" }) { customer { id name } errors { code } } }"}'
curl -sf http://127.0.0.1:4712/metrics | grep '^wallet_gateway_build_info'
touch "$work/root/app/x" 2>/dev/null && { echo 'the root can be written'; exit 1; }

say 'stopping it with a client connected'
curl -sN "http://127.0.0.1:4710/graphql/stream" -H 'content-type: application/json' \
  -d '{"query":"subscription { topupStatus(orderId: \"ord_busy_01\") { status } }"}' >"$work/stream.log" &
for _ in $(seq 50); do grep -q 'event: next' "$work/stream.log" && break; sleep 0.1; done
grep 'data:' "$work/stream.log"
began=$(date +%s%N)
kill -TERM "$pid"
sleep 0.3
drained=$(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:4710/readyz)
echo "readyz while it drains: $drained"
[ "$drained" = 503 ] || exit 1
wait "$pid"
echo "stopped after $((($(date +%s%N) - began) / 1000000)) ms"

say 'starting it again: the store is kept'
start
kept=$(ask '{"query":"{ customerByExternalRef(externalRef: \"try\") { name } }"}')
echo "$kept"
[[ $kept == *'"name":"Ann"'* ]] || { echo 'the store was lost'; exit 1; }
kill -TERM "$pid"
wait "$pid"
pid=
echo 'the image works'
