/** Synthesizes the app of docs/getting-started.md. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import * as library from '../src';

const MODULES: { readonly [id: string]: unknown } = {
  'aws-cdk-lib': cdk,
  'aws-cdk-lib/aws-lambda': lambda,
  'aws-cdk-lib/aws-secretsmanager': secretsmanager,
  'cdk-kafka-event-source': library,
};

const page = fs.readFileSync(path.join(__dirname, '..', 'docs', 'getting-started.md'), 'utf8');
const readme = fs.readFileSync(path.join(__dirname, '..', 'README.md'), 'utf8');
const getCode = (language: string) => new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, 'm').exec(page)![1];

test('the stack of the page synthesizes a mapping and its policy, without a warning', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'getting-started-'));
  fs.mkdirSync(path.join(directory, 'consumer'));
  fs.writeFileSync(path.join(directory, 'consumer', 'index.mjs'), getCode('js'));
  const { outputText } = transpileModule(getCode('TypeScript').replace("'consumer'", JSON.stringify(path.join(directory, 'consumer'))), {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
  });
  const exported: { OrdersStack?: typeof cdk.Stack } = {};
  new Function('exports', 'require', outputText)(exported, (id: string) => MODULES[id]);

  const stack = new exported.OrdersStack!(new cdk.App(), 'OrdersStack');
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    Topics: ['orders'], SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'getting-started' },
  });
  template.resourceCountIs('AWS::IAM::Policy', 1);
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});

test('the function of the page, which is also that of the README, prints the value of a record', () => {
  expect(readme).toContain(getCode('js'));
  const exported: { handler?: (event: unknown) => Promise<void> } = {};
  new Function('exports', getCode('js').replace('export const handler', 'exports.handler'))(exported);
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  const value = Buffer.from('{"order": 1, "status": "PAID"}').toString('base64');
  void exported.handler!({ records: { 'orders-0': [{ topic: 'orders', partition: 0, offset: 0, value }] } });
  expect(log.mock.calls).toEqual([['orders', 0, 0, '{"order": 1, "status": "PAID"}']]);
  log.mockRestore();
});
