/**
 * Writes templates for the judges in one process, because most of the time of each is loading aws-cdk-lib.
 *
 * Each valid configuration of both corpora has an app of its own, because some rules are about all mappings of an app. All of a corpus have one template,
 * because cfn-lint takes as long for a template as for its mapping, and the logical IDs end in the index of the configuration. The function is imported,
 * because cfn-lint would take a third of its time for functions and roles. The example apps are written into their `cdk.out`, as by the command of the CDK.
 *
 *   npx tsx test/judges/synthesize.ts <directory for the corpora>
 */
import * as fs from 'fs';
import * as path from 'path';
import { App, BootstraplessSynthesizer, CfnElement, Stack } from 'aws-cdk-lib';
import { app as authentication } from '../../examples/authentication/app';
import { app as consuming } from '../../examples/consuming/app';
import { app as networking } from '../../examples/networking/app';
import { app as serverless } from '../../examples/serverless/app';
import { KafkaEventSource, MskEventSource } from '../../src';
import { Entry, ENV, FUNCTION, RIGHT, toConfiguration, toProps } from '../corpus';
import { MSK_BASE, MSK_RIGHT, toMskProps } from '../msk-corpus';

const directory = path.resolve(process.argv[2]);
fs.mkdirSync(directory, { recursive: true });

class CorpusStack extends Stack {
  constructor(private readonly index: number) {
    super(new App({ outdir: path.join(directory, 'cdk.out') }), 'Corpus', { env: ENV, synthesizer: new BootstraplessSynthesizer() });
  }

  protected allocateLogicalId(element: CfnElement): string {
    return `${super.allocateLogicalId(element)}X${this.index}`;
  }
}

function synthesize(kind: string, entries: Entry[], create: (stack: Stack, entry: Entry) => void): void {
  const merged: { [section: string]: object } = {};
  entries.forEach((entry, index) => {
    const stack = new CorpusStack(index);
    create(stack, entry);
    const { template } = (stack.node.root as App).synth().getStackByName(stack.stackName);
    Object.entries<object>(template).forEach(([section, elements]) => merged[section] = { ...merged[section], ...elements });
  });
  fs.writeFileSync(path.join(directory, `${kind}.template.json`), JSON.stringify(merged, undefined, 1));
}

synthesize('kafka', RIGHT, (stack, entry) => new KafkaEventSource(stack, 'Source', toProps(stack, { ...toConfiguration(entry), target: entry.with.target ?? FUNCTION })));
synthesize('msk', MSK_RIGHT, (stack, entry) => new MskEventSource(stack, 'Source', toMskProps(stack, { ...MSK_BASE, target: FUNCTION, ...entry.with })));

for (const [name, app] of Object.entries({ authentication, consuming, networking, serverless })) {
  const cdkOut = path.join(__dirname, '../../examples', name, 'cdk.out');
  fs.rmSync(cdkOut, { recursive: true, force: true });
  fs.cpSync(app.synth().directory, cdkOut, { recursive: true });
}
