#!/usr/bin/env bash
# Runs the program under the thread and the address sanitizer: a still, a GIF, a training step, text2motion, dataset images.
#
#   scripts/sanitize.sh [thread|address]    both where none is named
#
# Builds go into .build-tsan and .build-asan. Prints a line for each run; the exit status is 1 if a sanitizer reported anything.
set -u
cd "$(dirname "$0")/.." || exit 1
work=$(mktemp -d "${TMPDIR:-/tmp}/smog-sanitize.XXXXXX")
trap 'rm -rf "$work"' EXIT
clip=data/sample/CMU/09/09_01_poses.npz
model=models/smog-cmu/checkpoint_0200.pth.tar
failed=0

# Runs one command under one sanitizer. Mesa and LLVM are not built with it: what happens inside them is theirs.
try() {
    local kind=$1 name=$2
    shift 2
    rm -f "$work"/report*
    "$program" "$@" > "$work/out" 2> "$work/err"
    local status=$? reports
    reports=$(cat "$work"/report* "$work/err" 2> /dev/null | grep -cE 'WARNING: ThreadSanitizer|ERROR: AddressSanitizer|ERROR: LeakSanitizer|FATAL: ThreadSanitizer')
    if [ "$reports" -eq 0 ] && [ "$status" -eq 0 ]; then
        echo "$kind: $name: clean"
    else
        failed=1
        echo "$kind: $name: $reports reports, exit status $status"
        cat "$work"/report* "$work/err" 2> /dev/null | head -n "${SANITIZE_LINES:-60}" >&2
    fi
}

check() {
    local kind=$1 folder=$2
    if ! swift build --product smog --sanitize="$kind" --scratch-path "$folder" > "$work/build" 2>&1; then
        tail -n 20 "$work/build" >&2
        echo "$kind: does not build"
        failed=1
        return
    fi
    program=$folder/debug/smog
    # What the other sanitizer's runs made: a training is not begun where there is one, and images that are there are not made again.
    rm -rf "$work/run" "$work/images"
    # Forked workers inherit the options: each writes a report of its own. Leaks are no errors of a program that ends.
    export TSAN_OPTIONS="log_path=$work/report halt_on_error=0 die_after_fork=1"
    export ASAN_OPTIONS="log_path=$work/report detect_leaks=0"
    try "$kind" "a still" render "$clip" -o "$work/still.png" --frame 70 --size 96 --quiet
    try "$kind" "a GIF" render "$clip" -o "$work/film.gif" --size 64 --fps 10 --workers 2 --quiet
    try "$kind" "a grid" render "$clip" "$clip" -o "$work/grid.gif" --layout grid --size 48x48 --fps 5 --workers 2 --quiet
    try "$kind" "text2motion" text2motion "$model" --prompt "a person walks" -o "$work/made.gif" --size 48 --fps 4 --workers 2 --quiet
    try "$kind" "dataset images" dataset images --input_dir data/sample --output_dir "$work/images" --size 32 --workers 2 --quiet
    try "$kind" "a training step" train --datapath data/cmu --folder "$work/run" --clip_training text --latent_dim 32 --num_layers 1 \
        --clip_layers 1 --clip-width 64 --batch_size 2048 --num_epochs 1 --num_seq_max 16 --threads 2 --preview 0 --quiet
}

for kind in "${@:-thread address}"; do
    for one in $kind; do
        case $one in
        thread) check thread .build-tsan ;;
        address) check address .build-asan ;;
        *) echo "usage: $0 [thread|address]" >&2; exit 64 ;;
        esac
    done
done
exit $failed
