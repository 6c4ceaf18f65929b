/** Four implementations of the same mappings, for run.ts. All mappings are in one stack, and each has its own topic. */
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AuthenticationMethod, SelfManagedKafkaEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { KafkaEventSource } from '../../lib'; // compiled, as users have it; the code that tsx compiles is slower

const SERVERS = ['b1.example.com:9096', 'b2.example.com:9096'];
const secretArn = (n: number) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-${n}-a1b2c3`;

/** Options for the mappings of this library. */
export interface Options {
  /** Prefix of topics and consumer groups; without it there are no groups. */
  readonly prefix?: string;
  /** Whether each mapping has its own secret. */
  readonly secrets?: boolean;
}

/** Creates a number of mappings. The function exists before, and isn't measured. */
export type Implementation = (stack: Stack, target: lambda.Function, count: number, options?: Options) => void;

export const range = (count: number) => Array.from({ length: count }, (_, n) => n);

export const IMPLEMENTATIONS: { [name: string]: Implementation } = {
  'KafkaEventSource': (stack, target, count, { prefix, secrets } = {}) => {
    const credentials = range(secrets ? count : 1).map(n => secretsmanager.Secret.fromSecretCompleteArn(stack, `Secret${n}`, secretArn(n)));
    const network = {
      vpcSubnet: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'].map(subnetId =>
        ec2.Subnet.fromSubnetAttributes(stack, subnetId, { subnetId, routeTableId: 'rtb-0123456789abcdef0' })),
      vpcSecurityGroup: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Pollers', 'sg-0123456789abcdef0')],
    };
    range(count).forEach(n => new KafkaEventSource(stack, `Topic${n}`, {
      target,
      topic: `${prefix ?? ''}topic-${n}`,
      bootstrapServers: SERVERS,
      accessConfigurations: { saslScram512Auth: [credentials[n % credentials.length]], ...network },
      batchSize: 500,
      filterPatterns: [{ value: { status: ['PAID'] } }],
      consumerGroupId: prefix && `${prefix}group-${n}`,
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

  /** The minimum for a construct with a mapping that depends on a policy. */
  'CfnEventSourceMapping in a Construct': (stack, target, count) => {
    const policy = new iam.Policy(stack, 'Policy', { roles: [target.role!], statements: [new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn(0)] })] });
    range(count).forEach(n => {
      const construct = new Construct(stack, `Topic${n}`);
      new lambda.CfnEventSourceMapping(construct, `Topic-topic-${n}`, createMappingProps(target, n));
      construct.node.addDependency(policy);
    });
  },

  'CfnEventSourceMapping': (stack, target, count) => {
    range(count).forEach(n => new lambda.CfnEventSourceMapping(stack, `Topic${n}`, createMappingProps(target, n)));
  },
};

const createMappingProps = (target: lambda.Function, n: number): lambda.CfnEventSourceMappingProps => ({
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
