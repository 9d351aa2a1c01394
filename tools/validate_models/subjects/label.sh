# Says what "state" holds: a file that was "old" and is replaced by "new".
if [ ! -e state ]; then echo missing
elif [ ! -s state ]; then echo empty
elif [ "$(tr -d '\0' <state | wc -c)" = 0 ]; then echo 'NUL bytes'
elif grep -aq old state; then echo old
elif [ "$(cat state)" = new ]; then echo new
else echo 'a part of new'
fi
