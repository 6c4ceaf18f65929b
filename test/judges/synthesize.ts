/**
 * Writes templates for the judges in one process, because most of the time of each is loading aws-cdk-lib.
 *
 * Each valid configuration of both corpora has an app of its own, because some rules are about all mappings of an app. The function is imported,
 * because cfn-lint would take a third of its time for functions and roles. The example apps are written into their `cdk.out`, as by the command of the CDK.
 *
 *   npx tsx test/judges/synthesize.ts <directory for the corpora>
 */
import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { app as authentication } from '../../examples/authentication/app';
import { app as consuming } from '../../examples/consuming/app';
import { app as networking } from '../../examples/networking/app';
import { app as serverless } from '../../examples/serverless/app';
import { KafkaEventSource, MskEventSource } from '../../src';
import { Entry, ENV, FUNCTION, RIGHT, toConfiguration, toProps } from '../corpus';
import { MSK_BASE, MSK_RIGHT, toMskProps } from '../msk-corpus';

const directory = path.resolve(process.argv[2]);
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

for (const [name, app] of Object.entries({ authentication, consuming, networking, serverless })) {
  const cdkOut = path.join(__dirname, '../../examples', name, 'cdk.out');
  fs.rmSync(cdkOut, { recursive: true, force: true });
  fs.cpSync(app.synth().directory, cdkOut, { recursive: true });
}
