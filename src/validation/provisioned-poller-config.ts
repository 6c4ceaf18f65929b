import { ProvisionedPollerConfig } from 'aws-cdk-lib/aws-lambda';
import { Token } from 'aws-cdk-lib/core';
import { MappingIndex } from '../app/mapping-index';
import { POLLERS } from '../limits';
import { Context, Input } from './context';
import { PropRules, Value } from './rule';
import { guide, reference } from './sources';
import { isObject, isString } from './type-guards';
import { valueOf } from './values';

const source = guide('kafka-scaling-modes.html');
const schema = reference('properties-lambda-eventsourcemapping-provisionedpollerconfig');

const PARTS: (keyof ProvisionedPollerConfig)[] = ['minimumPollers', 'maximumPollers', 'pollerGroupName'];

/** What Lambda takes where one of the two is left out. */
const DEFAULTS = { minimumPollers: 1, maximumPollers: POLLERS.maximumPollers.default };
const MOST = { minimumPollers: 200, maximumPollers: 2000 };
const MOST_MAPPINGS_OF_GROUP = 100;
const MOST_POLLERS_OF_GROUP = 2000;

/** Whether Lambda keeps pollers ready for the mapping. Several features need that. */
export const isProvisioned = ({ provisionedPollerConfig }: Input) => provisionedPollerConfig !== undefined;

function config({ props }: Context): { [name: string]: unknown } {
  return isObject(props.provisionedPollerConfig) ? props.provisionedPollerConfig : {};
}

function part(name: keyof ProvisionedPollerConfig): PropRules['getValues'] {
  return context => {
    const value = config(context)[name];
    return value === undefined ? [] : [{ prop: `provisionedPollerConfig.${name}`, value }];
  };
}

function pollers(name: keyof typeof MOST): PropRules {
  return {
    prop: `provisionedPollerConfig.${name}`,
    getValues: part(name),
    rules: [{
      id: name === 'minimumPollers' ? 'minimum-pollers' : 'maximum-pollers',
      isViolated: value => !(Number.isInteger(value) && value >= 1 && value <= MOST[name]),
      problem: `is not a whole number from 1 to ${MOST[name]}`,
      fix: `write one, or leave ${name} out for Lambda's ${DEFAULTS[name]}`,
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
    ? [{ prop: 'provisionedPollerConfig.pollerGroupName', value: MappingIndex.of(scope).getPollerGroup(scope, name), formatted: Token.isUnresolved(name) ? '' : `'${name}'` }]
    : [];
}

export const PROVISIONED_POLLER_CONFIG: PropRules[] = [{
  prop: 'provisionedPollerConfig',
  checksTokens: true,
  getValues: valueOf('provisionedPollerConfig'),
  typeRule: {
    id: 'provisioned-poller-config-type',
    isViolated: value => !isObject(value) || Array.isArray(value),
    problem: 'is not an object',
    fix: 'write { minimumPollers: 1, maximumPollers: 10 }',
    source: schema,
  },
  rules: [{
    id: 'provisioned-poller-config-empty',
    isViolated: value => !Token.isUnresolved(value) && PARTS.every(name => value[name] === undefined),
    problem: 'says nothing',
    fix: 'write minimumPollers, which switches provisioned mode on, or leave provisionedPollerConfig out',
    source: guide('services-consume-kafka-events.html'),
  }, {
    id: 'pollers-order',
    isViolated: ({ minimumPollers = DEFAULTS.minimumPollers, maximumPollers = DEFAULTS.maximumPollers }) =>
      isKnown(minimumPollers) && isKnown(maximumPollers) && minimumPollers > maximumPollers,
    problem: 'has more minimumPollers than maximumPollers',
    fix: 'write a maximum that is the minimum or more',
    source,
  }],
},
pollers('minimumPollers'),
pollers('maximumPollers'),
{
  prop: 'provisionedPollerConfig.pollerGroupName',
  getValues: part('pollerGroupName'),
  rules: [{
    id: 'poller-group-name',
    isViolated: value => !(isString(value) && /^[a-zA-Z0-9_-]{0,128}$/.test(value)),
    problem: 'is not a name of at most 128 letters, digits, hyphens and underscores',
    fix: "write one, such as 'orders'",
    source: schema,
  }],
}, {
  prop: 'provisionedPollerConfig.pollerGroupName',
  getValues: group,
  rules: [{
    id: 'poller-group-mappings',
    isViolated: ({ mappings }) => mappings >= MOST_MAPPINGS_OF_GROUP,
    problem: `has ${MOST_MAPPINGS_OF_GROUP} mappings already, which is all that it takes`,
    fix: 'name another group',
    source,
  }, {
    id: 'poller-group-pollers',
    isViolated: ({ pollers: others }, context) => others + maximumOf(config(context)) > MOST_POLLERS_OF_GROUP,
    problem: ({ pollers: others }, context) => `would have up to ${others + maximumOf(config(context))} pollers, and a group takes ${MOST_POLLERS_OF_GROUP}`,
    fix: 'lower maximumPollers of its mappings, which is 200 where it is left out, or name another group',
    source,
  }],
}];
