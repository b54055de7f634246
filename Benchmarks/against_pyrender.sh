#!/usr/bin/env bash
# Frames a second of `smog render` (posing, 4x antialiasing, shadows, PNG files) beside pyrender on OSMesa (vertices given,
# no antialiasing, no shadows, PNG files), the same frames at the same size, turn by turn in one run.
#
#   Benchmarks/against_pyrender.sh [PYTHON] [SIZE] [ROUNDS]
#
# PYTHON is one that has pyrender: see Benchmarks/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${1:-python3} size=${2:-256} rounds=${3:-3}
clip=data/sample/CMU/02/02_05_poses.npz
smog=.build/release/smog
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

seconds() { local start end; start=$(date +%s.%N); "$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }; end=$(date +%s.%N); echo "$end $start" | awk '{print $1 - $2}'; }

"$smog" convert "$clip" "$work/mesh.npz" --fps 30 --quiet
"$python" - "$work" <<'PY'
import sys, numpy as np
work = sys.argv[1]
mesh = np.load(work + "/mesh.npz")
v = mesh["vertices"][:, :, [0, 2, 1]] * np.array([1, 1, -1], np.float32)   # Z up to Y up
v = v - v.mean(1, keepdims=True)
np.save(work + "/vertices.npy", v.astype(np.float32)); np.save(work + "/faces.npy", mesh["faces"])
print(len(v), file=open(work + "/frames", "w"))
PY
frames=$(cat "$work/frames")
echo "$frames frames of $clip at ${size}x$size, $(nproc) processors"
for round in $(seq "$rounds"); do
    "$python" Benchmarks/peers/bench_pyrender.py "$work" "$work/pyrender" "$size" >"$work/peer"
    peer=$(sed 's/.* \([0-9.]*\) fps.*/\1/' "$work/peer")
    rm -rf "$work/pictures"
    both=$(seconds "$smog" render "$clip" -o "$work/pictures" --size "${size}x$size" --quiet)
    rm -rf "$work/pictures"
    one=$(seconds "$smog" render "$clip" -o "$work/pictures" --size "${size}x$size" --workers 1 --quiet)
    awk -v p="$peer" -v b="$both" -v o="$one" -v n="$frames" 'BEGIN {
        printf "pyrender %6.1f frames/s (its start of 1-2 s not counted)   smog %6.1f (start counted): %.1f times   one worker %6.1f: %.1f times\n", p, n/b, n/b/p, n/o, n/o/p }'
done
start=$(for i in 1 2 3 4 5; do seconds "$smog" render "$clip" -o "$work/still.png" --frame 100 --quiet; done | sort -n | head -3 | tail -1)
echo "start to one PNG at 512x512 on disk: $start s (median of 5)"
