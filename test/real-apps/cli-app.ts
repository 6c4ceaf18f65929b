/** Apps as companies structure them, for the CLI: `cli-app.ts <structure> [right|warning|error]`. */
import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import { PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import { newConsumer } from './situation';
import { KafkaEventSource, KafkaUserSecret } from '../../src';

export type Structure = keyof typeof STRUCTURES;
export type Outcome = 'right' | 'warning' | 'error';

const ENV = { account: '111122223333', region: 'eu-west-1' };

/** A mapping; its warning is one that only the complete app shows. */
function addConsumer(scope: Construct, outcome: Outcome, owner: Construct = scope): void {
  const vpc = new ec2.Vpc(owner, 'Vpc', { availabilityZones: ['a', 'b'].map(zone => `${Stack.of(owner).region}${zone}`) });
  new KafkaEventSource(scope, 'Orders', {
    target: newConsumer(scope),
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    batchSize: outcome === 'error' ? 20000 : undefined,
    accessConfigurations: {
      saslScram512Auth: [new KafkaUserSecret(owner, 'Credentials', { username: 'billing' })],
      vpcSubnet: outcome === 'warning' ? vpc.publicSubnets : vpc.privateSubnets,
      vpcSecurityGroup: [new ec2.SecurityGroup(owner, 'Pollers', { vpc })],
    },
  });
}

function newStage(scope: Construct, id: string, outcome: Outcome, region = ENV.region): Stage {
  const stage = new Stage(scope, id, { env: { ...ENV, region } });
  addConsumer(new Stack(stage, 'Billing'), outcome);
  return stage;
}

const STRUCTURES = {
  stages: (app: App, outcome: Outcome) => {
    newStage(app, 'Dev', 'right');
    newStage(app, 'Prod', outcome, 'eu-central-1');
  },
  pipeline: (app: App, outcome: Outcome) => {
    const stack = new Stack(app, 'Pipeline', { env: ENV });
    const repository = codecommit.Repository.fromRepositoryName(stack, 'Repository', 'billing');
    const pipeline = new pipelines.CodePipeline(stack, 'Pipeline', {
      pipelineType: PipelineType.V2,
      synth: new pipelines.ShellStep('Synth', { input: pipelines.CodePipelineSource.codeCommit(repository, 'main'), commands: ['npm ci', 'npx cdk synth'] }),
    });
    pipeline.addStage(newStage(stack, 'Dev', 'right'));
    pipeline.addStage(newStage(stack, 'Prod', outcome));
  },
  nested: (app: App, outcome: Outcome) => {
    const stack = new Stack(app, 'Billing', { env: ENV });
    addConsumer(new NestedStack(stack, 'Inner'), 'right');
    addConsumer(new NestedStack(new NestedStack(stack, 'Outer'), 'Inner'), outcome, stack);
  },
};

/** Creates an app with one structure, or with all of them. */
export function createApp(structure: Structure | undefined, outcome: Outcome, app = new App()): App {
  (structure ? [STRUCTURES[structure]] : Object.values(STRUCTURES)).forEach(addTo => addTo(app, outcome));
  return app;
}

if (require.main === module) {
  createApp(process.argv[2] as Structure, process.argv[3] as Outcome);
}
