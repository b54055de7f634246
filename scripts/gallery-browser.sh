#!/bin/sh
# Looks at galleries in Chromium, opened from the disk as users do: no errors, keyboard, search, filters, playing, pages of clips, dark, narrow,
# and the time to first content and of a search among 10,000 clips.
#   scripts/gallery-browser.sh [FOLDER FOR SCREENSHOTS]
# Needs the program built, Debian's chromium, and a Python with playwright (pip install playwright; its own browsers are not needed). PYTHON names
# that Python; without one, an environment is made in a temporary folder.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "${PYTHON:-}" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet playwright
    PYTHON=$work/venv/bin/python
fi
.build/release/smog dataset gallery data/cmu -o "$work/cmu" --title "CMU motions" --quiet
mkdir "$work/gen1" "$work/gen2"
for clip in 02/02_01 09/09_01 49/49_06; do
    name=$(basename $clip)
    cp "data/sample/CMU/${clip}_poses.npz" "$work/gen1/$name.npz"
    cp "data/sample/CMU/${clip}_poses.npz" "$work/gen2/$name.npz"
done
echo "not a motion" >"$work/gen2/broken.npz"
.build/release/smog dataset gallery "$work/gen1" "$work/gen2" --compare -o "$work/compared" --quiet || [ $? -eq 2 ]
"$PYTHON" scripts/gallery-browser.py "$work" ${1:+"$1"}
