import { APP_RULES, RULES } from '../../src/validation/all-rules';

const propRules = [...new Set(Object.values(RULES).flatMap(({ props, app }) => [...props, ...app]))];
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
  expect(APP_RULES.flatMap(({ rules: ofApp }) => ofApp).filter(({ warning }) => !warning).map(({ id }) => id)).toEqual([
    'target-timeout-too-long', 'target-durable-timeout-too-long', 'mapping-duplicate-of-another-construct',
  ]);
});
