import { Input } from './context';
import { PropRules } from './rule';
import { reference } from './sources';
import { toKebabCase } from './to-kebab-case';
import { valueOf } from './values';

const REQUIRED_PROPS: { [prop in keyof Input]: string } = {
  target: 'target: fn',
  bootstrapServers: "bootstrapServers: ['broker.example.com:9092']",
  topic: "topic: 'orders'",
  accessConfigurations: 'accessConfigurations: { saslScram512Auth: [secret] }',
};

/** TypeScript sees to these by itself; JavaScript, Python and Java don't. */
export const REQUIRED: PropRules[] = Object.entries(REQUIRED_PROPS).map(([prop, example]) => ({
  prop,
  getValues: context => valueOf(prop as keyof Input)(context).length > 0 ? [] : [{ prop, value: undefined, formatted: '' }],
  rules: [{
    id: `${toKebabCase(prop)}-required`,
    isViolated: () => true,
    problem: 'is missing',
    fix: `write ${example}`,
    source: reference('resource-lambda-eventsourcemapping'),
  }],
}));
