#!/bin/sh
# Proves a bundle and loads its images: into this node's containerd, or into a registry. Needs no network but that.
#   ./load.sh [--key public.pem] --check | --node [--address SOCKET] | --registry HOST/PATH [-- OPTIONS OF skopeo copy]
set -eu
cd "$(dirname "$0")"
key= what= registry= address=/run/containerd/containerd.sock
while [ $# -gt 0 ]; do
  case $1 in
    --key) key=$2; shift ;;
    --address) address=$2; shift ;;
    --registry) what=registry registry=$2; shift ;;
    --node | --check) what=${1#--} ;;
    --) shift; break ;;
    *) echo "load.sh: unknown option $1" >&2; exit 2 ;;
  esac
  shift
done
[ -n "$what" ] || { sed -n 2,3p "$0" >&2; exit 2; }

if [ -n "$key" ]; then
  openssl pkeyutl -verify -rawin -pubin -inkey "$key" -sigfile SHA256SUMS.sig -in SHA256SUMS >/dev/null \
    || { echo "load.sh: the signature is not of this key, or not of this bundle" >&2; exit 1; }
else
  echo "load.sh: no --key, so nobody vouches for this bundle" >&2
fi
sha256sum --quiet --strict --check SHA256SUMS || { echo "load.sh: the bundle was changed, or is not whole" >&2; exit 1; }

for archive in images/*.tar; do
  case $what in
    node) ctr --address "$address" --namespace k8s.io images import "$archive" ;;
    registry) skopeo copy --all "$@" "docker-archive:$archive" "docker://$registry/$(basename "$archive" .tar | sed 's/-\([0-9].*\)$/:\1/')" ;;
  esac
done
echo "load.sh: $(wc -l <SHA256SUMS) files are as they were made"
