import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { findViolations } from './helpers';
import { KafkaPollerNetwork } from '../../src';
import { catchError, getWarnings, newFunction, newSource, newStack, newParameter, importSecret, inVpc } from '../helpers';

test.each([
  { minimumPollers: 1 }, { minimumPollers: 200 }, { maximumPollers: 1 }, { maximumPollers: 2000 }, { minimumPollers: 7, maximumPollers: 7 },
  { minimumPollers: 1, pollerGroupName: '' }, { maximumPollers: 1, pollerGroupName: '' }, { pollerGroupName: 'g' }, { minimumPollers: 1, pollerGroupName: `aZ0-_${'x'.repeat(123)}` },
])('allows %j', provisionedPollerConfig => {
  expect(findViolations({ provisionedPollerConfig })).toEqual([]);
});

const MINIMUM = '.minimumPollers: minimum-pollers-out-of-range';
const MAXIMUM = '.maximumPollers: maximum-pollers-out-of-range';
const NAME = '.pollerGroupName: poller-group-invalid-name';

test.each([
  [{ minimumPollers: 0 }, [MINIMUM]],
  [{ minimumPollers: 201, maximumPollers: 300 }, [MINIMUM]],
  [{ minimumPollers: 1.5 }, [MINIMUM]],
  [{ maximumPollers: 2001 }, [MAXIMUM]],
  [{ maximumPollers: '5' }, [MAXIMUM]],
  [{ minimumPollers: Object.create(null), maximumPollers: 10n, pollerGroupName: 'g' }, [MINIMUM, MAXIMUM]],
  [{ minimumPollers: 5, maximumPollers: 4 }, ['.minimumPollers: minimum-pollers-above-maximum']],
  [{ minimumPollers: 201 }, [MINIMUM]],
  [{ maximumPollers: 0 }, [MAXIMUM]],
  [{ minimumPollers: 1, pollerGroupName: 'my group' }, [NAME]],
  [{ minimumPollers: 1, pollerGroupName: 'x'.repeat(129) }, [NAME]],
  [{ minimumPollers: 1, pollerGroupName: 5 }, [NAME]],
  [{}, [': provisioned-poller-config-empty']],
  [{ pollerGroupName: '' }, [': provisioned-poller-config-empty']],
  [{ minPollers: 1 }, [': provisioned-poller-config-empty']],
  [{ minimumPollers: undefined }, [': provisioned-poller-config-empty']],
  [5, [': provisioned-poller-config-wrong-type']],
  [[], [': provisioned-poller-config-wrong-type']],
])('throws when provisionedPollerConfig is %p', (provisionedPollerConfig, violations) => {
  expect(findViolations({ provisionedPollerConfig })).toEqual(violations.map(violation => `provisionedPollerConfig${violation}`));
});

test('throws for other props that require provisioned pollers when there is only an empty group name', () => {
  expect(findViolations({ provisionedPollerConfig: { pollerGroupName: '' }, retryAttempts: 3 })).toEqual([
    'retryAttempts: retry-attempts-requires-provisioned-pollers', 'provisionedPollerConfig: provisioned-poller-config-empty',
  ]);
});

test('allows tokens', () => {
  const number = (stack: Stack, id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
  expect(findViolations(stack => ({
    provisionedPollerConfig: { minimumPollers: number(stack, 'Min'), maximumPollers: number(stack, 'Max'), pollerGroupName: newParameter(stack, 'Group') },
  }))).toEqual([]);
  expect(findViolations({ provisionedPollerConfig: Lazy.any({ produce: () => ({ minimumPollers: 1 }) }) })).toEqual([]);
  expect(findViolations(stack => ({ provisionedPollerConfig: { minimumPollers: 5, maximumPollers: number(stack, 'Max') } }))).toEqual([]);
});

describe('a poller group', () => {
  /** Adds mappings with different topics to one group. */
  function fill(stack: Stack, count: number, config: object) {
    const common = { target: newFunction(stack), accessConfigurations: { saslPlainAuth: [importSecret(stack)] } };
    const add = (n: number, more: object = {}) => newSource(stack, {
      ...common, topic: `topic-${n}`, provisionedPollerConfig: { pollerGroupName: 'g', ...config, ...more },
    }, `S${n}`);
    Array.from({ length: count }, (_, n) => add(n));
    return add;
  }

  test('throws for mapping 101, but not in another group', () => {
    const add = fill(newStack(), 100, { maximumPollers: 1 });
    expect(catchError(() => add(100))).toContain("provisionedPollerConfig.pollerGroupName 'g' already has 100 mappings");
    expect(() => add(101, { pollerGroupName: 'other' })).not.toThrow();
  });

  test('throws for poller 2001, and counts the default of 200', () => {
    const add = fill(newStack(), 9, {});
    expect(catchError(() => add(9, { maximumPollers: 201 }))).toContain("provisionedPollerConfig.pollerGroupName 'g' has up to 2001 pollers");
    expect(() => add(10)).not.toThrow();
    expect(catchError(() => add(11, { maximumPollers: 1 }))).toContain('has up to 2001 pollers');
  });

  describe('in VPCs', () => {
    const findGroupWarnings = (stack: Stack) => getWarnings(stack).filter(text => text.includes(':poller-group-'));

    /** Creates two mappings in two VPCs, or in one if their IDs are equal. */
    const findWarnings = (vpcs: [string, string], groups = ['g', 'g']) => {
      const stack = newStack();
      vpcs.forEach((id, n) => {
        const vpc = stack.node.tryFindChild(id) as Vpc | undefined ?? new Vpc(stack, id);
        const scope = new Construct(stack, `Scope${n}`);
        newSource(scope, {
          accessConfigurations: new KafkaPollerNetwork(scope, 'Network', { vpc }).accessConfigurations,
          provisionedPollerConfig: { minimumPollers: 1, pollerGroupName: groups[n] },
          topic: `topic-${n}`,
        });
      });
      return findGroupWarnings(stack);
    };

    test('warns about two VPCs', () => {
      expect(findWarnings(['One', 'Other'])).toEqual([expect.stringContaining('[ack: cdk-kafka-event-source:poller-group-several-vpcs]')]);
    });

    test('allows one VPC, or a group for each VPC', () => {
      expect(findWarnings(['One', 'One'])).toEqual([]);
      expect(findWarnings(['One', 'Other'], ['g', 'other'])).toEqual([]);
    });

    test('allows a VPC that is not known', () => {
      const stack = newStack();
      const props = { provisionedPollerConfig: { minimumPollers: 1, pollerGroupName: 'g' }, accessConfigurations: inVpc(stack), target: newFunction(stack) };
      newSource(stack, { ...props, topic: 'one' }, 'One');
      newSource(stack, { ...props, topic: 'other', accessConfigurations: new KafkaPollerNetwork(stack, 'Network', { vpc: new Vpc(stack, 'Vpc') }).accessConfigurations });
      newSource(stack, { ...props, topic: 'third' }, 'Third');
      expect(findGroupWarnings(stack)).toEqual([]);
    });
  });

  test('is not named in the message if its name is a token', () => {
    const stack = newStack();
    const add = fill(stack, 1, { pollerGroupName: newParameter(stack, 'Group'), maximumPollers: 2000 });
    expect(catchError(() => add(1))).toContain('  - provisionedPollerConfig.pollerGroupName has up to 4000 pollers, ');
  });

  test('has no empty name', () => {
    const add = fill(newStack(), 1, { maximumPollers: 2000, pollerGroupName: '' });
    expect(() => add(1)).not.toThrow();
  });

  test('counts a token as 0 pollers', () => {
    const stack = newStack();
    const maximumPollers = new CfnParameter(stack, 'Max', { type: 'Number' }).valueAsNumber;
    const add = fill(stack, 20, { maximumPollers });
    expect(() => add(20, { maximumPollers: 2000 })).not.toThrow();
  });
});
