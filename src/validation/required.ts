import { idOf, Input, one, reference, Subject } from './rule';

const REQUIRED_PROPS: { [prop in keyof Input]: string } = {
  target: 'target: fn',
  bootstrapServers: "bootstrapServers: ['broker.example.com:9092']",
  topic: "topic: 'orders'",
  accessConfigurations: 'accessConfigurations: { saslScram512Auth: [secret] }',
};

/** TypeScript sees to these by itself; JavaScript, Python and Java don't. */
export const REQUIRED: Subject[] = Object.entries(REQUIRED_PROPS).map(([prop, example]) => ({
  prop,
  values: context => one(prop as keyof Input)(context).length > 0 ? [] : [{ prop, value: undefined, shown: '' }],
  rules: [{
    id: `${idOf(prop)}-required`,
    broken: () => true,
    says: 'is missing',
    mend: `write ${example}`,
    source: reference('resource-lambda-eventsourcemapping'),
  }],
}));
