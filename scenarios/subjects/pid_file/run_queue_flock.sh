#!/bin/sh
# Runs what is in the queue. The kernel gives the lock back when its owner dies, however it dies.
set -eu
exec 9< queue
if ! flock --nonblock 9; then
  echo "already running" >&2
  exit 1
fi

mkdir -p done
for job in queue/*; do
  [ -e "$job" ] || continue
  sed 's/job/done:/' "$job" > "done/.$(basename "$job").tmp"
  mv "done/.$(basename "$job").tmp" "done/$(basename "$job")"
  rm "$job"
done
