#!/usr/bin/env bash
# Builds jobs/Dockerfile and runs what it made, without a docker engine (npm run container).
#
# debootstrap makes the base images from Debian's packages, buildah builds in a chroot. All of the
# Dockerfile but CUDA: its gate needs NVIDIA's base image. Takes minutes, and root or sudo.
set -euo pipefail
cd "$(dirname "$0")/.."
export BUILDAH_ISOLATION=chroot STORAGE_DRIVER=vfs BUILDAH_FORMAT=docker
work="$(mktemp -d "${TMPDIR:-/tmp}/shelfcast-image.XXXXXX")"
trap 'rm -rf "$work"' EXIT

say() { printf 'npm run container: %s\n' "$*" >&2; }
for program in buildah debootstrap; do
  command -v "$program" >/dev/null || { say "apt-get install buildah debootstrap"; exit 2; }
done

# base IMAGE FOLDER [SETTINGS…]: an image of what lies in a folder.
base() {
  local container
  container=$(buildah from scratch)
  [ $# -eq 2 ] || buildah config "${@:3}" "$container"
  buildah add -q "$container" "$2" / >/dev/null
  buildah commit -q "$container" "$1" >/dev/null
  buildah rm "$container" >/dev/null
}

say "bases from Debian's packages"
debootstrap --variant=minbase --include=ca-certificates,libstdc++6 bookworm "$work/base" >"$work/log" 2>&1 ||
  { tail -5 "$work/log" >&2; exit 1; }
base localhost/shelfcast-runtime "$work/base"
# Node and npm of this machine stand for the image that has them.
node="$(readlink -f "$(PATH=${PATH//$PWD\/node_modules\/.bin:/} command -v node)")"
npm="$(cd "$(dirname "$(readlink -f "$(command -v npm)")")/.." && pwd)"
mkdir -p "$work/base/usr/local/bin" "$work/base/usr/local/lib/node_modules"
cp "$node" "$work/base/usr/local/bin/node"
cp -r "$npm" "$work/base/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/base/usr/local/bin/npm"
# Certificates that this machine trusts, for registries behind a proxy.
cp /etc/ssl/certs/ca-certificates.crt "$work/base/etc/ssl/certs/ca-certificates.crt"
export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
base localhost/shelfcast-build "$work/base" --env "NODE_EXTRA_CA_CERTS=$NODE_EXTRA_CA_CERTS"

say "jobs/Dockerfile"
buildah bud -q --tag localhost/shelfcast --file jobs/Dockerfile \
  --build-arg BUILD_IMAGE=localhost/shelfcast-build \
  --build-arg RUNTIME_IMAGE=localhost/shelfcast-runtime \
  --build-arg CUDA=none \
  .

container=$(buildah from localhost/shelfcast)
trap 'buildah rm "$container" >/dev/null; rm -rf "$work"' EXIT
in_it() { buildah run --user 10001:10001 "$container" -- "$@"; }

say "its health, and who it runs as"
in_it shelfcast health
[ "$(in_it id -u)" = 10001 ]
! in_it sh -c 'echo x > /app/written' 2>/dev/null || { say "the image can be written by its user"; exit 1; }
in_it sh -c 'echo x > /scratch/written'
say "a night in it"
in_it shelfcast demo --out /scratch/demo --json >"$work/demo.json"
grep -q '"run"' "$work/demo.json"
say "its bill of materials, and its size"
in_it sh -c 'head -c 300 /app/sbom.json'
grep -q CycloneDX <(in_it cat /app/sbom.json)
printf '\n%s\n' "$(du -sh "$(buildah mount "$container")/app" | cut -f1) of packages and code"
say "all is well"
