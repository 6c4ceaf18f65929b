import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { complaintsOf, errorOf, newFunction, newSource, newStack, parameter, secretOf } from '../helpers';

const complaints = (provisionedPollerConfig: unknown) => complaintsOf({ provisionedPollerConfig });

test.each([
  { minimumPollers: 1 }, { minimumPollers: 200 }, { maximumPollers: 1 }, { maximumPollers: 2000 }, { minimumPollers: 7, maximumPollers: 7 },
  { pollerGroupName: '' }, { minimumPollers: 1, pollerGroupName: `aZ0-_${'x'.repeat(123)}` },
])('takes %j', config => {
  expect(complaints(config)).toEqual([]);
});

test.each([
  [{ minimumPollers: 0 }, ["provisionedPollerConfig.minimumPollers 0 is not a whole number from 1 to 200; write one, or leave minimumPollers out for Lambda's 1"]],
  [{ minimumPollers: 201, maximumPollers: 300 }, ["provisionedPollerConfig.minimumPollers 201 is not a whole number from 1 to 200; write one, or leave minimumPollers out for Lambda's 1"]],
  [{ minimumPollers: 1.5 }, ["provisionedPollerConfig.minimumPollers 1.5 is not a whole number from 1 to 200; write one, or leave minimumPollers out for Lambda's 1"]],
  [{ maximumPollers: 2001 }, ["provisionedPollerConfig.maximumPollers 2001 is not a whole number from 1 to 2000; write one, or leave maximumPollers out for Lambda's 200"]],
  [{ maximumPollers: '5' }, ["provisionedPollerConfig.maximumPollers '5' is not a whole number from 1 to 2000; write one, or leave maximumPollers out for Lambda's 200"]],
  [{ minimumPollers: Object.create(null), maximumPollers: 10n, pollerGroupName: 'g' }, [
    "provisionedPollerConfig.minimumPollers (an object) is not a whole number from 1 to 200; write one, or leave minimumPollers out for Lambda's 1",
    "provisionedPollerConfig.maximumPollers 10 is not a whole number from 1 to 2000; write one, or leave maximumPollers out for Lambda's 200",
  ]],
  [{ minimumPollers: 5, maximumPollers: 4 }, ['provisionedPollerConfig (an object) has more minimumPollers than maximumPollers; write a maximum that is the minimum or more']],
  [{ minimumPollers: 1, pollerGroupName: 'my group' }, ["provisionedPollerConfig.pollerGroupName 'my group' is not a name of at most 128 letters, digits, hyphens and underscores; write one, such as 'orders'"]],
  [{ minimumPollers: 1, pollerGroupName: 'x'.repeat(129) }, [expect.stringContaining('is not a name of at most 128 letters')]],
  [{ minimumPollers: 1, pollerGroupName: 5 }, ["provisionedPollerConfig.pollerGroupName 5 is not a name of at most 128 letters, digits, hyphens and underscores; write one, such as 'orders'"]],
  [{}, ['provisionedPollerConfig (an object) says nothing; write minimumPollers, which switches provisioned mode on, or leave provisionedPollerConfig out']],
  [{ minPollers: 1 }, ['provisionedPollerConfig (an object) says nothing; write minimumPollers, which switches provisioned mode on, or leave provisionedPollerConfig out']],
  [{ minimumPollers: undefined }, ['provisionedPollerConfig (an object) says nothing; write minimumPollers, which switches provisioned mode on, or leave provisionedPollerConfig out']],
  [5, ['provisionedPollerConfig 5 is not an object; write { minimumPollers: 1, maximumPollers: 10 }']],
  [[], ['provisionedPollerConfig (a list) is not an object; write { minimumPollers: 1, maximumPollers: 10 }']],
])('refuses %p', (config, messages) => {
  expect(complaints(config)).toEqual(messages);
});

test('takes tokens', () => {
  const number = (stack: Stack, id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
  expect(complaintsOf(stack => ({
    provisionedPollerConfig: { minimumPollers: number(stack, 'Min'), maximumPollers: number(stack, 'Max'), pollerGroupName: parameter(stack, 'Group') },
  }))).toEqual([]);
  expect(complaints(Lazy.any({ produce: () => ({ minimumPollers: 1 }) }))).toEqual([]);
  expect(complaintsOf(stack => ({ provisionedPollerConfig: { minimumPollers: 5, maximumPollers: number(stack, 'Max') } }))).toEqual([]);
});

describe('a group', () => {
  /** Mappings of one group, each with a topic of its own. */
  function fill(stack: Stack, count: number, config: object) {
    const common = { target: newFunction(stack), accessConfigurations: { saslPlainAuth: [secretOf(stack)] } };
    const add = (n: number, more: object = {}) => newSource(stack, { ...common, topic: `topic-${n}`, provisionedPollerConfig: { pollerGroupName: 'g', ...config, ...more } }, `S${n}`);
    Array.from({ length: count }, (_, n) => add(n));
    return add;
  }

  test('takes 100 mappings and not 101, of which other groups are free', () => {
    const add = fill(newStack(), 100, { maximumPollers: 1 });
    expect(errorOf(() => add(100))).toContain("provisionedPollerConfig.pollerGroupName 'g' has 100 mappings already, which is all that it takes; name another group");
    expect(() => add(101, { pollerGroupName: 'other' })).not.toThrow();
  });

  test('takes 2000 pollers and not 2001, with 200 for a mapping that names no maximum', () => {
    const add = fill(newStack(), 9, {});
    expect(errorOf(() => add(9, { maximumPollers: 201 }))).toContain(
      "provisionedPollerConfig.pollerGroupName 'g' would have up to 2001 pollers, and a group takes 2000; lower maximumPollers of its mappings, which is 200 where it is left out, or name another group");
    expect(() => add(10)).not.toThrow();
    expect(errorOf(() => add(11, { maximumPollers: 1 }))).toContain('would have up to 2001 pollers');
  });

  test('whose name is a token is shown without it', () => {
    const stack = newStack();
    const add = fill(stack, 1, { pollerGroupName: parameter(stack, 'Group'), maximumPollers: 2000 });
    expect(errorOf(() => add(1))).toContain('  - provisionedPollerConfig.pollerGroupName would have up to 4000 pollers, ');
  });

  test('a token counts as none', () => {
    const stack = newStack();
    const maximumPollers = new CfnParameter(stack, 'Max', { type: 'Number' }).valueAsNumber;
    const add = fill(stack, 20, { maximumPollers });
    expect(() => add(20, { maximumPollers: 2000 })).not.toThrow();
  });
});
