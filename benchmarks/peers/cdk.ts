import * as newest from 'aws-cdk-lib-newest';
import { CLUSTER, OTHER_CLUSTER, VPC_CONNECTION } from './consumers';
import { Cdk, TestApp } from './test-app';

/** The newest CDK with the types of the oldest, because TypeScript considers two copies of a class as two classes. */
export const CDK = newest as unknown as Cdk;
const { Duration, aws_lambda: lambda, aws_lambda_event_sources: sources } = CDK;
const { FilterCriteria, StartingPosition } = lambda;
const { AuthenticationMethod, ManagedKafkaEventSource, SelfManagedKafkaEventSource, SqsDlq } = sources;

export function password({ fn, credentials }: TestApp) {
  fn.addEventSource(new SelfManagedKafkaEventSource({
    bootstrapServers: ['b1.example.com:9092'],
    topic: 'orders',
    authenticationMethod: AuthenticationMethod.BASIC_AUTH,
    secret: credentials,
    consumerGroupId: 'billing-orders',
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 500,
    maxBatchingWindow: Duration.seconds(5),
    filters: [FilterCriteria.filter({ value: { status: ['PAID'] } })],
  }));
}

export function certificates({ fn, credentials, privateCa, vpc, pollers }: TestApp) {
  fn.addEventSource(new SelfManagedKafkaEventSource({
    bootstrapServers: ['b1.example.com:9094'],
    topic: 'orders',
    authenticationMethod: AuthenticationMethod.CLIENT_CERTIFICATE_TLS_AUTH,
    secret: credentials,
    rootCACertificate: privateCa,
    vpc,
    vpcSubnets: { subnets: vpc.privateSubnets },
    securityGroup: pollers,
    consumerGroupId: 'billing-orders',
    startingPosition: StartingPosition.TRIM_HORIZON,
  }));
}

// network: the construct accepts only one security group

export function customerKey({ fn, credentialsWithKey }: TestApp) {
  fn.addEventSource(new SelfManagedKafkaEventSource({
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    secret: credentialsWithKey,
    consumerGroupId: 'billing-orders',
    startingPosition: StartingPosition.TRIM_HORIZON,
  }));
}

export function secretByName({ fn, credentialsByName }: TestApp) {
  fn.addEventSource(new SelfManagedKafkaEventSource({
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    secret: credentialsByName,
    consumerGroupId: 'billing-orders',
    startingPosition: StartingPosition.TRIM_HORIZON,
  }));
}

export function twoTopics({ fn, credentials }: TestApp) {
  for (const topic of ['orders', 'refunds']) {
    fn.addEventSource(new SelfManagedKafkaEventSource({
      bootstrapServers: ['b1.example.com:9096'],
      topic,
      secret: credentials,
      consumerGroupId: `billing-${topic}`,
      startingPosition: StartingPosition.TRIM_HORIZON,
    }));
  }
}

export function twoClusters({ fn, credentials, otherCredentials }: TestApp) {
  fn.addEventSource(new SelfManagedKafkaEventSource({
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    secret: credentials,
    consumerGroupId: 'billing-orders',
    startingPosition: StartingPosition.TRIM_HORIZON,
  }));
  fn.addEventSource(new SelfManagedKafkaEventSource({
    bootstrapServers: ['b1.example.org:9096'],
    topic: 'orders',
    secret: otherCredentials,
    consumerGroupId: 'billing-other-orders',
    startingPosition: StartingPosition.TRIM_HORIZON,
  }));
}

export function onFailure({ fn, credentials, queue }: TestApp) {
  fn.addEventSource(new SelfManagedKafkaEventSource({
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    secret: credentials,
    consumerGroupId: 'billing-orders',
    startingPosition: StartingPosition.TRIM_HORIZON,
    onFailure: new SqsDlq(queue),
  }));
}

export function importedRole({ fnWithImportedRole, credentials }: TestApp) {
  fnWithImportedRole().addEventSource(new SelfManagedKafkaEventSource({
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    secret: credentials,
    consumerGroupId: 'billing-orders',
    startingPosition: StartingPosition.TRIM_HORIZON,
  }));
}

export function importedFunction({ importedFunction: fn, credentials }: TestApp) {
  fn().addEventSource(new SelfManagedKafkaEventSource({
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    secret: credentials,
    consumerGroupId: 'billing-orders',
    startingPosition: StartingPosition.TRIM_HORIZON,
  }));
}

export function mskIam({ fn }: TestApp) {
  fn.addEventSource(new ManagedKafkaEventSource({
    clusterArn: CLUSTER,
    topic: 'orders',
    consumerGroupId: 'billing-orders',
    startingPosition: StartingPosition.TRIM_HORIZON,
  }));
}

export function mskScram({ fn, mskCredentials }: TestApp) {
  fn.addEventSource(new ManagedKafkaEventSource({
    clusterArn: CLUSTER,
    topic: 'orders',
    secret: mskCredentials,
    consumerGroupId: 'billing-orders',
    startingPosition: StartingPosition.TRIM_HORIZON,
  }));
}

// mskCertificate: a secret is for SASL/SCRAM

export function mskOtherAccount({ fn }: TestApp) {
  fn.addEventSource(new ManagedKafkaEventSource({
    clusterArn: VPC_CONNECTION,
    topic: 'orders',
    consumerGroupId: 'billing-orders',
    startingPosition: StartingPosition.TRIM_HORIZON,
  }));
}

export function mskTwoClusters({ fn }: TestApp) {
  fn.addEventSource(new ManagedKafkaEventSource({
    clusterArn: CLUSTER,
    topic: 'orders',
    consumerGroupId: 'billing-orders',
    startingPosition: StartingPosition.TRIM_HORIZON,
  }));
  fn.addEventSource(new ManagedKafkaEventSource({
    clusterArn: OTHER_CLUSTER,
    topic: 'orders',
    consumerGroupId: 'billing-other-orders',
    startingPosition: StartingPosition.TRIM_HORIZON,
  }));
}

export function mskImportedFunction({ importedFunction: fn }: TestApp) {
  fn().addEventSource(new ManagedKafkaEventSource({
    clusterArn: CLUSTER,
    topic: 'orders',
    consumerGroupId: 'billing-orders',
    startingPosition: StartingPosition.TRIM_HORIZON,
  }));
}

export function sameTopic({ fn, credentials }: TestApp) {
  for (const group of ['billing', 'shipping']) {
    fn.addEventSource(new SelfManagedKafkaEventSource({
      bootstrapServers: ['b1.example.com:9096', `${group}.example.com:9096`],
      topic: 'orders',
      secret: credentials,
      consumerGroupId: group,
      startingPosition: StartingPosition.TRIM_HORIZON,
    }));
  }
}

export function sameGroup({ fn, credentials }: TestApp) {
  for (const topic of ['orders', 'refunds']) {
    fn.addEventSource(new SelfManagedKafkaEventSource({
      bootstrapServers: ['b1.example.com:9096'],
      topic,
      secret: credentials,
      consumerGroupId: 'billing',
      startingPosition: StartingPosition.TRIM_HORIZON,
    }));
  }
}

export function renamedTopic({ fn, credentials }: TestApp) {
  fn.addEventSource(new SelfManagedKafkaEventSource({
    bootstrapServers: ['b1.example.com:9092'],
    topic: 'orders-v2',
    authenticationMethod: AuthenticationMethod.BASIC_AUTH,
    secret: credentials,
    consumerGroupId: 'billing-orders-v2',
    startingPosition: StartingPosition.TRIM_HORIZON,
  }));
}
