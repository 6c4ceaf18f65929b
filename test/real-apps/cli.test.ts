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
import { CONTEXT } from './lookup-app';

const ROOT = path.join(__dirname, '../..');
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'cli-'));
afterAll(() => fs.rmSync(directory, { recursive: true }));

/** Runs the CLI on a command, or on the directory of a synthesized app. It takes a second to start, so one run has all structures if possible. */
function synth(app: string, ...options: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [
    path.join(ROOT, 'node_modules/aws-cdk/bin/cdk'), 'synth', '--no-notices', '--no-version-reporting', '--quiet', '--app', app, ...options,
  ], { cwd: directory, encoding: 'utf8', env: { ...process.env, CDK_CONTEXT_JSON: undefined, CDK_OUTDIR: undefined } });
  return { status, output: stdout + stderr };
}

function synthesize(structure: Structure | undefined, outcome: Outcome): string {
  const outdir = path.join(directory, `${structure}-${outcome}`);
  createApp(structure, outcome, new App({ outdir })).synth();
  return outdir;
}

const toCommand = (file: string, ...args: string[]) =>
  [process.execPath, path.join(ROOT, 'node_modules/tsx/dist/cli.mjs'), path.join(__dirname, file), ...args].join(' ');

const MAPPINGS: [Structure, mapping: string][] = [
  ['stages', 'Prod/Billing/Orders'],
  ['pipeline', 'Pipeline/Prod/Billing/Orders'],
  ['nested', 'Billing/Outer/Inner/Orders'],
];
const WARNING = 'cdk-kafka-event-source:subnet-public';

test('a strict synthesis succeeds, and shows no warning', () => {
  expect(synth(synthesize(undefined, 'right'), '--strict', '**')).toEqual({ status: 0, output: expect.not.stringMatching(/warning|error/i) });
});

test('a strict synthesis fails because of warnings, and shows their mappings', () => {
  const { status, output } = synth(synthesize(undefined, 'warning'), '--strict', '**');
  expect(status).toBe(1);
  const mappings = [...output.matchAll(/^ +(\S+)\/Topic-orders\n +Acknowledge with 'Annotation::(\S+)'$/gm)].filter(([, , id]) => id === WARNING).map(([, mapping]) => mapping);
  expect([...new Set(mappings)].sort()).toEqual(MAPPINGS.map(([, mapping]) => mapping).sort());
});

test.each(MAPPINGS)('an error names its mapping in an app with %s', (structure, mapping) => {
  expect(() => createApp(structure, 'error')).toThrow(`KafkaEventSource '${mapping}' has an invalid configuration:\n  - batchSize 20000 `);
});

test('a synthesis without --strict shows a warning and succeeds', () => {
  expect(synth(synthesize('nested', 'warning'))).toEqual({ status: 0, output: expect.stringContaining(WARNING) });
});

test('a synthesis of all stacks is required for the warnings of stages, but not for those of a pipeline', () => {
  expect(synth(synthesize('stages', 'warning'), '--strict')).toEqual({ status: 0, output: expect.not.stringContaining(WARNING) });
  expect(synth(synthesize('pipeline', 'warning'), '--strict')).toEqual({ status: 1, output: expect.stringContaining(WARNING) });
});

test('an error ends the app, and the CLI shows it and fails', () => {
  const { status, output } = synth(toCommand('cli-app.ts', 'pipeline', 'error'));
  expect(status).toBe(1);
  expect(output).toContain("ConfigurationError: KafkaEventSource 'Pipeline/Prod/Billing/Orders' has an invalid configuration:\n  - batchSize 20000 ");
});

describe('look-ups', () => {
  const app = toCommand('lookup-app.ts');

  test('are missing in the first synthesis, which ends without an error of a mapping', () => {
    const { status, output } = synth(app, '--no-lookups');
    expect(output).toContain('Missing context keys: ');
    expect(output).not.toContain('ConfigurationError');
    expect(status).toBe(1);
  });

  test('have the values of cdk.context.json in the next synthesis', () => {
    fs.writeFileSync(path.join(directory, 'cdk.context.json'), JSON.stringify(CONTEXT));
    const { status, output } = synth(app, '--no-lookups');
    expect(output).not.toContain('Missing context keys: ');
    expect(status).toBe(0);
  });
});
