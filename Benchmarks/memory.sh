#!/bin/sh
# Draws ten minutes of motion (72,000 frames) into a GIF and prints the most memory that all processes took together.
# Takes some minutes; the same test draws only two frames a second in `swift test`.
cd "$(dirname "$0")/.." || exit 1
SMOG_LONG_TESTS=1 swift test -c release --filter CommandTests.MemoryTests | grep -E "MB|✘|✔ Test run"
