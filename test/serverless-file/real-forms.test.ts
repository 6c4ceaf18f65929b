import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { ServerlessKafkaEvents } from '../../src';
import { catchError, getResources, getWarnings, PROVISIONAL } from '../helpers';
import { MAPPING, newTargets, run } from './helpers';
import { pack, Parameter, Resources } from './packager';

const FORMS = path.join(__dirname, 'fixtures/forms');
const getConfig = (form: string) => path.join(FORMS, form, 'serverless.yml');
const ENV = { account: '111122223333', region: 'eu-west-1' };

/** The functions of each form that goes straight through. */
const FUNCTIONS: { [form: string]: string[] } = {
  'account-and-region': ['billing'],
  'confluent-cloud': ['billing'],
  'environment-and-defaults': ['billing'],
  'file-per-stage': ['billing'],
  'four-topics-in-a-vpc': ['projector'],
  'functions-in-files': ['orders', 'returns'],
  'one-group': ['orders', 'returns'],
  'params-per-stage': ['billing'],
  'split-list': ['billing'],
  'ssm-brokers': ['billing'],
  'two-clusters': ['mirror'],
};
const PARAMETERS: { [name: string]: Parameter } = {
  '/platform/dev/kafka/subnets': { Type: 'StringList', Value: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1' },
  '/platform/dev/kafka/group': { Type: 'String', Value: 'sg-0123456789abcdef0' },
  '/platform/dev/kafka/secret': { Type: 'String', Value: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-a1b2c3' },
  '/platform/dev/kafka/brokers': { Type: 'StringList', Value: 'b1.example.com:9096,b2.example.com:9096' },
  '/platform/dev/kafka/prefix': { Type: 'String', Value: 'dev' },
};

/** Creates a stack with the events of a form. Without `isLookedUp` it's the first synthesis, in which the CDK makes the parameters up. */
function newFormStack(form: string, isLookedUp = true): Stack {
  const app = new App(isLookedUp ? {} : PROVISIONAL);
  for (const [name, { Value }] of Object.entries(isLookedUp ? PARAMETERS : {})) {
    app.node.setContext(`ssm:account=${ENV.account}:parameterName=${name}:region=${ENV.region}`, Value);
  }
  const stack = new Stack(app, 'Stack', { env: ENV });
  new ServerlessKafkaEvents(stack, 'Events', { config: getConfig(form), targets: newTargets(stack, FUNCTIONS[form]) });
  return stack;
}

/** Returns the properties of mappings without their functions, which are others here, and with sorted access configurations. */
const getProperties = (mappings: Resources) => Object.fromEntries(Object.entries(mappings).filter(([, { Type }]) => Type === MAPPING)
  .map(([id, { Properties: { FunctionName, SourceAccessConfigurations: access, ...rest } }]) =>
    [id, { ...rest, SourceAccessConfigurations: access.map((entry: unknown) => JSON.stringify(entry)).sort() }]));

describe('the twelve forms of real files', () => {
  beforeAll(() => { process.env.KAFKA_HOST_OF_TEST = 'kafka.example.com'; });
  afterAll(() => { delete process.env.KAFKA_HOST_OF_TEST; });

  test('are those of the folder, and one that needs a change', () => {
    expect(fs.readdirSync(FORMS).sort()).toEqual([...Object.keys(FUNCTIONS), 'same-stack-security-group'].sort());
  });

  test.each(Object.keys(FUNCTIONS))('have the mappings of osls, given the same values: %s', async form => {
    expect(getProperties(getResources(newFormStack(form), MAPPING))).toEqual(getProperties(await pack(getConfig(form), 'dev', PARAMETERS)));
  }, 240_000);

  test.each(Object.keys(FUNCTIONS))('can be migrated, and have no false problem on the first synthesis: %s', form => {
    expect(run('migrate', getConfig(form), '--stage', 'dev')).toMatchObject({ code: 0 });
    expect(getResources(newFormStack(form, false), MAPPING)).not.toEqual({});
    expect(getWarnings(newFormStack(form)).filter(warning => !/consumer-group-id-shared|starting-position/.test(warning))).toEqual([]);
  });

  test('ask for the value of a resource that stays behind, once', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    new ServerlessKafkaEvents(stack, 'Events', { config: getConfig('same-stack-security-group'), targets: newTargets(stack, ['billing']) });
    const message = catchError(() => (stack.node.root as App).synth());
    expect(message.match(/serverless\.yml:\d+: [^\n]*/g)).toEqual([expect.stringMatching(/^serverless\.yml:11: 'Pollers' is not in this stack; export it/)]);
  });
});
