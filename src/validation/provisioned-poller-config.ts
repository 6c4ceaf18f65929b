import { ProvisionedPollerConfig } from 'aws-cdk-lib/aws-lambda';
import { Token } from 'aws-cdk-lib/core';
import { Context } from './context';
import { areDifferentVpcs, getVpc } from './network';
import { PropRules, Value } from './rule';
import { isEmptyGroupName, wholeNumber } from './shared-rules';
import { guide, reference } from './sources';
import { isObject, isString } from './type-guards';
import { NO_VALUES, valueOf } from './values';
import { MappingIndex, PollerGroup } from '../app/mapping-index';
import { MAX_POLLER_GROUP_NAME_LENGTH, POLLER_GROUP, POLLERS } from '../limits';

const source = guide('kafka-scaling-modes.html');
const schema = reference('properties-lambda-eventsourcemapping-provisionedpollerconfig');

const MEMBERS: (keyof ProvisionedPollerConfig)[] = ['minimumPollers', 'maximumPollers', 'pollerGroupName'];

function getConfig({ props }: Context): { readonly [member in keyof ProvisionedPollerConfig]?: unknown } {
  return isObject(props.provisionedPollerConfig) ? props.provisionedPollerConfig : {};
}

function memberOf(name: keyof ProvisionedPollerConfig): PropRules['getValues'] {
  return context => {
    const value = getConfig(context)[name];
    return value === undefined ? NO_VALUES : [{ prop: `provisionedPollerConfig.${name}`, value }];
  };
}

const getMaximum = (context: Context): unknown => getConfig(context).maximumPollers ?? POLLERS.maximumPollers.default;
const isKnown = (value: unknown): value is number => typeof value === 'number' && !Token.isUnresolved(value);

/** Gets the usage of the poller group by the mappings that were created before. */
function getPollerGroup(context: Context): readonly Value[] {
  const { scope } = context;
  const { pollerGroupName: name } = getConfig(context);
  return isString(name) && name !== '' ? [{
    prop: 'provisionedPollerConfig.pollerGroupName',
    value: MappingIndex.of(scope).getPollerGroup(scope, name),
    formatted: Token.isUnresolved(name) ? '' : `'${name}'`,
  }] : NO_VALUES;
}

/** Counts the pollers that the group has with this mapping. A maximum that isn't known counts as 0. */
function countPollers(others: number, context: Context): number {
  const maximum = getMaximum(context);
  return others + (isKnown(maximum) ? maximum : 0);
}

export const PROVISIONED_POLLER_CONFIG_RULES: PropRules[] = [{
  prop: 'provisionedPollerConfig',
  checksTokens: true,
  getValues: valueOf('provisionedPollerConfig'),
  typeRule: {
    id: 'provisioned-poller-config-wrong-type',
    isViolated: value => !isObject(value) || Array.isArray(value),
    problem: 'is not an object',
    fix: 'use { minimumPollers: 1, maximumPollers: 10 }',
    source: schema,
  },
  rules: [{
    id: 'provisioned-poller-config-empty',
    isViolated: value => !Token.isUnresolved(value) && (MEMBERS.every(name => value[name] === undefined) || isEmptyGroupName(value)),
    problem: value => isEmptyGroupName(value) ? 'has only an empty pollerGroupName' : `has none of ${MEMBERS.join(', ')}`,
    fix: 'add minimumPollers, which enables provisioned mode, or leave provisionedPollerConfig out',
    source: guide('services-consume-kafka-events.html'),
  }],
}, {
  prop: 'provisionedPollerConfig.minimumPollers',
  getValues: memberOf('minimumPollers'),
  rules: [wholeNumber(POLLERS.minimumPollers, { id: 'minimum-pollers-out-of-range', source }), {
    id: 'minimum-pollers-above-maximum',
    isViolated: (minimum, context) => {
      const maximum = getMaximum(context);
      return isKnown(minimum) && isKnown(maximum) && minimum > maximum && minimum <= POLLERS.minimumPollers.max;
    },
    problem: (_, context) => `is above maximumPollers ${getMaximum(context)}`,
    fix: minimum => `set maximumPollers to ${minimum} or more, or a lower minimumPollers`,
    source,
  }],
},
{
  prop: 'provisionedPollerConfig.maximumPollers',
  getValues: memberOf('maximumPollers'),
  rules: [wholeNumber(POLLERS.maximumPollers, { id: 'maximum-pollers-out-of-range', source })],
}, {
  prop: 'provisionedPollerConfig.pollerGroupName',
  getValues: memberOf('pollerGroupName'),
  rules: [{
    id: 'poller-group-invalid-name',
    isViolated: value => !(isString(value) && /^[a-zA-Z0-9_-]*$/.test(value) && value.length <= MAX_POLLER_GROUP_NAME_LENGTH),
    problem: `is not a name of at most ${MAX_POLLER_GROUP_NAME_LENGTH} letters, digits, hyphens and underscores`,
    fix: "use a name such as 'orders'",
    source: schema,
  }],
}, {
  prop: 'provisionedPollerConfig.pollerGroupName',
  getValues: getPollerGroup,
  rules: [{
    id: 'poller-group-too-many-mappings',
    isViolated: ({ mappings }) => mappings >= POLLER_GROUP.maxMappings,
    problem: `already has ${POLLER_GROUP.maxMappings} mappings, which is the maximum`,
    fix: 'use another poller group',
    source,
  }, {
    id: 'poller-group-several-vpcs',
    warning: true,
    isViolated: ({ vpcs }: PollerGroup, context) => [...vpcs].some(vpc => areDifferentVpcs(vpc, context.once(getVpc))),
    problem: 'has a mapping in another VPC, and AWS documents that a group is for one VPC',
    fix: 'use a poller group for each VPC',
    source,
  }, {
    id: 'poller-group-too-many-pollers',
    isViolated: ({ pollers }, context) => countPollers(pollers, context) > POLLER_GROUP.maxPollers,
    problem: ({ pollers }, context) => `has up to ${countPollers(pollers, context)} pollers, and the maximum is ${POLLER_GROUP.maxPollers}`,
    fix: `lower maximumPollers of its mappings, which is ${POLLERS.maximumPollers.default} by default, or use another poller group`,
    source,
  }],
}];
