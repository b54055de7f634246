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
packages=(libgl-dev libpng-dev libgif-dev libopenblas-dev zlib1g-dev)
# What draws, looked for when the program runs: OSMesa wherever the distribution has it (Mesa before 25.1), and EGL where it does not.
osmesa=(libosmesa6-dev)
egl=(libegl1 libegl-mesa0 libgl1-mesa-dri)
# Where apt keeps its lists of packages.
lists=${APT_LISTS:-/var/lib/apt/lists}

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

# Prints those of the packages that are not installed.
not_installed() {
    local installed package
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
    for package in "$@"; do
        grep -qx "installed $package" <<<"$installed" || echo "$package"
    done
}

# Prints the packages that the build misses.
missing_packages() {
    not_installed "${packages[@]}"
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
        command -v sudo >/dev/null || fail "packages are missing, and only root can install them; run: su -c '$by_hand'"
        by_hand=${by_hand//apt-get/sudo apt-get}
        [[ -t 0 ]] || sudo -n true 2>/dev/null || fail "packages are missing, and sudo wants a password; run: $by_hand"
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
    if [[ -n $unknown ]]; then
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

# True if apt has never got its lists, as in a fresh container: then it knows no package that is not installed.
has_no_lists() { ! compgen -G "$lists/*Packages*" >/dev/null; }

# True if this user may install packages without being asked.
may_install() { ((EUID == 0)) || { command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; }; }

# True if apt would install the packages and remove none for them; needs no rights.
fits() {
    local plan
    plan=$(apt-get -qq -s install --no-install-recommends "$@" 2>/dev/null) && ! grep -q '^Remv' <<<"$plan"
}

# OSMesa comes first. It may be unknown here, or known and unfit for the Mesa that is installed; then EGL draws the same pictures.
install_what_draws() {
    local has_egl=
    [[ -n $(not_installed "${osmesa[@]}") ]] || return 0
    [[ -n $(not_installed "${egl[@]}") ]] || has_egl=yes
    if [[ -n $(unknown_packages "${osmesa[@]}") ]] && has_no_lists && may_install; then apt update >/dev/null 2>&1 || true; fi
    if [[ -z $(unknown_packages "${osmesa[@]}") ]] && fits "${osmesa[@]}"; then
        # Where EGL is there, it is no misfortune if nobody can install OSMesa now.
        if may_install || [[ -z $has_egl ]]; then
            say "installing ${osmesa[*]}"
            if (install_packages "${osmesa[@]}") 2>/dev/null; then return; fi
            say "OSMesa (${osmesa[*]}) could not be installed; EGL draws"
        else
            say "OSMesa, which draws where it is installed, is missing, and only root can install it; EGL draws for now." \
                "To install it: apt-get install ${osmesa[*]}"
        fi
    fi
    [[ -n $has_egl ]] || install_packages "${egl[@]}"
}

# Prints what is missing to draw: OSMesa where apt knows it, EGL where it does not.
missing_to_draw() {
    [[ -n $(not_installed "${osmesa[@]}") ]] || return 0
    if [[ -z $(unknown_packages "${osmesa[@]}") ]] && fits "${osmesa[@]}"; then
        echo "${osmesa[*]}"
    elif [[ -n $(not_installed "${egl[@]}") ]]; then
        echo "${egl[*]}"
    fi
}

main() {
    check_swift
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "this is not Debian or Ubuntu, so nothing is installed here; the build needs the headers and libraries of" \
            "libpng, giflib, OpenBLAS and zlib, and drawing needs Mesa's OSMesa (before Mesa 25.1) or EGL"
        return
    fi
    local missing
    missing=$(missing_packages)
    if [[ ${1:-} == --check ]]; then
        missing+=" $(missing_to_draw)"
        [[ -n ${missing// /} ]] || return 0
        say "missing packages:" $missing
        return 1
    fi
    [[ -z $missing ]] || install_packages $missing
    install_what_draws
}

main "$@"
