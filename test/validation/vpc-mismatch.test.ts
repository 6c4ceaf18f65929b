import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Context } from '../../src/validation/context';
import { NETWORK } from '../../src/validation/network';
import { newStack } from '../helpers';

test('an element that the props do not contain is compared with nothing', () => {
  const stack = newStack();
  const rule = NETWORK.flatMap(({ rules }) => rules).find(({ id }) => id === 'vpc-mismatch');
  expect(rule?.isViolated(new Vpc(stack, 'Vpc').privateSubnets[0], new Context(stack, {}))).toBe(false);
});
