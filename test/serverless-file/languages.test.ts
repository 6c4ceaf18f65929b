import { LANGUAGES } from '../../src/serverless-file/languages';

const { typescript, python } = LANGUAGES;

test.each([
  ["it's", "'it\\'s'", '"it\'s"'],
  ['a "b" \\ c', "'a \"b\" \\\\ c'", '"a \\"b\\" \\\\ c"'],
  ['\\"', "'\\\\\"'", '"\\\\\\""'],
  ['a\nb\u0000\u007f\u2028', "'a\\nb\\u0000\\u007f\\u2028'", '"a\\nb\\u0000\\u007f\\u2028"'],
])('writes the string %j', (text, expectedTypescript, expectedPython) => {
  expect(typescript.string(text)).toBe(expectedTypescript);
  expect(python.string(text)).toBe(expectedPython);
});

test('writes objects and structs', () => {
  expect(typescript.object(`${typescript.key('a')}1, ${typescript.key('b-c')}2`)).toBe("{ a: 1, 'b-c': 2 }");
  expect(python.object(`${python.key('a')}1, ${python.key('b-c')}2`)).toBe('{"a": 1, "b-c": 2}');
  expect(typescript.struct(`${typescript.member('batchSize')}1`)).toBe('{ batchSize: 1 }');
  expect(python.struct(`${python.member('batchSize')}1`)).toBe('batch_size=1');
});

const FILE = {
  summary: 'The consumers of serverless.yml.',
  variables: [{ name: 'secret1', code: 'secretsmanager.Secret(…)' }],
  eventSources: [
    { variable: 'source1', id: 'consumer-orders', functionName: 'consumer', props: ['topic', 'batchSize'], logicalId: 'Orders', location: 'serverless.yml:4' },
    { variable: 'source2', id: 'consumer-topic', functionName: 'consumer', props: [], location: 'serverless.yml:9' },
  ],
};

test('writes a TypeScript file', () => {
  expect(typescript.file(FILE)).toEqual([
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
    '    const secret1 = secretsmanager.Secret(…);',
    '',
    '    // serverless.yml:4',
    "    const source1 = new KafkaEventSource(this, 'consumer-orders', {",
    "      target: targets['consumer'],",
    '      topic,',
    '      batchSize,',
    '    });',
    "    (source1.node.defaultChild as CfnResource).overrideLogicalId('Orders');",
    '',
    '    // serverless.yml:9',
    "    new KafkaEventSource(this, 'consumer-topic', {",
    "      target: targets['consumer'],",
    '    });',
    '  }',
    '}',
  ]);
});

test('writes a Python file', () => {
  expect(python.file(FILE)).toEqual([
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
    '        secret1 = secretsmanager.Secret(…)',
    '',
    '        # serverless.yml:4',
    '        source1 = KafkaEventSource(',
    '            self, "consumer-orders",',
    '            target=targets["consumer"],',
    '            topic,',
    '            batchSize,',
    '        )',
    '        source1.node.default_child.override_logical_id("Orders")',
    '',
    '        # serverless.yml:9',
    '        KafkaEventSource(',
    '            self, "consumer-topic",',
    '            target=targets["consumer"],',
    '        )',
  ]);
});

test.each([
  ['*/ export', '/** *\\/ export */', '"""*/ export"""'],
  ['"""', '/** """ */', '"""\\"\\"\\""""'],
  ['a"', '/** a" */', '"""a\\""""'],
  ['C:\\new', '/** C:\\new */', '"""C:\\\\new"""'],
  ['a\r\nb\u2028c', '/** a\\u000d\\u000ab\\u2028c */', '"""a\\r\\nb\\u2028c"""'],
])('keeps the summary %j inside its comment', (summary, comment, docstring) => {
  expect(typescript.file({ ...FILE, summary })).toContain(comment);
  expect(python.file({ ...FILE, summary })).toContain(`    ${docstring}`);
});

test('keeps the location of an event inside its comment', () => {
  const eventSources = FILE.eventSources.map(source => ({ ...source, location: 'a\nb\u0085.yml:4' }));
  expect(typescript.file({ ...FILE, eventSources })).toContain('    // a\\u000ab\\u0085.yml:4');
  expect(python.file({ ...FILE, eventSources })).toContain('        # a\\u000ab\\u0085.yml:4');
});
