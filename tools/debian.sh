#!/usr/bin/env bash
# Installs Debian packages that are missing; without root it says the one command that does, and ends with 1.
set -u
missing=()
for package in "$@"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}")
if [ "$(id -u)" -eq 0 ]; then
  as_root=()
elif sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  echo "Es fehlen Debian-Pakete. Bitte einmal als root ausführen:  apt-get install -y --no-install-recommends ${missing[*]}" >&2
  exit 1
fi
log=$(mktemp)
if "${as_root[@]}" apt-get update >"$log" 2>&1 && "${as_root[@]}" "${install[@]}" >>"$log" 2>&1; then
  rm -f "$log"
else
  tail -n 5 "$log" >&2
  echo "Die Installation von ${missing[*]} ist fehlgeschlagen; das Protokoll steht in $log." >&2
  exit 1
fi
