#!/bin/sh
# Sorts each day's records into a part file. _SUCCESS says that all parts are there.
set -eu
[ ! -e export/_SUCCESS ] || exit 0

# Without the marker whatever lies there is of a run that died: begin again.
rm -rf export
mkdir export
for day in days/*; do
  sort "$day" > "export/part-$(basename "$day")"
done
: > export/_SUCCESS
