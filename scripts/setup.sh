#!/usr/bin/env bash
# Gets what the build needs: checks Swift, and installs the Debian or Ubuntu packages that are missing.
#
#   scripts/setup.sh           install what is missing (as root, or with sudo)
#   scripts/setup.sh --check   only say what is missing; exit status 1 if anything is
#
# Does nothing, and says nothing, when all is there.
set -euo pipefail

# Oldest Swift that builds the package: the first line of Package.swift.
oldest_swift=6.1
packages=(libosmesa6-dev libgl-dev libpng-dev libgif-dev libopenblas-dev zlib1g-dev)

say() { printf 'setup: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

check_swift() {
    local swift=${SWIFT:-swift} text version
    local where="Get Swift $oldest_swift or newer from https://www.swift.org/install/linux/ and put its usr/bin folder on the PATH."
    command -v "$swift" >/dev/null || fail "Swift is not installed, or not on the PATH. $where"
    text=$("$swift" --version 2>&1) || fail "'$swift --version' fails: ${text%%$'\n'*}. $where"
    version=$(sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' <<<"$text" | head -n 1)
    [[ -n $version ]] || fail "'$swift --version' does not name a version: ${text%%$'\n'*}. $where"
    if ((${version%.*} < ${oldest_swift%.*})) ||
        { ((${version%.*} == ${oldest_swift%.*})) && ((${version#*.} < ${oldest_swift#*.})); }; then
        fail "Swift $version is too old. $where"
    fi
}

# Prints the packages that are not installed.
missing_packages() {
    local installed package
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null || true)
    for package in "${packages[@]}"; do
        grep -qx "installed $package" <<<"$installed" || echo "$package"
    done
    # What Swift itself needs to build anything, for a toolchain that was only unpacked. g++ stands for libstdc++-N-dev.
    command -v make >/dev/null || echo make
    command -v pkg-config >/dev/null || echo pkg-config
    [[ -e /usr/include/stdlib.h ]] || echo libc6-dev
    compgen -G '/usr/lib/gcc/*/*/libstdc++.so' >/dev/null || echo g++
}

# Prints those of the packages that apt's lists know no version of.
unknown_packages() {
    local package
    for package in "$@"; do
        grep -q '^ *Candidate: [^(]' <<<"$(apt-cache policy "$package" 2>/dev/null)" || echo "$package"
    done
}

# Runs a command as root, asking for a password only where somebody can type one.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif [[ -t 0 ]]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@"
}

install_packages() {
    local by_hand="apt-get update && apt-get install -y --no-install-recommends $*" log unknown
    if ((EUID != 0)); then
        by_hand="sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
        if ! command -v sudo >/dev/null || { [[ ! -t 0 ]] && ! sudo -n true 2>/dev/null; }; then
            fail "these packages are missing, and only root can install them; run: su -c '${by_hand//sudo /}'"
        fi
    fi
    say "installing $*"
    log=$(mktemp)
    trap "rm -f $log" EXIT
    # One broken source among many must not matter as long as the packages are known afterwards.
    unknown=$(unknown_packages "$@")
    if [[ -n $unknown ]]; then
        apt update >"$log" 2>&1 || true
        unknown=$(unknown_packages "$@")
    fi
    if [[ $unknown == libosmesa6-dev ]]; then
        fail "$(no_osmesa)"
    elif [[ -n $unknown ]]; then
        cat "$log" >&2
        fail "apt knows no package named" $unknown"; check the network and the package sources, then run: $by_hand"
    fi
    # Lists that are too old name files that are gone: then, and only then, they are worth getting anew.
    if ! apt install -y --no-install-recommends "$@" >"$log" 2>&1 &&
        ! { apt update && apt install -y --no-install-recommends "$@"; } >>"$log" 2>&1; then
        cat "$log" >&2
        fail "the packages could not be installed; to see why, run: $by_hand"
    fi
}

no_osmesa() {
    local system
    system=$(. /etc/os-release 2>/dev/null && echo "${PRETTY_NAME:-}") || true
    echo "smog draws with OSMesa, which Mesa dropped in version 25.1 and ${system:-this system} no longer has (libosmesa6-dev);" \
        "Debian 12 and 13 and Ubuntu 22.04, 24.04 and 25.04 have it, so a container of one of them will do"
}

main() {
    check_swift
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "this is not Debian or Ubuntu, so nothing is installed here; the build needs the headers and libraries of" \
            "OSMesa (Mesa before 25.1), OpenGL, libpng, giflib, OpenBLAS and zlib"
        return
    fi
    local missing
    missing=$(missing_packages)
    [[ -n $missing ]] || return 0
    if [[ ${1:-} == --check ]]; then
        say "missing packages:" $missing
        return 1
    fi
    install_packages $missing
}

main "$@"
