import { Input } from './context';
import { PropRules } from './rule';
import { reference } from './sources';
import { toKebabCase } from './to-kebab-case';

const EXAMPLES: { readonly [prop in keyof Input]: string } = {
  target: 'target: fn',
  bootstrapServers: "bootstrapServers: ['broker.example.com:9092']",
  topic: "topic: 'orders'",
  accessConfigurations: 'accessConfigurations: { saslScram512Auth: [secret] }',
};

/** TypeScript enforces these; JavaScript and some jsii languages don't. */
export const REQUIRED_RULES: PropRules[] = Object.entries(EXAMPLES).map(([prop, example]) => ({
  prop,
  getValues: ({ props }) => [{ prop, value: props[prop as keyof Input], formatted: '' }],
  rules: [{
    id: `${toKebabCase(prop)}-missing`,
    isViolated: value => value === undefined,
    problem: 'is missing',
    fix: `add ${example}`,
    source: reference('resource-lambda-eventsourcemapping'),
  }],
}));
