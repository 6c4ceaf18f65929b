import * as fs from 'fs';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import { version } from 'aws-cdk-lib-newest/package.json';
import * as construct from './cdk';
import * as library from './library';
import { Cdk, newWorld, World } from './world';
import { ENV } from '../../test/corpus';
import { OSLS_VERSION, pack } from '../osls';
import { Outcome } from '../outcome';
import { VERSIONS } from '../python-tools';
import { translate } from '../sam-translator';

export interface Tool {
  readonly name: string;
  /** What a user writes for each consumer. One that is missing can't be expressed. */
  readonly snippets: { [consumer: string]: string };
  /** What comes of it; without a consumer, of the function alone. */
  build(consumer?: string): Promise<Outcome>;
}

const sourceOf = (file: string) => fs.readFileSync(path.join(__dirname, file), 'utf8');
/** The text of a file by name, taken apart at what stands at the left edge. */
const parts = (file: string, part: RegExp) => Object.fromEntries([...sourceOf(file).matchAll(part)].map(([, name, body]) => [name, body]));
const FUNCTIONS = /^export function (\w+).*\n([^]*?)^\}/gm;
const KEYS = /^(\w+):\n((?: .*\n|\n)+)/gm;
const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by));

const ofCdk = (modules: Cdk, consumers: { [name: string]: unknown }): Tool['build'] => async consumer => {
  const world = newWorld(modules);
  try {
    (consumers[consumer ?? ''] as ((world: World) => void) | undefined)?.(world);
    return { template: world.app.synth().getStackByName('Stack').template };
  } catch (error) {
    return { refusal: (error as Error).message };
  }
};

const serverless = parts('serverless.yml', KEYS);
const sam = parts('sam.yaml', KEYS);

export const TOOLS: Tool[] = [{
  name: 'this library',
  snippets: parts('library.ts', FUNCTIONS),
  build: ofCdk(cdk, { ...library }),
}, {
  name: `aws-cdk-lib ${version}`,
  snippets: parts('cdk.ts', FUNCTIONS),
  build: ofCdk(construct.CDK, { ...construct }),
}, {
  name: `osls ${OSLS_VERSION}`,
  snippets: serverless,
  build: async consumer => pack(`peers-${consumer}`, [
    'service: peers',
    `provider: { name: aws, runtime: nodejs22.x, region: ${ENV.region} }`,
    'functions:',
    '  consumer:',
    '    handler: index.handler',
    indent(serverless[consumer ?? ''] ?? '', 2),
  ].join('\n')),
}, {
  name: `aws-sam-translator ${VERSIONS['aws-sam-translator']}`,
  snippets: sam,
  build: async consumer => translate([[
    'Transform: AWS::Serverless-2016-10-31',
    'Resources:',
    '  Fn:',
    '    Type: AWS::Serverless::Function',
    '    Properties:',
    '      Runtime: nodejs22.x',
    '      Handler: index.handler',
    '      InlineCode: "exports.handler = async () => {};"',
    indent(sam[consumer ?? ''] ?? '', 4),
  ].join('\n')])[0],
}];
