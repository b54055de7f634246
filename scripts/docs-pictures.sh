#!/bin/sh
# Runs the commands of docs/ that make its pictures, from the project's folder, with the program that was built.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.build/release:$PATH"
cat docs/*.md docs/*/*.md | sed -n '/^```sh$/,/^```$/p' | grep -- '-o docs/pictures/' | while read -r command; do
    sh -c "$command </dev/null"
done
