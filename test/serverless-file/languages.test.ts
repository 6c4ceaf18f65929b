import { call, checkName, Code, literal, reference, SCOPE, struct } from '../../src/serverless/code';
import { LanguageName, printProgram } from '../../src/serverless-file/languages';

/** Prints one value as the prop of an event source, and returns the line. */
function print(code: Code, language: LanguageName): string {
  const eventSource = { variable: checkName('source1'), id: 'a-b', functionName: 'a', className: checkName('KafkaEventSource'), isServerless: false, props: [{ name: checkName('maxAge'), code, comments: [] }], location: 'a.yml:1' };
  const [, line] = /target=?:? ?targets\[.*\],\n\s*(.*),\n/.exec(printProgram({ summary: '', variables: [], eventSources: [eventSource] }, language))!;
  return line.replace(/^(maxAge: |max_age=)/, '');
}

test.each([
  ["it's", "'it\\'s'", '"it\'s"'],
  ['a "b" \\ c', "'a \"b\" \\\\ c'", '"a \\"b\\" \\\\ c"'],
  ['\\"', "'\\\\\"'", '"\\\\\\""'],
  ['a\n\r\tb', "'a\\n\\r\\tb'", '"a\\n\\r\\tb"'],
  ['\u0000\u007f\u0085\u2028\u202e\ufeff', "'\\u0000\\u007f\\u0085\\u2028\\u202e\\ufeff'", '"\\u0000\\u007f\\u0085\\u2028\\u202e\\ufeff"'],
  ['\u{e0001} \ud800 é 😀', "'\\u{e0001} \\ud800 é 😀'", '"\\U000e0001 \\ud800 é 😀"'],
])('writes the string %j', (text, typescript, python) => {
  expect(print(literal(text), 'typescript')).toBe(typescript);
  expect(print(literal(text), 'python')).toBe(python);
});

test.each<[string, Code, string, string]>([
  ['constants', { kind: 'list', elements: [true, false, null, 1.5].map(literal) }, '[true, false, null, 1.5]', '[True, False, None, 1.5]'],
  ['an object', { kind: 'object', entries: [['a', literal(1)], ['b-c', literal(2)]] }, "{ a: 1, 'b-c': 2 }", '{"a": 1, "b-c": 2}'],
  ['an empty object', { kind: 'object', entries: [] }, '{}', '{}'],
  ['a key that would set the prototype', { kind: 'object', entries: [['__proto__', literal(1)]] }, "{ ['__proto__']: 1 }", '{"__proto__": 1}'],
  ['a struct', struct('lambda.PollerConfig', { minimumPollers: literal(1) }), '{ minimumPollers: 1 }', 'lambda_.PollerConfig(minimum_pollers=1)'],
  ['a call', call('s3.Bucket.fromArn', SCOPE, literal('id'), struct('A', { bucketArn: literal('a') })),
    "s3.Bucket.fromArn(this, 'id', { bucketArn: 'a' })", 's3.Bucket.from_arn(self, "id", bucket_arn="a")'],
  ['a member of an enum', reference('lambda.StartingPosition.LATEST'), 'lambda.StartingPosition.LATEST', 'lambda_.StartingPosition.LATEST'],
])('writes %s', (_, code, typescript, python) => {
  expect(print(code, 'typescript')).toBe(typescript);
  expect(print(code, 'python')).toBe(python);
});

test.each(['a b', "a'", '', 'a.', 'a-b', 'a\n', '1'])('%j is not a name', text => {
  expect(() => checkName(text)).toThrow(`${JSON.stringify(text)} is not a name`);
});

const FILE = {
  summary: 'The consumers of serverless.yml.',
  variables: [{ name: checkName('secret1'), code: call('secretsmanager.Secret.fromSecretCompleteArn', SCOPE, literal('secret1')) }],
  eventSources: [
    { variable: checkName('source1'), id: 'consumer-orders', functionName: 'consumer', className: checkName('KafkaEventSource'), isServerless: false, props: [{ name: checkName('topic'), code: literal('sqs Token'), comments: ['a\n*/'] }, { name: checkName('batchSize'), code: literal(1), comments: [] }], logicalId: 'Orders', location: 'serverless.yml:4' },
    { variable: checkName('source2'), id: 'consumer-topic', functionName: 'consumer', className: checkName('KafkaEventSource'), isServerless: false, props: [], location: 'serverless.yml:9' },
  ],
};

test('writes a TypeScript file', () => {
  expect(printProgram(FILE, 'typescript').split('\n')).toEqual([
    "import * as lambda from 'aws-cdk-lib/aws-lambda';",
    "import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';",
    "import { CfnResource } from 'aws-cdk-lib/core';",
    "import { KafkaEventSource } from 'cdk-kafka-event-source';",
    "import { Construct } from 'constructs';",
    '',
    '/** The consumers of serverless.yml. */',
    'export class KafkaConsumers extends Construct {',
    '  constructor(scope: Construct, id: string, targets: { [name: string]: lambda.IFunction }) {',
    '    super(scope, id);',
    "    const secret1 = secretsmanager.Secret.fromSecretCompleteArn(this, 'secret1');",
    '',
    '    // serverless.yml:4',
    "    const source1 = new KafkaEventSource(this, 'consumer-orders', {",
    "      target: targets['consumer'],",
    '      // a\\u{a}* /',
    "      topic: 'sqs Token',",
    '      batchSize: 1,',
    '    });',
    "    (source1.node.defaultChild as CfnResource).overrideLogicalId('Orders');",
    '',
    '    // serverless.yml:9',
    "    new KafkaEventSource(this, 'consumer-topic', {",
    "      target: targets['consumer'],",
    '    });',
    '  }',
    '}',
    '',
  ]);
});

test('writes a Python file', () => {
  expect(printProgram(FILE, 'python').split('\n')).toEqual([
    'from aws_cdk import aws_lambda as lambda_, aws_secretsmanager as secretsmanager',
    'from cdk_kafka_event_source import KafkaEventSource',
    'from constructs import Construct',
    '',
    '',
    'class KafkaConsumers(Construct):',
    '    """The consumers of serverless.yml."""',
    '',
    '    def __init__(self, scope: Construct, id: str, targets: dict[str, lambda_.IFunction]) -> None:',
    '        super().__init__(scope, id)',
    '        secret1 = secretsmanager.Secret.from_secret_complete_arn(self, "secret1")',
    '',
    '        # serverless.yml:4',
    '        source1 = KafkaEventSource(',
    '            self, "consumer-orders",',
    '            target=targets["consumer"],',
    '            # a\\u{a}* /',
    '            topic="sqs Token",',
    '            batch_size=1,',
    '        )',
    '        source1.node.default_child.override_logical_id("Orders")',
    '',
    '        # serverless.yml:9',
    '        KafkaEventSource(',
    '            self, "consumer-topic",',
    '            target=targets["consumer"],',
    '        )',
    '',
  ]);
});

test.each([
  ['*/ export', '/** * / export */', '"""*/ export"""'],
  ['**/', '/** ** / */', '"""**/"""'],
  ['"""', '/** """ */', '"""\\"\\"\\""""'],
  ['a"', '/** a" */', '"""a\\""""'],
  ['..\\users', '/** ..\\users */', '"""..\\\\users"""'],
  ['a\r\nb\u2028c', '/** a\\u{d}\\u{a}b\\u{2028}c */', '"""a\\\\u{d}\\\\u{a}b\\\\u{2028}c"""'],
])('keeps the summary %j inside its comment', (summary, comment, docstring) => {
  expect(printProgram({ ...FILE, summary }, 'typescript').split('\n')).toContain(comment);
  expect(printProgram({ ...FILE, summary }, 'python').split('\n')).toContain(`    ${docstring}`);
});

test('keeps the location of an event inside its comment', () => {
  const eventSources = FILE.eventSources.map(source => ({ ...source, location: 'a\nb\u0085.yml:4' }));
  expect(printProgram({ ...FILE, eventSources }, 'typescript')).toContain('    // a\\u{a}b\\u{85}.yml:4\n');
  expect(printProgram({ ...FILE, eventSources }, 'python')).toContain('        # a\\u{a}b\\u{85}.yml:4\n');
});
