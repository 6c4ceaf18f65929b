/**
 * Jest's global setup and teardown: all temporary files of a run are in one folder, which is removed at its end.
 * The CDK removes its own when a process exits, but Jest ends its workers before they have.
 *
 * The folder is in memory if Linux has room there: the tests write some ten thousand small files, which takes a disk half a minute.
 */
const { spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

let directory;

module.exports = () => {
  if (directory) {
    fs.rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  } else {
    process.env.TMPDIR = directory = createInMemory('/dev/shm') ?? fs.mkdtempSync(path.join(os.tmpdir(), 'tests-'));
  }
};

/** Creates a folder, unless there isn't a gigabyte left or programs can't run there, as in many containers. */
function createInMemory(parent) {
  let folder;
  try {
    const { bavail, bsize } = fs.statfsSync(parent);
    if (bavail * bsize < 2 ** 30) {
      return undefined;
    }
    folder = fs.mkdtempSync(path.join(parent, 'tests-'));
    const program = path.join(folder, 'program');
    fs.writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
    if (spawnSync(program).status === 0) {
      return folder;
    }
    fs.rmSync(folder, { recursive: true });
  } catch { /* it doesn't exist, or can't be written */ }
  return undefined;
}
