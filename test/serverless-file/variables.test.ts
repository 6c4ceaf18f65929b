import { errorOf, mappingOf, ARN } from '../helpers';
import { stackOf, written } from './helpers';

/** A file whose group is the text, with other parts of the file beside it. */
const fileWith = (group: string, rest = '', others = {}) => written(`service: billing
functions:
  consumer:
    events:
      - kafka:
          topic: orders
          bootstrapServers: b1.example.com:9096
          accessConfigurations: { saslPlainAuth: ${ARN} }
          consumerGroupId: ${group}
${rest}`, others);
const groupOf = (group: string, rest = '', others = {}, props = {}) =>
  mappingOf(stackOf(fileWith(group, rest, others), ['consumer'], props)).Properties.SelfManagedKafkaEventSourceConfig.ConsumerGroupId;

const CUSTOM = `custom:
  name: orders
  stages: { dev: one, prod: two }
  indirect: \${self:custom.name}-x
  deep: \${self:custom.stages}
  zero: 0
`;

test.each([
  ['${self:custom.name}', 'orders'],
  ['${self:service}-${self:custom.name}-1', 'billing-orders-1'],
  ['${self:custom.indirect}', 'orders-x'],
  ['${self:custom.deep.prod}', 'two'],
  ['${self:custom.stages.${opt:stage, "dev"}}', 'one'],
  ['${self:custom.no, self:custom.name}', 'orders'],
  ["${self:custom.no, 'a, b'}", 'a, b'.replace(', ', ', ')],
  ['${self:custom.zero}', '0'],
  ['${opt:no, 42}', '42'],
  ['${opt:no, null, true}', 'true'],
  ['${opt:no, ${self:custom.name}}', 'orders'],
  ['${sls:stage}', 'dev'],
  ['${aws:region}', 'us-east-1'],
  ["${opt:no, 'of-${self:custom.name}'}", 'of-orders'],
  ['${opt:no, "${self:custom.name}"}', 'orders'],
  ["${self:custom.name, 'of-${opt:no}'}", 'orders'],
  ['plain', 'plain'],
])('%s is %s', (text, expected) => {
  if (expected.includes(' ')) {
    expect(errorOf(() => groupOf(text, CUSTOM))).toContain(`consumerGroupId '${expected}'`); // resolved, though no name of a group
  } else {
    expect(groupOf(text, CUSTOM)).toBe(expected);
  }
});

test('options, params and the stage come from the caller', () => {
  expect(groupOf('${opt:region}-${param:a}-${sls:stage}', '', {}, { options: { region: 'r', stage: 'prod' }, params: { a: 'b' } })).toBe('r-b-prod');
});

test.each([
  ['params:\n  default: { a: d }\n  dev: { a: s }', 's'],
  ['params:\n  default: { a: "${sls:stage}-d" }\n  prod: { a: s }', 'dev-d'],
  ['stages:\n  default: { params: { a: d } }\n  dev: { params: { a: s } }', 's'],
  ['stages:\n  default: { params: { a: d } }\n  prod: {}', 'd'],
])('params of the file: %j', (rest, expected) => {
  expect(groupOf('${param:a}', rest)).toBe(expected);
});

test('the stage is that of the provider', () => {
  expect(groupOf('${sls:stage}', 'provider: { stage: "${opt:stage, self:custom.stage}" }\ncustom: { stage: qa }')).toBe('qa');
});

test('the region is that of the options, or of the provider', () => {
  const provider = 'provider: { region: "${self:custom.region}" }\ncustom: { region: eu-west-3 }';
  expect(groupOf('${aws:region}', provider)).toBe('eu-west-3');
  expect(groupOf('${aws:region}', provider, {}, { options: { region: 'eu-west-2' } })).toBe('eu-west-2');
});

test('provider and params may stand in files of their own', () => {
  const files = { 'provider.yml': 'stage: qa\nregion: eu-west-3\n', 'params.yml': 'qa: { a: of-qa }\n' };
  expect(groupOf('${sls:stage}-${aws:region}-${param:a}', 'provider: ${file(provider.yml)}\nparams: ${file(params.yml)}', files)).toBe('qa-eu-west-3-of-qa');
});

test.each([
  ['${opt:stage}', '${opt:stage} has no value'],
  ['${sls:stage}', '${self:provider.stage} refers to itself'],
])('nothing but that is said of the stage %s', (stage, problem) => {
  expect(errorOf(() => groupOf('a b-${sls:stage}', `provider: { stage: "${stage}" }`)).split('\n').slice(1)).toEqual([expect.stringContaining(`:10: ${problem}`)]);
});

test('the environment has values', () => {
  process.env.GROUP_OF_TEST = 'from-env';
  try {
    expect(groupOf('${env:GROUP_OF_TEST}')).toBe('from-env');
  } finally {
    delete process.env.GROUP_OF_TEST;
  }
});

test.each([
  ['${file(conf/a.yml):group}', 'a'],
  ['${file(conf/a.yml):nested.${sls:stage}}', 'n'],
  ['${file(./conf/b.json):group}', 'b'],
  ['${file(conf/no.yml):group, "none"}', 'none'],
  ['${file(conf/${sls:stage}.yml):group}', 'of-dev'],
  ['${file(conf/text.yml)}', 'text'],
])('%s reads a file', (text, expected) => {
  expect(groupOf(text, '', {
    'conf/a.yml': 'group: a\nnested: { dev: n }\n',
    'conf/b.json': '{ "group": "b" }',
    'conf/dev.yml': 'group: of-${sls:stage}\n',
    'conf/text.yml': 'text\n',
  })).toBe(expected);
});

test('what a file holds may refer to the rest of the file, also back through the variable that reads it', () => {
  expect(groupOf('${self:custom.kafka.billing.group}', 'custom: { kafka: "${file(kafka.yml)}" }\n', {
    'kafka.yml': 'prefix: ${sls:stage}\nbilling: { group: "${self:custom.kafka.prefix}-billing", other: "${self:custom.kafka.no}" }\n',
  })).toBe('dev-billing');
});

test.each([
  ['${self:custom.no}', '${self:custom.no} has no value; give it one, or a default'],
  ['${opt:no}-x', '${opt:no} has no value; give it one with --opt or options, or a default'],
  ["${opt:no, 'of-${opt:none}'}", '${opt:none} has no value; give it one with --opt or options, or a default'],
  ['${param:no}', '${param:no} has no value; give it one with --param or params, or a default'],
  ['${env:NO_SUCH_VARIABLE_OF_TEST}', '${env:NO_SUCH_VARIABLE_OF_TEST} has no value; give it one in the environment, or a default'],
  ['${opt:${self:custom.name}}', '${opt:${self:custom.name}} has no value'],
  ['${ssm:/a/b}', "${ssm:/a/b} can't be resolved here; run 'serverless print > printed.yml' with the same stage, and read printed.yml instead"],
  ['${ssm(eu-west-1):/a}', "${ssm(eu-west-1):/a} can't be resolved here"],
  ['${cf:stack.Output, "x"}', "${cf:stack.Output} can't be resolved here"],
  ['${aws:accountId}', "${aws:accountId} can't be resolved here"],
  ['${sls:instanceId}', "${sls:instanceId} can't be resolved here"],
  ['${strToBool(true)}', "${strToBool(true)} can't be resolved here"],
  ['${file(a.js):group}', "${file(a.js):group} can't be resolved here"],
  ['x${self:custom.stages}', '${self:custom.stages} is no text, and stands within one; run'],
  ['${self:custom.loop}', '${self:custom.loop} refers to itself; write its value'],
  ['${file(broken.yml):a}', 'broken.yml:1: '],
])('%s is refused', (text, problem) => {
  const [, ...lines] = errorOf(() => groupOf(text, `${CUSTOM}  loop: \${self:custom.loop}\n`, { 'broken.yml': 'a: [' })).split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('serverless.yml:9: ');
  expect(lines[0]).toContain(problem);
});

test.each([
  ['[{ value: "${self:custom.patterns}" }]', '${self:custom.patterns} refers to itself; write its value'],
  ['[{ value: { a: ["${opt:no}"] } }]', '${opt:no} has no value; give it one with --opt or options, or a default'],
])('filter patterns %s are refused for nothing but that', (patterns, problem) => {
  expect(errorOf(() => groupOf('billing\n          filterPatterns: ${self:custom.patterns}', `custom: { patterns: ${patterns} }`)).split('\n').slice(1))
    .toEqual([expect.stringContaining(`serverless.yml:10: ${problem}`)]);
});

test("what is CloudFormation's stays", () => {
  expect(groupOf("!Sub '${AWS::StackName}-a'")).toEqual({ 'Fn::Sub': '${AWS::StackName}-a' });
});
