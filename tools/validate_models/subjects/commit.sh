# Commits a change; with "all" as argument under core.fsync=all, else as git does by itself.
set -e
echo second >file
if [ "$1" = all ]; then
  git -c core.fsync=all commit -qam second
else
  git commit -qam second
fi
echo done
