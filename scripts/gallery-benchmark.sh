#!/bin/sh
# Times `smog dataset gallery` on 500 clips of 3 s, cut from data/cmu: from nothing, and again with nothing to do.
#   scripts/gallery-benchmark.sh [CLIPS] [options of the gallery]
# Needs python3 with NumPy to cut the clips (PYTHON names another one).
set -eu
cd "$(dirname "$0")/.."
count=500
case "${1:-}" in [0-9]*) count=$1; shift ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" - "$work/clips" "$count" <<'PY'
import glob, os, sys
import numpy as np
target, count = sys.argv[1], int(sys.argv[2])
made, part = 0, 0
files = sorted(glob.glob('data/cmu/CMU/*/*.npz'))
loaded = {f: dict(np.load(f)) for f in files}
while made < count:
    before = made
    for file in files:
        clip = loaded[file]
        first = part * 90
        if first + 90 > len(clip['poses']) or made == count:
            continue
        subject = os.path.basename(os.path.dirname(file))
        folder = f'{target}/CMU/{subject}'
        os.makedirs(folder, exist_ok=True)
        name = os.path.basename(file).replace('_poses.npz', f'_{part}_poses.npz')
        np.savez(f'{folder}/{name}', **{**clip, 'poses': clip['poses'][first:first + 90], 'trans': clip['trans'][first:first + 90]})
        made += 1
    part += 1
    if made == before:
        sys.exit(f'data/cmu has only {made} stretches of 3 s')
PY
for round in "from nothing" "nothing to do"; do
    echo "$round:"
    bash -c 'TIMEFORMAT="%R s wall, %U s user, %S s system"; time "$@"' - .build/release/smog dataset gallery "$work/clips" -o "$work/site" "$@"
done
