/** Compares the limits in the docstrings with src/limits.ts: jsii requires them as text there. */
import * as ts from 'typescript';
import { publicApi } from './public-api';
import { SECRET_ENTRIES } from '../src/access-configurations';
import * as limits from '../src/limits';

const { FILTER_PATTERNS, MAX_ACCESS_URI_LENGTH, POLLER_GROUP, POLLERS, PORT } = limits;

/** Returns the docstrings of a declaration with their tags, without line breaks. */
function getDocs(declarations: readonly ts.Declaration[] = []): string {
  return declarations.flatMap(ts.getJSDocCommentsAndTags).filter(ts.isJSDoc).map(docs => docs.getText().replace(/[\s*]+/g, ' ')).join(' ');
}

/** The docstrings of the public types and of their members: `KafkaEventSourceProps.topic`. */
const DOCS = new Map(publicApi().flatMap(({ name, declarations, members }): [string, string][] => [
  [name, getDocs(declarations)],
  ...members.map((member): [string, string] => [`${name}.${member.name}`, getDocs(member.declarations)]),
]));

/** The ranges, by the name of the member in any type. */
const RANGES: { readonly [member: string]: limits.Range } = {
  bootstrapServers: limits.BOOTSTRAP_SERVERS,
  topic: limits.TOPIC_LENGTH,
  kafkaTopic: limits.ON_FAILURE_TOPIC_LENGTH,
  oauthBearerScope: { min: 1, max: MAX_ACCESS_URI_LENGTH },
  oauthBearerAudience: { min: 1, max: MAX_ACCESS_URI_LENGTH },
  oauthBearerLogicalCluster: { min: 1, max: MAX_ACCESS_URI_LENGTH },
  oauthBearerIdentityPool: { min: 1, max: MAX_ACCESS_URI_LENGTH },
  batchSize: limits.BATCH_SIZE,
  maximumBatchingWindow: limits.MAXIMUM_BATCHING_WINDOW,
  consumerGroupId: limits.CONSUMER_GROUP_ID_LENGTH,
  retryAttempts: limits.RETRY_ATTEMPTS,
  maxRecordAge: limits.MAX_RECORD_AGE,
  minimumPollers: POLLERS.minimumPollers,
  maximumPollers: POLLERS.maximumPollers,
  min: POLLERS.minimumPollers,
  max: POLLERS.maximumPollers,
  timeout: limits.CONNECTION_TEST_TIMEOUT,
};

/** The docstrings in the form `Valid range: 1–10000.` or `Valid length: 1–200 characters.`, with their ranges. */
const DOCUMENTED = [...DOCS].flatMap(([name, docs]) => {
  const range = /Valid (?:range|length): (-?\d+–\d+)/.exec(docs);
  return range ? [{ name, range: range[1] }] : [];
});

test('reads the docs of props', () => {
  const props = ['bootstrapServers', 'topic', 'batchSize', 'maximumBatchingWindow', 'consumerGroupId', 'retryAttempts', 'maxRecordAge'];
  expect(DOCUMENTED.map(({ name }) => name)).toEqual(expect.arrayContaining(props.map(prop => `KafkaEventSourceProps.${prop}`)));
});

test.each(DOCUMENTED)('the range in the docs of $name is the limit: $range', ({ name, range }) => {
  const { min, max } = RANGES[name.split('.')[1]];
  expect(range).toBe(`${min}–${max}`);
});

const describePollers = ({ min, max, default: byDefault }: typeof POLLERS.minimumPollers) => `a whole number from ${min} to ${max}, with a default of ${byDefault}`;

test.each<[string, string[]]>([
  ['KafkaEventSourceProps.target', [
    `timeout is above ${limits.MAX_FUNCTION_TIMEOUT / 60} minutes`,
    `durable function is above ${limits.MAX_DURABLE_EXECUTION_TIMEOUT / 60} minutes`,
    `the maximum of both is ${limits.MAX_MANAGED_INSTANCES_TIMEOUT / 60} minutes`,
  ]],
  ['KafkaEventSourceProps.bootstrapServers', [`a number from ${PORT.min} to ${PORT.max}`]],
  ['KafkaEventSourceProps.filterPatterns', [
    `at most ${limits.MAX_FILTER_PATTERN_LENGTH} characters of JSON`, `More than ${FILTER_PATTERNS.quota} patterns`, `more than ${FILTER_PATTERNS.max}, `,
  ]],
  ['KafkaEventSourceProps.onFailure', [`at most ${limits.RETRIES_WITH_ON_FAILURE} times`]],
  ['KafkaEventSourceProps.retryAttempts', [
    `${limits.UNLIMITED_RETRIES} means without limit`, `then retries ${limits.RETRIES_WITH_ON_FAILURE} times`,
  ]],
  ['KafkaEventSourceProps.maxRecordAge', [`the maximum is ${limits.MAX_RECORD_AGE.max / 24 / 3600} days`]],
  ['KafkaEventSourceProps.provisionedPollerConfig', [
    describePollers(POLLERS.minimumPollers),
    describePollers(POLLERS.maximumPollers),
    `at most ${limits.MAX_POLLER_GROUP_NAME_LENGTH} letters`,
    `up to ${POLLER_GROUP.maxMappings} mappings and ${POLLER_GROUP.maxPollers} pollers`,
  ]],
  ['KafkaAccessConfigurations', [`can have ${limits.ACCESS_CONFIGURATIONS.max} elements`, `More than ${limits.ACCESS_CONFIGURATIONS.documented} get a warning`]],
  ['KafkaAccessConfigurations.vpcSubnet', [`more than ${limits.MAX_VPC_SUBNETS} subnets`]],
  ['KafkaAccessConfigurations.vpcSecurityGroup', [`more than ${limits.MAX_VPC_SECURITY_GROUPS} groups`]],
  ['KafkaConfluentSchemaRegistryProps.schemaRegistryUri', [`at most ${limits.MAX_SCHEMA_REGISTRY_URI_LENGTH} characters`]],
  ...SECRET_ENTRIES.map((entry): [string, string[]] => [`KafkaAccessConfigurations.${entry}`, [`longer than ${MAX_ACCESS_URI_LENGTH} characters`]]),
])('the docs of %s have its other limits: %j', (name, texts) => {
  expect(texts.filter(text => !DOCS.get(name)!.includes(text))).toEqual([]);
});
