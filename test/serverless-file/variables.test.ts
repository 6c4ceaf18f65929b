import { newEventsStack, run, writeFile } from './helpers';
import { Variables } from '../../src/serverless-file/variables';
import { YamlDocument } from '../../src/serverless-file/yaml-document';
import { ARN, catchError, getMapping } from '../helpers';

/** Writes a file with a consumer group, and other parts beside it. */
const writeGroup = (group: string, rest = '', others = {}) => writeFile(`service: billing
functions:
  consumer:
    events:
      - kafka:
          topic: orders
          bootstrapServers: b1.example.com:9096
          accessConfigurations: { saslPlainAuth: ${ARN} }
          consumerGroupId: ${group}
${rest}`, others);
/** Returns the consumer group of the mapping. */
const resolveGroup = (group: string, rest = '', others = {}, props = {}) =>
  getMapping(newEventsStack(writeGroup(group, rest, others), ['consumer'], props)).Properties.SelfManagedKafkaEventSourceConfig.ConsumerGroupId;

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
  ["${self:custom.no, 'a, b'}", 'a, b'],
  ['${self:custom.zero}', '0'],
  ['${opt:no, 42}', '42'],
  ['${opt:no, 007}', '7'],
  ['${opt:no, -00.50}', '-0.5'],
  ['${opt:no, ${self:custom.no}, true}', 'true'],
  ['${opt:no, ${self:custom.name}}', 'orders'],
  ['${sls:stage}', 'dev'],
  ['${aws:region}', 'eu-west-1'],
  ['${aws:accountId}', '111122223333'],
  ["${opt:no, 'of-${self:custom.name}'}", 'of-orders'],
  ['${opt:no, "${self:custom.name}"}', 'orders'],
  ["${self:custom.name, 'of-${opt:no}'}", 'orders'],
  ["${opt:no, ''}${self:custom.name}", 'orders'],
  ["${opt:no, 'a'b'}", "a'b"],
  ['plain', 'plain'],
])('resolves %s to %s', (text, expected) => {
  if (/[ ']/.test(expected)) {
    expect(catchError(() => resolveGroup(text, CUSTOM))).toContain(`consumerGroupId '${expected}'`); // resolved, although no group can have this name
  } else {
    expect(resolveGroup(text, CUSTOM)).toBe(expected);
  }
});

test('resolves options, params and the stage of the caller', () => {
  expect(resolveGroup('${opt:region}-${param:a}-${sls:stage}', '', {}, { options: { region: 'r', stage: 'prod' }, params: { a: 'b' } })).toBe('r-b-prod');
});

test.each([
  ['params:\n  default: { a: d }\n  dev: { a: s }', 's'],
  ['params:\n  default: { a: "${sls:stage}-d" }\n  prod: { a: s }', 'dev-d'],
  ['stages:\n  default: { params: { a: d } }\n  dev: { params: { a: s } }', 's'],
  ['stages:\n  default: { params: { a: d } }\n  prod: {}', 'd'],
])('resolves params of the file: %j', (rest, expected) => {
  expect(resolveGroup('${param:a}', rest)).toBe(expected);
});

test('resolves the stage to the stage of the provider', () => {
  expect(resolveGroup('${sls:stage}', 'provider: { stage: "${opt:stage, self:custom.stage}" }\ncustom: { stage: qa }')).toBe('qa');
});

test('resolves the Region to the Region of the options, or of the stack', () => {
  expect(resolveGroup('${aws:region}', 'provider: { region: eu-west-3 }')).toBe('eu-west-1');
  expect(resolveGroup('${aws:region}', '', {}, { options: { region: 'eu-west-2' } })).toBe('eu-west-2');
});

test('resolves provider and params that are in other files', () => {
  const files = { 'provider.yml': 'stage: qa\n', 'params.yml': 'qa: { a: of-qa }\n' };
  expect(resolveGroup('${sls:stage}-${param:a}', 'provider: ${file(provider.yml)}\nparams: ${file(params.yml)}', files)).toBe('qa-of-qa');
});

test.each([
  ['${opt:stage}', '${opt:stage} has no value'],
  ['${sls:stage}', '${self:provider.stage} refers to itself'],
  ['${git:branch}', '${git:branch} comes from a plugin'],
])('reports only one problem of the stage %s', (stage, problem) => {
  expect(catchError(() => resolveGroup('a b-${sls:stage}', `provider: { stage: "${stage}" }`)).split('\n').slice(1)).toEqual([expect.stringContaining(`:10: ${problem}`)]);
});

test('resolves variables of the environment', () => {
  process.env.GROUP_OF_TEST = 'from-env';
  try {
    expect(resolveGroup('${env:GROUP_OF_TEST}')).toBe('from-env');
  } finally {
    delete process.env.GROUP_OF_TEST;
  }
});

test.each([
  ['${file(conf/a.yml):group}', 'a'],
  ['${file(conf/a.yml):nested.${sls:stage}}', 'n'],
  ['${file(./conf/b.json):group}', 'b'],
  ["${file('conf/a.yml'):group}", 'a'],
  ['\'${file("conf/b.json"):group}\'', 'b'],
  ['${file(conf/no.yml):group, "none"}', 'none'],
  ['${file(conf/${sls:stage}.yml):group}', 'of-dev'],
  ['${file(conf/text.yml)}', 'text'],
])('resolves %s in another file', (text, expected) => {
  expect(resolveGroup(text, '', {
    'conf/a.yml': 'group: a\nnested: { dev: n }\n',
    'conf/b.json': '{ "group": "b" }',
    'conf/dev.yml': 'group: of-${sls:stage}\n',
    'conf/text.yml': 'text\n',
  })).toBe(expected);
});

test('resolves an absolute path as it is', () => {
  expect(resolveGroup(`\${file(${writeFile('group: absolute\n', {}, 'other.yml')}):group}`)).toBe('absolute');
});

test('resolves references from another file, even through the variable that reads it', () => {
  expect(resolveGroup('${self:custom.kafka.billing.group}', 'custom: { kafka: "${file(kafka.yml)}" }\n', {
    'kafka.yml': 'prefix: ${sls:stage}\nbilling: { group: "${self:custom.kafka.prefix}-billing", other: "${self:custom.kafka.no}" }\n',
  })).toBe('dev-billing');
});

test.each([
  ['${self:custom.no}', '${self:custom.no} has no value; set one, or add a default'],
  ['${opt:no}-x', '${opt:no} has no value; set one with --opt or options, or add a default'],
  ["${opt:no, 'of-${opt:none}'}", '${opt:none} has no value; set one with --opt or options, or add a default'],
  ['${param:no}', '${param:no} has no value; set one with --param or params, or add a default'],
  ['${env:NO_SUCH_VARIABLE_OF_TEST}', '${env:NO_SUCH_VARIABLE_OF_TEST} has no value; set one in the environment, or add a default'],
  ['${opt:${self:custom.name}}', '${opt:${self:custom.name}} has no value'],
  ['${ssm(eu-west-2):/a}', '${ssm(eu-west-2):/a} is in another Region than the stack (eu-west-2), and the CDK looks parameters up only there; copy the parameter, or write its value'],
  ['${ssm:/a~true}', '${ssm:/a~true} has the old form of a decrypted parameter'],
  ['${ssm:/aws/reference/secretsmanager/a}', '${ssm:/aws/reference/secretsmanager/a} is the content of a secret, which must not be in a template; write the ARN of the secret'],
  ['${cf:net-prod.Group, "x"}', "${cf:net-prod.Group} is an output of another stack, which is known only at deployment; add 'Export: { Name: net-prod-Group }' to the output Group of net-prod, deploy it, and write !ImportValue net-prod-Group, or write its value, which this prints: aws cloudformation describe-stacks --stack-name net-prod --query \"Stacks[0].Outputs[?OutputKey=='Group'].OutputValue\" --output text"],
  ['${cf(eu-west-1):net-(id).Group}', 'is an output of another stack, which is known only at deployment; export it there and write !ImportValue <name>, or write its value'],
  ['${sls:instanceId}', '${sls:instanceId} has another value in each run of Serverless; write a value of your own'],
  ['${sls:no}', '${sls:no} has another value'],
  ['${aws:no}', "${aws:no} can't be resolved here; run 'serverless print > printed.yml' with the same stage, and use printed.yml instead"],
  ['${s3:bucket/key}', '${s3:bucket/key} is the content of an object in a bucket'],
  ['${opt:${git:branch}}', '${git:branch} comes from a plugin'],
  ['${git:branch}', '${git:branch} comes from a plugin that reads the repository; write ${param:…} in its place'],
  ['${strToBool(maybe)}', '${strToBool(maybe)} is not true, false, 1 or 0; write one of them'],
  ['${opt:toString}', '${opt:toString} has no value'],
  ['${env:constructor}', '${env:constructor} has no value'],
  ['${param:__proto__}', '${param:__proto__} has no value'],
  ['${self:custom.constructor.name}', '${self:custom.constructor.name} has no value'],
  ['${constructor:a}', "${constructor:a} can't be resolved here"],
  ['${strToBool(toString)}', '${strToBool(toString)} is not true'],
  ['x${opt:no, null}', '${opt:no, null} is an object, a list or null'],
  ['${Token[TOKEN.1]}', 'the value looks like a token of the CDK; write another value'],
  ['${file(no.yml):group}', /\$\{file\(no\.yml\):group\} reads \S*\/no\.yml, which doesn't exist; correct the path, or add a default/],
  ['${file(a.txt):group}', "${file(a.txt):group} can't be resolved here"],
  [`\${opt:${'a'.repeat(200)}}`, `\${opt:${'a'.repeat(114)}… has no value`],
  ['${ssm:/a, ""}', "${ssm:/a} has a default that a look-up can't have: it is empty, null, an object, ${env:…} or ${aws:…}; write a text or another parameter"],
  ['${ssm:/a, ssm:/b, null}', "${ssm:/b} has a default that a look-up can't have"],
  ['${ssm:/a, self:custom.stages}', "${ssm:/a} has a default that a look-up can't have"],
  ['${ssm:/a, env:PATH}', "${ssm:/a} has a default that a look-up can't have"],
  ['${ssm:/a, sls:instanceId}', '${sls:instanceId} has another value in each run'],
  ['${file(${opt:no}.yml):a, "none"}', '${opt:no} has no value; set one with --opt or options, or add a default'],
  ['${file(a.js):group}', "${file(a.js):group} can't be resolved here"],
  ['x${self:custom.stages}', "${self:custom.stages} is an object, a list or null, which can't be part of a string; run"],
  ['${opt:${ssm:/a}}', "${opt:${ssm:/a}} depends on a value that only the CDK knows, so it can't be resolved here; write the value"],
  ['${ssm:/a/${ssm:/b}}', '${ssm:/a/${ssm:/b}} depends on a value that only the CDK knows'],
  ["${opt:no, 'x${ssm(eu-west-2):/a}'}", '${ssm(eu-west-2):/a} is in another Region'],
  ['${a-b(c)}', "${a-b(c)} can't be resolved here"],
  ['${self:custom.loop}', '${self:custom.loop} refers to itself; replace it with its value'],
  ['${file(broken.yml):a}', 'broken.yml:1: '],
] as [string, string | RegExp][])('throws for %s', (text, problem) => {
  const [, ...lines] = catchError(() => resolveGroup(text, `${CUSTOM}  loop: \${self:custom.loop}\n`, { 'broken.yml': 'a: [' })).split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('serverless.yml:9: ');
  expect(lines[0]).toMatch(typeof problem === 'string' ? new RegExp(problem.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : problem);
});

test.each([
  ['[{ value: "${self:custom.patterns}" }]', '${self:custom.patterns} refers to itself; replace it with its value'],
  ['[{ value: { a: ["${opt:no}"] } }]', '${opt:no} has no value; set one with --opt or options, or add a default'],
])('reports only one problem of the filter patterns %s', (patterns, problem) => {
  expect(catchError(() => resolveGroup('billing\n          filterPatterns: ${self:custom.patterns}', `custom: { patterns: ${patterns} }`)).split('\n').slice(1))
    .toEqual([expect.stringContaining(`serverless.yml:10: ${problem}`)]);
});

test.each([
  ["'\\${opt:a}-${sls:stage}'", '${opt:a}-dev'],
  ["'a\\\\${sls:stage}'", 'a\\dev'],
])('keeps a variable with a backslash literally: %s', (text, expected) => {
  expect(catchError(() => resolveGroup(text))).toContain(`consumerGroupId '${expected.replace('\\', '\\\\')}'`);
});

test.each([['true', true], [' 1 ', true], ['FALSE', false], ['0', false], ["'true'", true], ['"0"', false]])('converts %s to a boolean', (text, expected) => {
  const config = writeGroup(`a\n          enabled: \${strToBool(${text})}`);
  expect(getMapping(newEventsStack(config)).Properties.Enabled).toBe(expected);
});

test('omits a key whose default is null, and params that are null', () => {
  expect(getMapping(newEventsStack(writeGroup('${opt:no, null}'))).Properties).not.toHaveProperty('SelfManagedKafkaEventSourceConfig');
  expect(resolveGroup('${param:a}', 'params:\n  dev: { a: null }\n  default: { a: d }')).toBe('d');
});

test('leaves the variables of CloudFormation alone', () => {
  expect(resolveGroup("!Sub '${AWS::StackName}-a'")).toEqual({ 'Fn::Sub': '${AWS::StackName}-a' });
});

// CloudFormation Validate of the newest aws-cdk-lib finds the placeholders invalid.
test('the command prints no report of the CDK about placeholders', () => {
  const print = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const file = writeFile('functions: { consumer: { events: [{ kafka: { topic: orders, bootstrapServers: b1.example.com:9096, accessConfigurations: { saslPlainAuth: "${ssm:/a}" } } }] } }');
  expect(run('migrate', file).code).toBe(0);
  expect(print).not.toHaveBeenCalled();
  print.mockRestore();
});

describe('Variables', () => {
  const resolve = (value: unknown, content = CUSTOM) => {
    const problems: string[] = [];
    const document = new YamlDocument(writeFile(content));
    const variables = new Variables(document, {}, {}, (keys, problem) => problems.push(`${keys.join('.')}: ${problem}`));
    return { resolved: variables.resolve(value, ['a']), problems };
  };

  test('resolves objects, lists and everything in them', () => {
    expect(resolve({ b: ['${self:custom.stages}', '${self:custom.zero}', 1, null] })).toEqual({ resolved: { b: [{ dev: 'one', prod: 'two' }, 0, 1, null] }, problems: [] });
  });

  test('keeps the types of a default', () => {
    expect(resolve(['${opt:no, 1.5}', '${opt:no, false}', "${opt:no, '1.5'}", '${opt:no, "${self:custom.stages}"}']).resolved)
      .toEqual([1.5, false, '1.5', { dev: 'one', prod: 'two' }]);
  });

  test('resolves a default with line breaks', () => {
    expect(resolve("${opt:no, 'a\nb'}").resolved).toBe('a\nb');
  });

  test('reports problems at the keys of the value', () => {
    expect(resolve({ b: ['${opt:no}'] }).problems).toEqual([expect.stringMatching(/^a\.b\.0: \$\{opt:no\} has no value/)]);
  });

  test('resolves 20,000 variables and 20,000 nested ones in a text', () => {
    expect(resolve('${self:custom.name}'.repeat(20_000)).resolved).toBe('orders'.repeat(20_000));
    expect(resolve(`${'${opt:no, '.repeat(20_000)}\${self:custom.name}${'}'.repeat(20_000)}`).resolved).toBe('orders');
  }, 5_000);
});
