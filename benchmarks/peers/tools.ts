import * as fs from 'fs';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import { version } from 'aws-cdk-lib-newest/package.json';
import * as construct from './cdk';
import * as library from './library';
import { Cdk, newTestApp, TestApp } from './test-app';
import { ENV } from '../../test/corpus';
import { OSLS_VERSION, pack } from '../osls';
import { Outcome } from '../outcome';
import { VERSIONS } from '../python-tools';
import { translate } from '../sam-translator';

export interface Tool {
  readonly name: string;
  /** The code of each consumer. A tool can't express a consumer without code. */
  readonly snippets: { [consumer: string]: string };
  /** Builds the template of a consumer, or of the function alone. */
  build(consumer?: string): Promise<Outcome>;
}

const readFile = (file: string) => fs.readFileSync(path.join(__dirname, file), 'utf8');
/** Returns the parts of a file by name. */
const splitFile = (file: string, part: RegExp) => Object.fromEntries([...readFile(file).matchAll(part)].map(([, name, body]) => [name, body]));
const FUNCTIONS = /^export function (\w+).*\n([^]*?)^\}/gm;
const KEYS = /^(\w+):\n((?: .*\n|\n)+)/gm;
const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by));

const buildWithCdk = (modules: Cdk, consumers: { [name: string]: unknown }): Tool['build'] => async consumer => {
  const testApp = newTestApp(modules);
  try {
    (consumers[consumer ?? ''] as ((testApp: TestApp) => void) | undefined)?.(testApp);
    return { template: testApp.app.synth().getStackByName('Stack').template };
  } catch (error) {
    return { error: (error as Error).message };
  }
};

const serverless = splitFile('serverless.yml', KEYS);
const sam = splitFile('sam.yaml', KEYS);

export const TOOLS: Tool[] = [{
  name: 'this library',
  snippets: splitFile('library.ts', FUNCTIONS),
  build: buildWithCdk(cdk, { ...library }),
}, {
  name: `aws-cdk-lib ${version}`,
  snippets: splitFile('cdk.ts', FUNCTIONS),
  build: buildWithCdk(construct.CDK, { ...construct }),
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
