#!/usr/bin/env bash
# Makes every generated file anew, and fails where that changed one: what is committed was out of date.
set -euo pipefail

state() { git ls-files --cached --others --exclude-standard | sort -u | while read -r file; do [ ! -f "$file" ] || echo "$file $(git hash-object "$file")"; done; }

before=$(state)
npx projen default
npx projen compile
npx projen post-compile
npx projen docs:checks
npx projen docs:dashboard
npx projen eslint
after=$(state)

if [ "$before" != "$after" ]; then
  echo 'These files were out of date. They are made anew: commit them.' >&2
  diff <(echo "$before") <(echo "$after") >&2 || true
  exit 1
fi
