#!/bin/sh
# Summarises each report. One name for the temporary file will do: there is only one of us.
mkdir -p summaries
for report in reports/*; do
  summary=summaries/$(basename "$report")
  [ ! -e "$summary" ] || continue
  { echo "summary of $report"; sort -rn "$report" | head -n 3; } > summaries/.tmp
  # If it is gone, somebody else has been faster.
  mv summaries/.tmp "$summary" || echo "not needed: $summary"
done
exit 0
