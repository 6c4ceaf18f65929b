import { Input } from './context';
import { PropRules } from './rule';
import { reference } from './sources';
import { toKebabCase } from './to-kebab-case';
import { NO_VALUES } from './values';

const EXAMPLES = {
  target: 'target: fn',
  bootstrapServers: "bootstrapServers: ['broker.example.com:9092']",
  clusterArn: "clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/name/a1b2c3d4-5678-90ab-cdef-111122223333-1'",
  topic: "topic: 'orders'",
  accessConfigurations: 'accessConfigurations: { saslScram512Auth: [secret] }',
} satisfies { readonly [prop in keyof Input]: string };

/** TypeScript enforces these; JavaScript and some jsii languages don't. */
const requires = (prop: keyof typeof EXAMPLES): PropRules => ({
  prop,
  getValues: ({ props }) => props[prop] === undefined ? [{ prop, value: undefined, formatted: '' }] : NO_VALUES,
  rules: [{
    id: `${toKebabCase(prop)}-missing`,
    isViolated: () => true,
    problem: 'is missing',
    fix: `add ${EXAMPLES[prop]}`,
    source: reference('resource-lambda-eventsourcemapping'),
  }],
});

const TARGET_REQUIRED = requires('target');
const TOPIC_REQUIRED = requires('topic');
export const REQUIRED_RULES = [TARGET_REQUIRED, requires('bootstrapServers'), TOPIC_REQUIRED, requires('accessConfigurations')];
/** For Amazon MSK, whose cluster has rules of its own. */
export const TARGET_AND_TOPIC_REQUIRED = [TARGET_REQUIRED, TOPIC_REQUIRED];
export const CLUSTER_ARN_REQUIRED = requires('clusterArn');
