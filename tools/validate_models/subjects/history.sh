# Says what the repository holds.
count=$(git log --oneline 2>/dev/null | wc -l)
if ! git rev-parse -q --verify HEAD >/dev/null 2>&1; then echo 'HEAD is broken'
elif ! git fsck --full >/dev/null 2>&1; then echo "$count commits, fsck fails"
elif git status --porcelain >/dev/null 2>&1; then echo "$count commits, sound"
else echo "$count commits, index broken"
fi
