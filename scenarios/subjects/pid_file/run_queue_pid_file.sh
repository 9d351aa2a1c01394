#!/bin/sh
# Runs what is in the queue. A pid file sees to it that nobody else does so at the same time.
set -eu
set -o noclobber
if ! echo $$ 2> /dev/null > queue.pid; then
  echo "already running" >&2
  exit 1
fi
set +o noclobber
trap 'rm -f queue.pid' EXIT # A kill -9 gives no trap a chance.

mkdir -p done
for job in queue/*; do
  [ -e "$job" ] || continue
  sed 's/job/done:/' "$job" > "done/.$(basename "$job").tmp"
  mv "done/.$(basename "$job").tmp" "done/$(basename "$job")"
  rm "$job"
done
