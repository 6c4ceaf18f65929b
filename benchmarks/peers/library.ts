import { Duration } from 'aws-cdk-lib';
import { CLUSTER, OTHER_CLUSTER, OWNERS_CLUSTER, VPC_CONNECTION } from './consumers';
import { TestApp } from './test-app';
import { KafkaEventSource, KafkaOnFailure, MskEventSource } from '../../src';

export function password({ stack, fn, credentials }: TestApp) {
  new KafkaEventSource(stack, 'Orders', {
    target: fn,
    bootstrapServers: ['b1.example.com:9092'],
    topic: 'orders',
    accessConfigurations: { saslPlainAuth: [credentials] },
    consumerGroupId: 'billing-orders',
    batchSize: 500,
    maximumBatchingWindow: Duration.seconds(5),
    filterPatterns: [{ value: { status: ['PAID'] } }],
  });
}

export function certificates({ stack, fn, credentials, privateCa, vpc, pollers }: TestApp) {
  new KafkaEventSource(stack, 'Orders', {
    target: fn,
    bootstrapServers: ['b1.example.com:9094'],
    topic: 'orders',
    accessConfigurations: {
      clientCertificateTlsAuth: [credentials],
      serverRootCaCertificate: [privateCa],
      vpcSubnet: vpc.privateSubnets,
      vpcSecurityGroup: [pollers],
    },
    consumerGroupId: 'billing-orders',
  });
}

export function network({ stack, fn, vpc, pollers, brokerClients }: TestApp) {
  new KafkaEventSource(stack, 'Orders', {
    target: fn,
    bootstrapServers: ['b1.example.com:9092'],
    topic: 'orders',
    accessConfigurations: {
      vpcSubnet: vpc.privateSubnets,
      vpcSecurityGroup: [pollers, brokerClients],
    },
    consumerGroupId: 'billing-orders',
  });
}

export function customerKey({ stack, fn, credentialsWithKey }: TestApp) {
  new KafkaEventSource(stack, 'Orders', {
    target: fn,
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    accessConfigurations: { saslScram512Auth: [credentialsWithKey] },
    consumerGroupId: 'billing-orders',
  });
}

export function secretByName({ stack, fn, credentialsByName }: TestApp) {
  new KafkaEventSource(stack, 'Orders', {
    target: fn,
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    accessConfigurations: { saslScram512Auth: [credentialsByName] },
    consumerGroupId: 'billing-orders',
  });
}

export function twoTopics({ stack, fn, credentials }: TestApp) {
  for (const topic of ['orders', 'refunds']) {
    new KafkaEventSource(stack, topic, {
      target: fn,
      bootstrapServers: ['b1.example.com:9096'],
      topic,
      accessConfigurations: { saslScram512Auth: [credentials] },
      consumerGroupId: `billing-${topic}`,
    });
  }
}

export function twoClusters({ stack, fn, credentials, otherCredentials }: TestApp) {
  new KafkaEventSource(stack, 'Orders', {
    target: fn,
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    accessConfigurations: { saslScram512Auth: [credentials] },
    consumerGroupId: 'billing-orders',
  });
  new KafkaEventSource(stack, 'OtherOrders', {
    target: fn,
    bootstrapServers: ['b1.example.org:9096'],
    topic: 'orders',
    accessConfigurations: { saslScram512Auth: [otherCredentials] },
    consumerGroupId: 'billing-other-orders',
  });
}

export function onFailure({ stack, fn, credentials, queue }: TestApp) {
  new KafkaEventSource(stack, 'Orders', {
    target: fn,
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    accessConfigurations: { saslScram512Auth: [credentials] },
    consumerGroupId: 'billing-orders',
    onFailure: KafkaOnFailure.sqsQueue(queue),
  });
}

export function importedRole({ stack, fnWithImportedRole, credentials }: TestApp) {
  new KafkaEventSource(stack, 'Orders', {
    target: fnWithImportedRole(),
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    accessConfigurations: { saslScram512Auth: [credentials] },
    consumerGroupId: 'billing-orders',
  });
}

export function importedFunction({ stack, importedFunction: fn, credentials }: TestApp) {
  new KafkaEventSource(stack, 'Orders', {
    target: fn(),
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    accessConfigurations: { saslScram512Auth: [credentials] },
    consumerGroupId: 'billing-orders',
  });
}

export function mskIam({ stack, fn }: TestApp) {
  new MskEventSource(stack, 'Orders', {
    target: fn,
    clusterArn: CLUSTER,
    topic: 'orders',
    consumerGroupId: 'billing-orders',
  });
}

export function mskScram({ stack, fn, mskCredentials }: TestApp) {
  new MskEventSource(stack, 'Orders', {
    target: fn,
    clusterArn: CLUSTER,
    topic: 'orders',
    saslScram512Auth: mskCredentials,
    consumerGroupId: 'billing-orders',
  });
}

export function mskCertificate({ stack, fn, credentials }: TestApp) {
  new MskEventSource(stack, 'Orders', {
    target: fn,
    clusterArn: CLUSTER,
    topic: 'orders',
    clientCertificateTlsAuth: credentials,
    consumerGroupId: 'billing-orders',
  });
}

export function mskOtherAccount({ stack, fn }: TestApp) {
  new MskEventSource(stack, 'Orders', {
    target: fn,
    clusterArn: OWNERS_CLUSTER,
    vpcConnectionArn: VPC_CONNECTION,
    topic: 'orders',
    consumerGroupId: 'billing-orders',
  });
}

export function mskTwoClusters({ stack, fn }: TestApp) {
  new MskEventSource(stack, 'Orders', {
    target: fn,
    clusterArn: CLUSTER,
    topic: 'orders',
    consumerGroupId: 'billing-orders',
  });
  new MskEventSource(stack, 'OtherOrders', {
    target: fn,
    clusterArn: OTHER_CLUSTER,
    topic: 'orders',
    consumerGroupId: 'billing-other-orders',
  });
}

export function mskImportedFunction({ stack, importedFunction: fn }: TestApp) {
  new MskEventSource(stack, 'Orders', {
    target: fn(),
    clusterArn: CLUSTER,
    topic: 'orders',
    consumerGroupId: 'billing-orders',
  });
}

export function sameTopic({ stack, fn, credentials }: TestApp) {
  for (const group of ['billing', 'shipping']) {
    new KafkaEventSource(stack, group, {
      target: fn,
      bootstrapServers: ['b1.example.com:9096', `${group}.example.com:9096`],
      topic: 'orders',
      accessConfigurations: { saslScram512Auth: [credentials] },
      consumerGroupId: group,
    });
  }
}

export function sameGroup({ stack, fn, credentials }: TestApp) {
  for (const topic of ['orders', 'refunds']) {
    new KafkaEventSource(stack, topic, {
      target: fn,
      bootstrapServers: ['b1.example.com:9096'],
      topic,
      accessConfigurations: { saslScram512Auth: [credentials] },
      consumerGroupId: 'billing',
    });
  }
}

export function renamedTopic({ stack, fn, credentials }: TestApp) {
  new KafkaEventSource(stack, 'Orders', {
    target: fn,
    bootstrapServers: ['b1.example.com:9092'],
    topic: 'orders-v2',
    accessConfigurations: { saslPlainAuth: [credentials] },
    consumerGroupId: 'billing-orders-v2',
  });
}
