#!/usr/bin/env bash
# Runs a command that also writes what is generated, and fails if that changed files of the repository.
#   bash scripts/check-generated.sh projen test:everything
set -uo pipefail

index=$(mktemp -d)/index
tree() { GIT_INDEX_FILE=$index git add --all && GIT_INDEX_FILE=$index git write-tree; }

before=$(tree)
"$@"
status=$?
after=$(tree)

if [ "$before" != "$after" ]; then
  echo 'These files were out of date. They have been generated again; commit them.' >&2
  git diff --stat "$before" "$after" >&2
  exit 1
fi
exit $status
