import { Annotations } from 'aws-cdk-lib';
import * as core from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { addWarning } from '../../src/app/warnings';
import { getWarnings, newFunction, newSource, newStack } from '../helpers';

const ID = 'cdk-kafka-event-source:metric-not-enabled';

test('shows the code that acknowledges a warning', () => {
  const stack = newStack();
  newFunction(stack);
  addWarning(stack, 'subnet-public', 'vpcSubnet is public; fix it, or acknowledge this warning', 'stack');
  expect(getWarnings(stack)).toEqual([
    "vpcSubnet is public; fix it, or acknowledge this warning with Annotations.of(stack).acknowledgeWarning('cdk-kafka-event-source:subnet-public') "
    + '[ack: cdk-kafka-event-source:subnet-public]',
  ]);
});

/** The oldest aws-cdk-lib has no `Validations`. */
const { Validations } = core as unknown as {
  readonly Validations?: { of(scope: IConstruct): { acknowledge(rule: { id: string; reason: string }): void } };
};
const validate = (id: string) => Validations ? [(scope: IConstruct) => Validations.of(scope).acknowledge({ id, reason: 'The opt-in is outside of the app.' })] : [];
const WAYS = [
  (scope: IConstruct) => Annotations.of(scope).acknowledgeWarning(ID),
  ...validate(ID),
  ...validate(`Annotation::${ID}`), // as the CDK prints it
];

test.each(WAYS)('is acknowledged on its construct or above, before or after it: way %#', acknowledge => {
  for (const pick of [(source: IConstruct) => source, (source: IConstruct) => source.node.scope!]) {
    const [before, after] = [newStack(), newStack()];
    const source = newSource(before);
    acknowledge(pick(source));
    source.metricPolledEventCount();
    expect(getWarnings(before)).toEqual([]);

    const other = newSource(after);
    other.metricPolledEventCount();
    expect(getWarnings(after)).toHaveLength(1);
    acknowledge(pick(other));
    expect(getWarnings(after)).toEqual([]);
  }
});
