/**
 * The CDK's own CLI, offline, on apps with stages, a pipeline and nested stacks: what a build with `cdk synth` finds.
 *
 * @see https://github.com/aws/aws-cdk/issues/9799
 * @see https://github.com/aws/aws-cdk/issues/22507
 * @see https://github.com/aws/aws-cdk-cli/issues/1442
 */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { createApp, Outcome, Structure } from './cli-app';

const ROOT = path.join(__dirname, '../..');
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'cli-'));
afterAll(() => fs.rmSync(directory, { recursive: true }));

/** Runs the CLI on a command, or on the directory of a synthesized app. */
function synth(app: string, ...options: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [
    path.join(ROOT, 'node_modules/aws-cdk/bin/cdk'), 'synth', '--no-notices', '--no-version-reporting', '--quiet', '--app', app, ...options,
  ], { cwd: directory, encoding: 'utf8', env: { ...process.env, CDK_CONTEXT_JSON: undefined, CDK_OUTDIR: undefined } });
  return { status, output: stdout + stderr };
}

function synthesize(structure: Structure, outcome: Outcome): string {
  const outdir = path.join(directory, `${structure}-${outcome}`);
  createApp(structure, outcome, new App({ outdir })).synth();
  return outdir;
}

const STRUCTURES: [Structure, mapping: string][] = [
  ['stages', 'Prod/Billing/Orders'],
  ['pipeline', 'Pipeline/Prod/Billing/Orders'],
  ['nested', 'Billing/Outer/Inner/Orders'],
];
const WARNING = 'cdk-kafka-event-source:subnet-public';

describe.each(STRUCTURES)('in an app with %s', (structure, mapping) => {
  test('a strict synthesis succeeds, and shows no warning', () => {
    expect(synth(synthesize(structure, 'right'), '--strict', '**')).toEqual({ status: 0, output: expect.not.stringMatching(/warning|error/i) });
  });

  test('a strict synthesis fails because of a warning, and shows its mapping', () => {
    const { status, output } = synth(synthesize(structure, 'warning'), '--strict', '**');
    expect(status).toBe(1);
    expect(output).toContain(WARNING);
    expect(output).toContain(mapping);
  });

  test('an error names its mapping', () => {
    expect(() => createApp(structure, 'error')).toThrow(`KafkaEventSource '${mapping}' has an invalid configuration:\n  - batchSize 20000 `);
  });
});

test('a synthesis without --strict shows a warning and succeeds', () => {
  expect(synth(synthesize('nested', 'warning'))).toEqual({ status: 0, output: expect.stringContaining(WARNING) });
});

test('a synthesis of all stacks is required for the warnings of stages, but not for those of a pipeline', () => {
  expect(synth(synthesize('stages', 'warning'), '--strict')).toEqual({ status: 0, output: expect.not.stringContaining(WARNING) });
  expect(synth(synthesize('pipeline', 'warning'), '--strict')).toEqual({ status: 1, output: expect.stringContaining(WARNING) });
});

test('an error ends the app, and the CLI shows it and fails', () => {
  const app = [process.execPath, path.join(ROOT, 'node_modules/tsx/dist/cli.mjs'), path.join(__dirname, 'cli-app.ts'), 'pipeline', 'error'].join(' ');
  const { status, output } = synth(app);
  expect(status).toBe(1);
  expect(output).toContain("ConfigurationError: KafkaEventSource 'Pipeline/Prod/Billing/Orders' has an invalid configuration:\n  - batchSize 20000 ");
});
