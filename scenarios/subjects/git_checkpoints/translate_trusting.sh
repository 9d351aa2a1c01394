#!/bin/sh
# Translates chapters into capitals, with a commit after each: the commit is the checkpoint.
set -eu
mkdir -p translated
for chapter in chapters/*; do
  name=$(basename "$chapter")
  if git cat-file -e "HEAD:translated/$name" 2> /dev/null; then continue; fi
  tr '[:lower:]' '[:upper:]' < "$chapter" > "translated/$name"
  git add "translated/$name"
  git commit --quiet --message "Translate $name"
done
