/**
 * Writes templates for the judges in one process, because most of the time of each is loading aws-cdk-lib.
 *
 * Each valid configuration of both corpora has an app of its own, because some rules are about all mappings of an app. The function is imported,
 * because cfn-lint would take a third of its time for functions and roles. Each example app writes into its `cdk.out`, as the CDK's command does.
 *
 *   npx tsx --tsconfig tsconfig.dev.json test/judges/synthesize.ts <directory of the corpora> [directory of an example app] ...
 */
import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { KafkaEventSource, MskEventSource } from '../../src';
import { Entry, ENV, FUNCTION, RIGHT, toConfiguration, toProps } from '../corpus';
import { MSK_BASE, MSK_RIGHT, toMskProps } from '../msk-corpus';

const [directory, ...examples] = process.argv.slice(2).map(argument => path.resolve(argument));
fs.rmSync(directory, { recursive: true, force: true }); // entries that the corpus no longer has

function synthesize(kind: string, entries: Entry[], create: (stack: Stack, entry: Entry) => void): void {
  entries.forEach((entry, n) => {
    const app = new App({ outdir: path.join(directory, `${kind}-${n}`) });
    create(new Stack(app, 'Corpus', { env: ENV, description: entry.name }), entry);
    app.synth();
  });
}

synthesize('kafka', RIGHT, (stack, entry) => new KafkaEventSource(stack, 'Source', toProps(stack, { ...toConfiguration(entry), target: entry.with.target ?? FUNCTION })));
synthesize('msk', MSK_RIGHT, (stack, entry) => new MskEventSource(stack, 'Source', toMskProps(stack, { ...MSK_BASE, target: FUNCTION, ...entry.with })));

for (const example of examples) {
  process.chdir(example);
  process.env.CDK_OUTDIR = path.join(example, 'cdk.out');
  require(path.join(example, 'app.ts')).app.synth();
}
