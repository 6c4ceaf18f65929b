/** The same mappings made in three ways, for run.ts. Each function gets its own topic in a stack that it shares with all. */
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AuthenticationMethod, SelfManagedKafkaEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaEventSource } from '../../lib'; // as users get it: what tsx makes of the source is slower

const SERVERS = ['b1.example.com:9096', 'b2.example.com:9096'];
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-a1b2c3';

/** Makes so many mappings. The function that they invoke is made before, and doesn't count. */
export type Contender = (stack: Stack, target: lambda.Function, count: number, groups?: string) => void;

const topics = (count: number) => Array.from({ length: count }, (_, n) => `topic-${n}`);

export const CONTENDERS: { [name: string]: Contender } = {
  KafkaEventSource: (stack, target, count, groups) => {
    const accessConfigurations = {
      saslScram512Auth: [secretsmanager.Secret.fromSecretCompleteArn(stack, 'Secret', SECRET)],
      vpcSubnet: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'].map(subnetId =>
        ec2.Subnet.fromSubnetAttributes(stack, subnetId, { subnetId, routeTableId: 'rtb-0123456789abcdef0' })),
      vpcSecurityGroup: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Pollers', 'sg-0123456789abcdef0')],
    };
    topics(count).forEach(topic => new KafkaEventSource(stack, topic, {
      target,
      topic,
      bootstrapServers: SERVERS,
      accessConfigurations,
      batchSize: 500,
      filterPatterns: [{ value: { status: ['PAID'] } }],
      consumerGroupId: groups && `${groups}-${topic}`,
    }));
  },

  SelfManagedKafkaEventSource: (stack, target, count) => {
    const secret = secretsmanager.Secret.fromSecretCompleteArn(stack, 'Secret', SECRET);
    topics(count).forEach(topic => target.addEventSource(new SelfManagedKafkaEventSource({
      topic,
      bootstrapServers: SERVERS,
      secret,
      authenticationMethod: AuthenticationMethod.SASL_SCRAM_512_AUTH,
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      batchSize: 500,
      filters: [lambda.FilterCriteria.filter({ value: { status: ['PAID'] } })],
    })));
  },

  CfnEventSourceMapping: (stack, target, count) => {
    topics(count).forEach(topic => new lambda.CfnEventSourceMapping(stack, topic, {
      functionName: target.functionArn,
      topics: [topic],
      selfManagedEventSource: { endpoints: { kafkaBootstrapServers: SERVERS } },
      sourceAccessConfigurations: [
        { type: 'SASL_SCRAM_512_AUTH', uri: SECRET },
        { type: 'VPC_SUBNET', uri: 'subnet:subnet-0123456789abcdef0' },
        { type: 'VPC_SUBNET', uri: 'subnet:subnet-0123456789abcdef1' },
        { type: 'VPC_SECURITY_GROUP', uri: 'security_group:sg-0123456789abcdef0' },
      ],
      startingPosition: 'TRIM_HORIZON',
      batchSize: 500,
      filterCriteria: { filters: [{ pattern: '{"value":{"status":["PAID"]}}' }] },
    }));
  },
};
