/** The same mappings made in four ways, for run.ts. Each gets its own topic, in a stack that it shares with all. */
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AuthenticationMethod, SelfManagedKafkaEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { KafkaEventSource } from '../../lib'; // as users get it: what tsx makes of the source is slower

const SERVERS = ['b1.example.com:9096', 'b2.example.com:9096'];
const secretArn = (n: number) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-${n}-a1b2c3`;

/** How the mappings of ours differ from each other beyond their topics. */
export interface Variety {
  /** What the topics and the consumer groups begin with; without it there are no groups. */
  readonly name?: string;
  /** Whether each has a secret of its own. */
  readonly secrets?: boolean;
}

/** Makes so many mappings. The function that they invoke is made before, and doesn't count. */
export type Contender = (stack: Stack, target: lambda.Function, count: number, variety?: Variety) => void;

export const range = (count: number) => Array.from({ length: count }, (_, n) => n);

export const CONTENDERS: { [name: string]: Contender } = {
  'KafkaEventSource': (stack, target, count, { name, secrets } = {}) => {
    const credentials = range(secrets ? count : 1).map(n => secretsmanager.Secret.fromSecretCompleteArn(stack, `Secret${n}`, secretArn(n)));
    const network = {
      vpcSubnet: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'].map(subnetId =>
        ec2.Subnet.fromSubnetAttributes(stack, subnetId, { subnetId, routeTableId: 'rtb-0123456789abcdef0' })),
      vpcSecurityGroup: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Pollers', 'sg-0123456789abcdef0')],
    };
    range(count).forEach(n => new KafkaEventSource(stack, `Topic${n}`, {
      target,
      topic: `${name ?? ''}topic-${n}`,
      bootstrapServers: SERVERS,
      accessConfigurations: { saslScram512Auth: [credentials[n % credentials.length]], ...network },
      batchSize: 500,
      filterPatterns: [{ value: { status: ['PAID'] } }],
      consumerGroupId: name && `${name}group-${n}`,
    }));
  },

  'SelfManagedKafkaEventSource': (stack, target, count) => {
    const secret = secretsmanager.Secret.fromSecretCompleteArn(stack, 'Secret', secretArn(0));
    range(count).forEach(n => target.addEventSource(new SelfManagedKafkaEventSource({
      topic: `topic-${n}`,
      bootstrapServers: SERVERS,
      secret,
      authenticationMethod: AuthenticationMethod.SASL_SCRAM_512_AUTH,
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 500,
      filters: [lambda.FilterCriteria.filter({ value: { status: ['PAID'] } })],
    })));
  },

  /** What a construct costs that does no more than to make the mapping and to let it wait for a policy. */
  'CfnEventSourceMapping in a Construct': (stack, target, count) => {
    const policy = new iam.Policy(stack, 'Policy', { roles: [target.role!], statements: [new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn(0)] })] });
    range(count).forEach(n => {
      const construct = new Construct(stack, `Topic${n}`);
      new lambda.CfnEventSourceMapping(construct, `Topic-topic-${n}`, mappingOf(target, n));
      construct.node.addDependency(policy);
    });
  },

  'CfnEventSourceMapping': (stack, target, count) => {
    range(count).forEach(n => new lambda.CfnEventSourceMapping(stack, `Topic${n}`, mappingOf(target, n)));
  },
};

const mappingOf = (target: lambda.Function, n: number): lambda.CfnEventSourceMappingProps => ({
  functionName: target.functionArn,
  topics: [`topic-${n}`],
  selfManagedEventSource: { endpoints: { kafkaBootstrapServers: SERVERS } },
  sourceAccessConfigurations: [
    { type: 'SASL_SCRAM_512_AUTH', uri: secretArn(0) },
    { type: 'VPC_SUBNET', uri: 'subnet:subnet-0123456789abcdef0' },
    { type: 'VPC_SUBNET', uri: 'subnet:subnet-0123456789abcdef1' },
    { type: 'VPC_SECURITY_GROUP', uri: 'security_group:sg-0123456789abcdef0' },
  ],
  startingPosition: 'TRIM_HORIZON',
  batchSize: 500,
  filterCriteria: { filters: [{ pattern: '{"value":{"status":["PAID"]}}' }] },
});
