#!/usr/bin/env bash
# What people put into a workflow today: poll with curl until Completed, compare with jq. No report, no retries, and a
# lost seed makes it wait to the end and fail without a verdict.
set -euo pipefail
min_inbox_rate=80

for ((poll = 0; poll <= 120; poll++)); do
  results=$(curl --silent --show-error --fail \
    --header "X-CC-API-Key: $API_KEY" \
    --header 'Content-Type: application/json' \
    --data "{\"job_id\": \"$JOB_ID\"}" \
    "$API_URL/get_inbox_test_results")
  if [ "$(jq --raw-output .status <<<"$results")" = Completed ]; then
    echo "Inbox rate: $(jq .summary.inbox_rate <<<"$results") %"
    jq --exit-status --argjson min "$min_inbox_rate" '.summary.inbox_rate >= $min' <<<"$results" >/dev/null
    exit
  fi
  sleep 15
done
echo 'The test was not Completed within 30 minutes' >&2
exit 1
