import { App, Aspects, CfnWaitConditionHandle, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { onSynthesis } from '../../src/app/on-synthesis';
import { inVpc, newSource, newStack, getWarnings } from '../helpers';

/** Adds a mapping in public subnets, which gets a warning when the app is complete. */
function addSourceInPublicSubnets(stack: Stack, id = 'Source') {
  const scope = new Construct(stack, `In${id}`);
  const vpc = new ec2.Vpc(scope, 'Vpc', { natGateways: 0, maxAzs: 2 });
  newSource(scope as Stack, { accessConfigurations: { ...inVpc(scope), vpcSubnet: vpc.publicSubnets } }, id);
}

const PUBLIC = expect.stringContaining('[ack: cdk-kafka-event-source:subnet-public]');

test('a callback runs at each synthesis, and not before', () => {
  const app = new App();
  const callback = jest.fn();
  const stack = new Stack(app, 'Stack');
  new CfnWaitConditionHandle(stack, 'Resource');
  onSynthesis(stack, callback);
  expect(callback).not.toHaveBeenCalled();
  app.synth();
  expect(callback).toHaveBeenCalledTimes(1);
  app.synth({ force: true });
  expect(callback).toHaveBeenCalledTimes(2);
});

test('a callback of a removed construct does not run', () => {
  const app = new App();
  const callback = jest.fn();
  const stack = new Stack(app, 'Stack');
  new CfnWaitConditionHandle(stack, 'Resource');
  onSynthesis(new Construct(stack, 'Removed'), callback);
  stack.node.tryRemoveChild('Removed');
  app.synth();
  expect(callback).not.toHaveBeenCalled();
});

test('a callback of one stage runs once, and not for the other stages', () => {
  const app = new App();
  const [one, other] = [jest.fn(), jest.fn()];
  const stages = ['One', 'Other'].map(id => new Stage(app, id));
  onSynthesis(new Stack(stages[0], 'Stack'), one);
  onSynthesis(new Stack(stages[1], 'Stack'), other);
  stages[0].synth();
  expect([one, other].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
});

test('each mapping gets its warnings once, with and without a stage', () => {
  const app = new App();
  const stacks = [new Stack(new Stage(app, 'Stage'), 'Stack'), new Stack(app, 'Stack')];
  stacks.forEach(stack => addSourceInPublicSubnets(stack));
  app.synth();
  expect(stacks.map(getWarnings)).toEqual([[PUBLIC], [PUBLIC]]);
});

test('a mapping that an aspect adds gets its warnings', () => {
  const stack = newStack();
  addSourceInPublicSubnets(stack);
  const later = new Construct(new Stack(stack.node.root as App, 'Later'), 'Team');
  Aspects.of(later).add({ visit: node => node === later && addSourceInPublicSubnets(Stack.of(node), 'Added') });
  expect(getWarnings(Stack.of(later))).toEqual([PUBLIC]);
});
