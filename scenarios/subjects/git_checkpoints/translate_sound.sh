#!/bin/sh
# Translates chapters into capitals, with a commit after each: the commit is the checkpoint.
set -eu
# Whoever holds this lock is the only one at work here, so a lock of git's is of a dead run.
exec 9< chapters
flock 9
find .git -name '*.lock' -delete

mkdir -p translated
for chapter in chapters/*; do
  name=$(basename "$chapter")
  if git cat-file -e "HEAD:translated/$name" 2> /dev/null; then continue; fi
  tr '[:lower:]' '[:upper:]' < "$chapter" > "translated/$name"
  git add "translated/$name"
  git commit --quiet --message "Translate $name"
done
