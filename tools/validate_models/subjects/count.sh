# Says what "log" holds.
whole=$(tr -d '\0' <log | grep -ac '^record 000[1-5]$')
bytes=$(wc -c <log)
if [ $((whole * 12)) = "$bytes" ]; then echo "$whole records"
elif [ "$(tr -d '\0' <log | wc -c)" = "$bytes" ]; then echo 'a record cut short'
else echo 'NUL bytes'
fi
