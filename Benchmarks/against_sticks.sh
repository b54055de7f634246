#!/bin/sh
# A grid of 24 captioned motions beside the stick figures that the field's programs make of as many, drawn with matplotlib two at a
# time and not yet put together. Prints seconds and ratios of one run.
#
#     Benchmarks/against_sticks.sh PYTHON [FOLDER OF MOTIONS] [ROUNDS]
#
# PYTHON needs numpy, matplotlib and pillow.
set -eu
python=$1 motions=${2:-data/sample/CMU} rounds=${3:-3}
cd "$(dirname "$0")/.."
swift build -c release --product smog >/dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# 24 clips of at least three seconds; fewer are taken twice.
clips=$(find "$motions" -name '*_poses.npz' -size +250k | sort)
clips=$(for i in 1 2 3 4; do echo "$clips"; done | head -24)
cat >"$work/stick.py" <<'PY'
import sys, numpy as np, matplotlib; matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation
joints = np.random.RandomState(0).randn(60, 24, 3) * 0.3
chains = [[0, 1, 4, 7, 10], [0, 2, 5, 8, 11], [0, 3, 6, 9, 12, 15], [9, 13, 16, 18, 20, 22], [9, 14, 17, 19, 21, 23]]
figure = plt.figure(figsize=[2.6, 2.8]); axes = figure.add_subplot(111, projection="3d")
axes.set_xlim(-.7, .7); axes.set_ylim(-.7, .7); axes.set_zlim(-.7, .7)
axes.view_init(azim=-90, elev=110); axes.set_axis_off(); axes.set_title("walk")
lines = [axes.plot([], [], [], linewidth=4.0)[0] for _ in chains]
def update(frame):
    for line, chain in zip(lines, chains): line.set_data_3d(*joints[frame, chain].T)
    return lines
FuncAnimation(figure, update, frames=60, interval=50).save(sys.argv[1], writer="pillow", fps=20)
PY
now() { date +%s.%N; }
draw() {
    .build/release/smog render $clips -o "$work/grid.gif" --layout grid --columns 6 --size 260x280 --fps 20 --end 3 --quiet "$@"
}
for round in $(seq "$rounds"); do
    a=$(now)
    seq 24 | xargs -P2 -I{} "$python" "$work/stick.py" "$work/stick{}.gif"
    b=$(now); draw
    c=$(now); draw --look stick
    d=$(now)
    awk -v a="$a" -v b="$b" -v c="$c" -v d="$d" 'BEGIN { printf "matplotlib, 24 stick figures %.2f s | grid of bodies %.2f s: %.1f times | grid of sticks %.2f s: %.1f times\n", b-a, c-b, (b-a)/(c-b), d-c, (b-a)/(d-c) }'
done
