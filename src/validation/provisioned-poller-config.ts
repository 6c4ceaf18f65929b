import { ProvisionedPollerConfig } from 'aws-cdk-lib/aws-lambda';
import { Token } from 'aws-cdk-lib/core';
import { DEFAULT_MAXIMUM_POLLERS, Mappings } from './mappings';
import { Context, guide, Input, isObject, isString, one, reference, Subject, Value } from './rule';

const source = guide('kafka-scaling-modes.html');
const schema = reference('properties-lambda-eventsourcemapping-provisionedpollerconfig');

const PARTS: (keyof ProvisionedPollerConfig)[] = ['minimumPollers', 'maximumPollers', 'pollerGroupName'];

/** What Lambda takes where one of the two is left out. */
const DEFAULTS = { minimumPollers: 1, maximumPollers: DEFAULT_MAXIMUM_POLLERS };
const MOST = { minimumPollers: 200, maximumPollers: 2000 };
const MOST_MAPPINGS_OF_GROUP = 100;
const MOST_POLLERS_OF_GROUP = 2000;

/** Whether Lambda keeps pollers ready for the mapping. Several features need that. */
export const isProvisioned = ({ provisionedPollerConfig }: Input) => provisionedPollerConfig !== undefined;

function config({ props }: Context): { [name: string]: unknown } {
  return isObject(props.provisionedPollerConfig) ? props.provisionedPollerConfig : {};
}

function part(name: keyof ProvisionedPollerConfig): Subject['values'] {
  return context => {
    const value = config(context)[name];
    return value === undefined ? [] : [{ prop: `provisionedPollerConfig.${name}`, value }];
  };
}

function pollers(name: keyof typeof MOST): Subject {
  return {
    prop: `provisionedPollerConfig.${name}`,
    values: part(name),
    rules: [{
      id: name === 'minimumPollers' ? 'minimum-pollers' : 'maximum-pollers',
      broken: value => !(Number.isInteger(value) && value >= 1 && value <= MOST[name]),
      says: `is not a whole number from 1 to ${MOST[name]}`,
      mend: `write one, or leave ${name} out for Lambda's ${DEFAULTS[name]}`,
      source,
    }],
  };
}

const isKnown = (value: unknown): value is number => typeof value === 'number' && !Token.isUnresolved(value);

/** The pollers that a mapping can have at the most, or none where that is unknown. */
function maximumOf({ maximumPollers = DEFAULTS.maximumPollers }: { readonly maximumPollers?: unknown }): number {
  return isKnown(maximumPollers) ? maximumPollers : 0;
}

/** The group that the mapping would join, with what is in it. */
function group(context: Context): Value[] {
  const { scope } = context;
  const name = config(context).pollerGroupName;
  return isString(name) && name !== ''
    ? [{ prop: 'provisionedPollerConfig.pollerGroupName', value: Mappings.of(scope).pollerGroup(scope, name), shown: Token.isUnresolved(name) ? '' : `'${name}'` }]
    : [];
}

export const PROVISIONED_POLLER_CONFIG: Subject[] = [{
  prop: 'provisionedPollerConfig',
  noToken: true,
  values: one('provisionedPollerConfig'),
  shape: {
    id: 'provisioned-poller-config-type',
    broken: value => !isObject(value) || Array.isArray(value),
    says: 'is not an object',
    mend: 'write { minimumPollers: 1, maximumPollers: 10 }',
    source: schema,
  },
  rules: [{
    id: 'provisioned-poller-config-empty',
    broken: value => !Token.isUnresolved(value) && PARTS.every(name => value[name] === undefined),
    says: 'says nothing',
    mend: 'write minimumPollers, which switches provisioned mode on, or leave provisionedPollerConfig out',
    source: guide('services-consume-kafka-events.html'),
  }, {
    id: 'pollers-order',
    broken: ({ minimumPollers = DEFAULTS.minimumPollers, maximumPollers = DEFAULTS.maximumPollers }) =>
      isKnown(minimumPollers) && isKnown(maximumPollers) && minimumPollers > maximumPollers,
    says: 'has more minimumPollers than maximumPollers',
    mend: 'write a maximum that is the minimum or more',
    source,
  }],
},
pollers('minimumPollers'),
pollers('maximumPollers'),
{
  prop: 'provisionedPollerConfig.pollerGroupName',
  values: part('pollerGroupName'),
  rules: [{
    id: 'poller-group-name',
    broken: value => !(isString(value) && /^[a-zA-Z0-9_-]{0,128}$/.test(value)),
    says: 'is not a name of at most 128 letters, digits, hyphens and underscores',
    mend: "write one, such as 'orders'",
    source: schema,
  }],
}, {
  prop: 'provisionedPollerConfig.pollerGroupName',
  values: group,
  rules: [{
    id: 'poller-group-mappings',
    broken: ({ mappings }) => mappings >= MOST_MAPPINGS_OF_GROUP,
    says: `has ${MOST_MAPPINGS_OF_GROUP} mappings already, which is all that it takes`,
    mend: 'name another group',
    source,
  }, {
    id: 'poller-group-pollers',
    broken: ({ pollers: others }, context) => others + maximumOf(config(context)) > MOST_POLLERS_OF_GROUP,
    says: ({ pollers: others }, context) => `would have up to ${others + maximumOf(config(context))} pollers, and a group takes ${MOST_POLLERS_OF_GROUP}`,
    mend: 'lower maximumPollers of its mappings, which is 200 where it is left out, or name another group',
    source,
  }],
}];
