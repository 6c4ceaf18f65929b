import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { ServerlessKafkaEvents } from '../../src';
import { catchError, getResources, getWarnings, PROVISIONAL } from '../helpers';
import { load, MAPPING, newTargets, run } from './helpers';
import { pack, Parameter, Resources } from './packager';

const FORMS = path.join(__dirname, 'fixtures/forms');
/** The forms whose logical IDs depend on parameters, so that printed code can't have them. */
const UNKNOWN_IDS = ['msk-parameter-per-stage', 'ssm-brokers', 'account-and-region'];
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
  'msk-parameter-per-stage': ['billing'],
  'msk-values-in-json': ['billing01Orders'],
  'one-group': ['orders', 'returns'],
  'parameter-or-default': ['billing'],
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
  '/platform/dev/kafka/subnets/a': { Type: 'String', Value: 'subnet-0123456789abcdef2' },
  '/platform/default/kafka/subnets/b': { Type: 'String', Value: 'subnet-0123456789abcdef3' },
  '/platform/dev/kafka/size': { Type: 'String', Value: '250' },
  'platform-kafka-cluster-arn': { Type: 'String', Value: 'arn:aws:kafka:eu-west-1:111122223333:cluster/platform/7590fbdf-00ae-492a-b1a1-ab47e2398f81-7' },
};

type Create = (stack: Stack, form: string) => unknown;
const createEvents: Create = (stack, form) => new ServerlessKafkaEvents(stack, 'Events', { config: getConfig(form), targets: newTargets(stack, FUNCTIONS[form]), options: { stage: 'dev' } });
const createPrinted: Create = (stack, form) => new (load(run('migrate', getConfig(form), '--stage', 'dev').out).KafkaConsumers)(stack, 'Events', newTargets(stack, FUNCTIONS[form]));

/** Creates a stack with the events of a form, as on the first synthesis, in which the CDK makes the parameters up. */
function newFirstStack(form: string, create = createEvents, context: { [key: string]: unknown } = {}): Stack {
  const stack = new Stack(new App({ context, ...PROVISIONAL }), 'Stack', { env: ENV });
  create(stack, form);
  return stack;
}

/** Synthesizes until nothing is missing, and answers the look-ups as the CLI does. */
function newFormStack(form: string, create = createEvents): Stack {
  const context: { [key: string]: unknown } = {};
  for (;;) {
    const stack = newFirstStack(form, create, context);
    const { missing = [] } = (stack.node.root as App).synth().manifest;
    if (missing.length === 0) { return stack; }
    for (const { key, props } of missing as { key: string; props: any }[]) {
      expect(context).not.toHaveProperty([key]); // as an error
      context[key] = PARAMETERS[props.parameterName]?.Value ?? (props.ignoreErrorOnMissingContext ? props.dummyValue : { $providerError: 'not available' });
    }
  }
}

/** Returns the properties of mappings without their functions, which are others here, and with sorted access configurations. */
const getProperties = (mappings: Resources) => Object.fromEntries(Object.entries(mappings).filter(([, { Type }]) => Type === MAPPING)
  .map(([id, { Properties: { FunctionName, SourceAccessConfigurations: access, ...rest } }]) =>
    [id, { ...rest, SourceAccessConfigurations: access?.map((entry: unknown) => JSON.stringify(entry)).sort() }]));

describe('the fifteen forms of real files', () => {
  const forms = Object.keys(FUNCTIONS);
  let templates: Resources[];
  beforeAll(async () => {
    process.env.KAFKA_HOST_OF_TEST = 'kafka.example.com';
    templates = await pack(forms.map(form => [getConfig(form), 'dev']), PARAMETERS);
  }, 120_000);
  afterAll(() => { delete process.env.KAFKA_HOST_OF_TEST; });

  test('are those of the folder, and one that needs a change', () => {
    expect(fs.readdirSync(FORMS).sort()).toEqual([...Object.keys(FUNCTIONS), 'same-stack-security-group'].sort());
  });

  test.each(forms)('have the mappings of osls, given the same values: %s', form => {
    const packed = getProperties(templates[forms.indexOf(form)]);
    expect(getProperties(getResources(newFormStack(form), MAPPING))).toEqual(packed);
    const printed = getProperties(getResources(newFormStack(form, createPrinted), MAPPING));
    expect(UNKNOWN_IDS.includes(form) ? Object.values(printed) : printed).toEqual(UNKNOWN_IDS.includes(form) ? Object.values(packed) : packed);
  });

  test.each(forms)('can be migrated, and have no false problem on the first synthesis: %s', form => {
    expect(run('migrate', getConfig(form), '--stage', 'dev')).toMatchObject({ code: 0 });
    expect(run('migrate', getConfig(form), '--stage', 'dev', '--language', 'python')).toMatchObject({ code: 0 });
    [createEvents, createPrinted].forEach(create => expect(getResources(newFirstStack(form, create), MAPPING)).not.toEqual({}));
    expect(getWarnings(newFormStack(form)).filter(warning => !/consumer-group-id-shared|starting-position/.test(warning))).toEqual([]);
  });

  test('ask for the value of a resource that stays behind, once', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    new ServerlessKafkaEvents(stack, 'Events', { config: getConfig('same-stack-security-group'), targets: newTargets(stack, ['billing']) });
    const message = catchError(() => (stack.node.root as App).synth());
    expect(message.match(/serverless\.yml:\d+: [^\n]*/g)).toEqual([expect.stringMatching(/^serverless\.yml:11: 'Pollers' is not in this stack; export it/)]);
  });
});
