import { getAppRules, getPropRules } from '../../src/validation/all-rules';
import { findProblems } from '../../src/validation/check';
import { Context } from '../../src/validation/context';
import { MSK, SELF_MANAGED } from '../../src/validation/source-kinds';
import { CLUSTER_ARN, createProps, newStack } from '../helpers';

const propRules = [...new Set((['KafkaEventSource', 'MskEventSource'] as const).flatMap(type => [...getPropRules(type), ...getAppRules(type)]))];
const rules = propRules.flatMap(({ typeRule, rules: others }) => [...typeRule ? [typeRule] : [], ...others]);

test('every rule has a unique ID', () => {
  const ids = rules.map(({ id }) => id);
  expect(ids.filter((id, n) => ids.indexOf(id) !== n)).toEqual([]);
  expect(ids.filter(id => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
});

test('every rule has a documented source', () => {
  expect(rules.filter(({ source }) => !/^https:\/\/(docs\.aws\.amazon\.com|github\.com|docs\.confluent\.io|aiven\.io|kubernetes\.io)\//.test(source))).toEqual([]);
});

test('only timeouts, whose limits depend on the complete app, and mappings of other constructs are errors at synthesis', () => {
  expect(getAppRules('KafkaEventSource').flatMap(({ rules: ofApp }) => ofApp).filter(({ warning }) => !warning).map(({ id }) => id)).toEqual([
    'target-timeout-too-long', 'target-durable-timeout-too-long', 'mapping-duplicate-of-another-construct',
  ]);
});

test.each([SELF_MANAGED, MSK])('rules that are left out for the props of a $type find nothing in them', kind => {
  const stack = newStack();
  const context = new Context(stack, { ...createProps(stack), clusterArn: CLUSTER_ARN }, kind);
  const leftOut = [getPropRules, getAppRules].flatMap(get => get(kind.type).filter(one => !get(kind.type, context.props).includes(one)));
  expect(leftOut.length).toBeGreaterThan(30);
  expect(findProblems(leftOut, context)).toEqual([]);
});
