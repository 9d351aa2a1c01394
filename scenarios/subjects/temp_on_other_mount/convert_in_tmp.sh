#!/bin/sh
# Converts samples. Each result is made below /tmp and moved into place; mv copies if it must.
set -eu
mkdir -p converted
for raw in raw/*; do
  target=converted/$(basename "$raw")
  [ ! -e "$target" ] || continue
  temporary=$(mktemp)
  sed 's/$/000/' "$raw" > "$temporary"
  mv "$temporary" "$target"
done
