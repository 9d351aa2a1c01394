#!/bin/sh
# Sorts each day's records into a part file in a staging directory, and moves all when it is done.
set -eu
[ ! -e export/_SUCCESS ] || exit 0

rm -rf export staging
mkdir export staging
for day in days/*; do
  sort "$day" > "staging/part-$(basename "$day")"
done
: > staging/_SUCCESS
# The shell sorts what * stands for, and in the C locale an underscore comes before small letters.
LC_ALL=C
mv staging/* export/
rmdir staging
