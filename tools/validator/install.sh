#!/usr/bin/env bash
# Installs the Open XML SDK's validator (npm, pinned with hashes) into the folder that is named; once.
set -euo pipefail
here=$(dirname "$0")
folder=$1
cmp -s "$here/package-lock.json" "$folder/.installed" && exit 0
command -v npm >/dev/null || bash "$here/../debian.sh" npm || exit 1
rm -rf "$folder"
mkdir -p "$folder"
cp "$here/package.json" "$here/package-lock.json" "$folder"
(cd "$folder" && npm install --no-save --ignore-scripts --no-audit --no-fund --silent)
cp "$here/package-lock.json" "$folder/.installed"
