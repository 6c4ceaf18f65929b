import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { delimiter, join } from 'path';
import { runAws } from '../../../src/connection-test/command/aws-cli';

let folder: string;
const saved = process.env;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aws-'));
  process.env = { ...saved, PATH: `${folder}${delimiter}${saved.PATH}` };
});
afterEach(() => {
  process.env = saved;
  rmSync(folder, { recursive: true });
});

function install(script: string, mode = 0o755): void {
  writeFileSync(join(folder, 'aws'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'aws'), mode);
}

test('passes arguments without a shell', async () => {
  install('for argument in "$@"; do echo "<$argument>"; done');
  await expect(runAws(['sts', 'a b; $(date)'], 'eu-west-1')).resolves.toBe('<sts>\n<a b; $(date)>\n<--output=json>\n<--region=eu-west-1>\n');
  await expect(runAws(['sts'])).resolves.toBe('<sts>\n<--output=json>\n');
});

test.each([
  ["echo 'An error occurred (AccessDeniedException) when calling the GetSecretValue operation: hunter2' >&2; exit 254", 'the AWS CLI fails: AccessDeniedException'],
  ["echo 'Unable to locate credentials' >&2; exit 253", 'the AWS CLI fails: no valid credentials'],
  ["echo 'You must specify a region.' >&2; exit 253", 'the AWS CLI fails: no valid region'],
  ["echo 'hunter2' >&2; exit 252", 'the AWS CLI fails: exit code 252'],
])('says why it fails, without its text', async (script, message) => {
  install(script);
  await expect(runAws([])).rejects.toThrow(new Error(message));
});

test('says that it is not installed', async () => {
  process.env.PATH = folder;
  await expect(runAws([])).rejects.toThrow(new Error("the AWS CLI isn't installed"));
});

test('says that it does not start', async () => {
  process.env.PATH = folder;
  install('', 0o644);
  await expect(runAws([])).rejects.toThrow(new Error("the AWS CLI can't be run (EACCES)"));
});
