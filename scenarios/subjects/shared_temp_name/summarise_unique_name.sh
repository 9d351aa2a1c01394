#!/bin/sh
# Summarises each report. Whoever else does the same has another temporary file.
mkdir -p summaries
for report in reports/*; do
  summary=summaries/$(basename "$report")
  [ ! -e "$summary" ] || continue
  temporary=$(mktemp summaries/.tmp-XXXXXX)
  { echo "summary of $report"; sort -rn "$report" | head -n 3; } > "$temporary"
  mv "$temporary" "$summary"
done
exit 0
