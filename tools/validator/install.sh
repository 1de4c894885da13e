#!/usr/bin/env bash
# Installs the Open XML SDK's validator (npm, pinned with hashes) into the folder that is named; once.
set -euo pipefail
here=$(dirname "$0")
folder=$1
cmp -s "$here/package-lock.json" "$folder/.installed" && exit 0
if ! command -v npm >/dev/null; then
  echo "Für die Prüfung der Word- und Excel-Dateien fehlt npm." >&2
  exit 1
fi
rm -rf "$folder"
mkdir -p "$folder"
cp "$here/package.json" "$here/package-lock.json" "$folder"
(cd "$folder" && npm install --no-save --ignore-scripts --no-audit --no-fund --silent)
cp "$here/package-lock.json" "$folder/.installed"
