/**
 * Jest's global setup and teardown: all temporary files of a run are in one folder, which is removed at its end.
 * The CDK removes its own when a process exits, but Jest ends its workers before they have.
 */
const fs = require('fs');
const os = require('os');
const path = require('path');

let directory;

module.exports = () => {
  if (directory) {
    fs.rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  } else {
    process.env.TMPDIR = directory = fs.mkdtempSync(path.join(os.tmpdir(), 'tests-'));
  }
};
