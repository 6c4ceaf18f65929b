#!/usr/bin/env bash
# Runs the tests of one Jest project on one version of Node.js, which npm's `node` package brings.
#   bash scripts/test-on.sh 20 floor
set -euo pipefail

# Not `npx -- node jest`: npx hands its own options down, and the example's bundling calls npx again.
node=$(npx --yes --package="node@$1" -- node -p process.execPath)
"$node" --version
"$node" node_modules/jest/bin/jest.js --ci --maxWorkers=100% --coverage --selectProjects "$2"
