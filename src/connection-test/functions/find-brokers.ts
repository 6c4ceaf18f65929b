import { DELAY, retry } from './retry';
import type { Authentication } from '../engine/connection-test';
import { findMskListener, MskBrokers, MskListener, toMskListener } from '../engine/msk-listener';

/** The properties that say which brokers a mapping uses. */
export interface MskProperties {
  readonly clusterArn?: string;
  readonly bootstrapServers?: string[];
  readonly vpcConnectionArn?: string;
  readonly authentication?: Pick<Authentication, 'method' | 'secret'>;
}

/** The listener of an Amazon MSK cluster, or the reason why it can't be found. */
export interface FoundBrokers {
  readonly listener?: MskListener;
  readonly problem?: { readonly code: 'not-tested'; readonly at: string; readonly problem: string; readonly fix: string };
}

/** IAM distributes the permissions of a new role within seconds. */
const RETRIES = { AccessDeniedException: 3, ForbiddenException: 3 };

/** Finds the brokers of an Amazon MSK cluster as Lambda does, unless they are given. */
export async function findBrokers(properties: MskProperties, delayMs = DELAY): Promise<FoundBrokers> {
  const { bootstrapServers, clusterArn: ClusterArn, vpcConnectionArn, authentication } = properties;
  const method = authentication?.secret === undefined ? undefined : authentication.method;
  if (bootstrapServers) { return { listener: toMskListener(bootstrapServers, method) }; }
  // The runtime of Lambda contains the SDK. This library doesn't depend on it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports, import/no-extraneous-dependencies
  const { KafkaClient, GetBootstrapBrokersCommand } = require('@aws-sdk/client-kafka');
  const fail = (problem: string, fix: string) => ({ problem: { code: 'not-tested', at: 'the cluster', problem, fix } as const });
  try {
    const client = new KafkaClient({});
    const brokers = await retry<MskBrokers>(() => client.send(new GetBootstrapBrokersCommand({ ClusterArn })), RETRIES, delayMs);
    const listener = findMskListener(brokers, method, vpcConnectionArn !== undefined);
    return listener ? { listener } : fail(`it has no brokers for ${method ?? 'a mapping without a secret'}`, 'enable this method on the cluster');
  } catch (error) {
    return fail(`its brokers can't be found (${(error as Error).name})`, 'correct clusterArn or the policy of the cluster, or set bootstrapServers of the test');
  }
}
