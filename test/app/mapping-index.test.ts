import { App, Aspects, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { inVpc, newSource, newStack, warningsOf } from '../helpers';

/** A mapping in public subnets, which is warned of when the app is complete. */
function inPublicSubnets(stack: Stack, id = 'Source') {
  const scope = new Construct(stack, `In${id}`);
  const vpc = new ec2.Vpc(scope, 'Vpc', { natGateways: 0, maxAzs: 2 });
  newSource(scope as Stack, { accessConfigurations: { ...inVpc(scope), vpcSubnet: vpc.publicSubnets } }, id);
}

const PUBLIC = expect.stringContaining('[ack: cdk-kafka-event-source:subnet-public]');

test.each(['KafkaEventSources', 'Mappings', 'cdk-kafka-event-source'])('a stack may be called %s', name => {
  const app = new App();
  newSource(new Stack(app, name));
  newSource(new Stack(new Stage(app, 'Stage'), name));
  expect(() => app.synth()).not.toThrow();
});

describe('what waits for the complete app', () => {
  test('comes in a stage, once for each mapping', () => {
    const app = new App();
    const stacks = [new Stack(new Stage(app, 'Stage'), 'Stack'), new Stack(app, 'Stack')];
    stacks.forEach(stack => inPublicSubnets(stack));
    app.synth();
    expect(stacks.map(warningsOf)).toEqual([[PUBLIC], [PUBLIC]]);
  });

  test('comes for a mapping that an aspect makes', () => {
    const stack = newStack();
    inPublicSubnets(stack);
    const later = new Construct(new Stack(stack.node.root as App, 'Later'), 'Team');
    Aspects.of(later).add({ visit: node => node === later && inPublicSubnets(Stack.of(node), 'Made') });
    expect(warningsOf(Stack.of(later))).toEqual([PUBLIC]);
  });
});
