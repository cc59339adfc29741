#!/usr/bin/env bash
# Install Bancada on this machine as three services, or bring an installation up to the tree that this script lies in.
# It may be run any number of times: settings, data, models and keys that are there stay as they are.
#
#   sudo scripts/deploy/install.sh [--root DIR] [--no-environment] [--no-start]
#
#   --root DIR         lay everything out under DIR, for an image or a trial; starts nothing, makes no user
#   --no-environment   lay out the tree alone, without .venv; starts nothing
#   --no-start         install the units, start nothing
set -euo pipefail

root="" with_environment=yes with_start=yes
while [ $# -gt 0 ]; do
    case "$1" in
        --root) [ $# -ge 2 ] || { echo "install.sh: --root needs a folder" >&2; exit 2; }; root="${2%/}"; shift ;;
        --no-environment) with_environment=no ;;
        --no-start) with_start=no ;;
        -h | --help) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 0 ;;
        *) echo "install.sh: unknown option $1; see --help" >&2; exit 2 ;;
    esac
    shift
done

source_tree="$(cd "$(dirname "$0")/../.." && pwd)"
home="$root/opt/bancada" settings="$root/etc/bancada/bancada.env" units="$root/etc/systemd/system" commands="$root/usr/local/bin"
if [ -n "$root" ] || [ "$with_environment" = no ]; then with_start=no; fi
if [ -z "$root" ] && [ "$(id -u)" != 0 ]; then
    echo "install.sh: needs root; run it with sudo, or lay it out elsewhere with --root DIR" >&2
    exit 1
fi

if [ -z "$root" ] && ! id bancada >/dev/null 2>&1; then
    useradd --system --home-dir /var/lib/bancada --no-create-home --shell /usr/sbin/nologin bancada
fi

# A folder of its own for each version, then one link moved at once: a failure on the way leaves the old version as it was.
versions="$home-versions" version="$home-versions/$(date -u +%Y%m%dT%H%M%SZ)-$$"
mkdir -p "$version" "$(dirname "$settings")" "$units" "$commands"
trap '[ "$(readlink "$home" 2>/dev/null)" = "$version" ] || rm -rf "$version"' EXIT
if git -C "$source_tree" rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git -C "$source_tree" ls-files -z | (cd "$source_tree" && tar --null --files-from=- -cf -) | tar -xf - -C "$version"
else
    tar -C "$source_tree" --exclude=./.venv --exclude=./data --exclude=./modelos_salvos -cf - . | tar -xf - -C "$version"
fi
if [ "$with_environment" = yes ]; then make -C "$version" --no-print-directory setup; fi

before="$(readlink "$home" 2>/dev/null || true)"
ln -sfn "$version" "$home.link"
mv -T "$home.link" "$home"
for old in "$versions"/*; do
    if [ "$old" != "$version" ] && [ "$old" != "$before" ]; then rm -rf "$old"; fi
done

if [ -e "$settings" ]; then
    echo "Kept $settings"
else
    install -m 0640 "$home/scripts/deploy/bancada.env" "$settings"
    [ -n "$root" ] || chgrp bancada "$settings"
    echo "Wrote $settings"
fi
for unit in api worker dashboard; do
    install -m 0644 "$home/scripts/deploy/systemd/bancada-$unit.service" "$units/"
done
install -m 0755 "$home/scripts/deploy/bancada" "$commands/"

if [ "$with_start" = yes ]; then
    systemctl daemon-reload
    systemctl enable --quiet bancada-worker bancada-api bancada-dashboard
    install -d -o bancada -g bancada -m 0700 /var/lib/bancada /var/cache/bancada
    "$commands/bancada" setup
    # Made here, on the terminal: made by the service, it would be printed into the journal.
    if [ "$("$commands/bancada" keys list --json)" = "[]" ]; then "$commands/bancada" keys create --role admin --label first; fi
    systemctl restart bancada-worker bancada-api bancada-dashboard
    echo "Started. systemctl status 'bancada-*' shows the services; docs/how-to/deploy-on-one-machine.md what comes next."
else
    echo "Installed in $home; nothing was started."
    [ -n "$root" ] || echo "Before the API starts: sudo bancada setup && sudo bancada keys create --role admin"
fi
