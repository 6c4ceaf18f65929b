/** Implementations of the same mappings, for measure.ts. All mappings are in one stack, and each has its own topic. */
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AuthenticationMethod, SelfManagedKafkaEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { KafkaEventSourceProps } from '../../lib';
import * as library from '../../lib'; // compiled, as users have it; the code that tsx compiles is slower

const SERVERS = ['b1.example.com:9096', 'b2.example.com:9096'];
const formatSecretArn = (n: number) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-${n}-a1b2c3`;
/** No two mappings of an app have the same topic. */
const toTopic = (stack: Stack, n: number) => `${stack.node.id}-topic-${n}`;
const importSecret = (stack: Stack, n = 0) => secretsmanager.Secret.fromSecretCompleteArn(stack, `Secret${n}`, formatSecretArn(n));

/** Creates a number of mappings. The function exists before, and isn't measured. */
export type Implementation = (stack: Stack, target: lambda.Function, count: number) => void;

export const range = (count: number) => Array.from({ length: count }, (_, n) => n);

/** Mappings of this library with more props, which can depend on the number of the mapping. */
const withMore = (prepare: (stack: Stack) => (n: number, secret: secretsmanager.ISecret) => Partial<KafkaEventSourceProps>): Implementation =>
  (stack, target, count) => {
    const secret = importSecret(stack);
    const getMore = prepare(stack);
    range(count).forEach(n => new library.KafkaEventSource(stack, `Topic${n}`, {
      target,
      topic: toTopic(stack, n),
      bootstrapServers: SERVERS,
      accessConfigurations: { saslScram512Auth: [secret] },
      batchSize: 500,
      filterPatterns: [{ value: { status: ['PAID'] } }],
      ...getMore(n, secret),
    }));
  };

const toL1Props = (target: lambda.Function, n: number): lambda.CfnEventSourceMappingProps => ({
  functionName: target.functionArn,
  topics: [toTopic(target.stack, n)],
  selfManagedEventSource: { endpoints: { kafkaBootstrapServers: SERVERS } },
  sourceAccessConfigurations: [{ type: 'SASL_SCRAM_512_AUTH', uri: formatSecretArn(0) }],
  startingPosition: 'TRIM_HORIZON',
  batchSize: 500,
  filterCriteria: { filters: [{ pattern: '{"value":{"status":["PAID"]}}' }] },
});

/** Equal work: one secret, no network, and the permission to read the secret. */
export const EQUAL_WORK: { readonly [name: string]: Implementation } = {
  KafkaEventSource: withMore(() => () => ({})),

  SelfManagedKafkaEventSource: (stack, target, count) => {
    const secret = importSecret(stack);
    range(count).forEach(n => target.addEventSource(new SelfManagedKafkaEventSource({
      topic: toTopic(stack, n),
      bootstrapServers: SERVERS,
      secret,
      authenticationMethod: AuthenticationMethod.SASL_SCRAM_512_AUTH,
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 500,
      filters: [lambda.FilterCriteria.filter({ value: { status: ['PAID'] } })],
    })));
  },

  CfnEventSourceMapping: (stack, target, count) => {
    importSecret(stack).grantRead(target);
    range(count).forEach(n => new lambda.CfnEventSourceMapping(stack, `Topic${n}`, toL1Props(target, n)));
  },
};

/** Each adds something to the work of `KafkaEventSource`, or takes the checks away from it. */
export const OTHER_WORK: { readonly [name: string]: Implementation } = {
  'without checks: an L1 in a construct that depends on the policy': (stack, target, count) => {
    const policy = new iam.Policy(stack, 'Policy', { roles: [target.role!] });
    policy.addStatements(new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [formatSecretArn(0)] }));
    range(count).forEach(n => {
      const construct = new Construct(stack, `Topic${n}`);
      new lambda.CfnEventSourceMapping(construct, `Topic-${toTopic(stack, n)}`, toL1Props(target, n));
      construct.node.addDependency(policy);
    });
  },
  'a consumer group ID': withMore(stack => n => ({ consumerGroupId: `${stack.node.id}-group-${n}` })),
  'a network': withMore(stack => {
    const network = {
      vpcSubnet: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'].map(subnetId =>
        ec2.Subnet.fromSubnetAttributes(stack, subnetId, { subnetId, routeTableId: 'rtb-0123456789abcdef0' })),
      vpcSecurityGroup: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Pollers', 'sg-0123456789abcdef0')],
    };
    return (_, secret) => ({ accessConfigurations: { saslScram512Auth: [secret], ...network } });
  }),
  'a secret for each mapping': withMore(stack => n => ({ accessConfigurations: { saslScram512Auth: [importSecret(stack, n + 1)] } })),
  'a queue for failed records': withMore(stack => {
    const onFailure = library.KafkaOnFailure.sqsQueue(new sqs.Queue(stack, 'Failed'));
    return () => ({ onFailure });
  }),
  'alarms for each mapping': (stack, target, count) => {
    EQUAL_WORK.KafkaEventSource(stack, target, count);
    const sources = stack.node.children.filter(child => child instanceof library.KafkaEventSource) as library.KafkaEventSource[];
    sources.forEach((source, n) => new library.KafkaEventSourceAlarms(stack, `Alarms${n}`, { source }));
  },
};

export const IMPLEMENTATIONS: { readonly [name: string]: Implementation } = { ...EQUAL_WORK, ...OTHER_WORK };
