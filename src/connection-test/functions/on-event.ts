import { createHash } from 'crypto';
import { Answer, CloudFormationRequest, respond } from './cloudformation-response';
import { findBrokers } from './find-brokers';
import { invokeProbe } from './invoke-probe';
import { readSecret } from './read-secret';
import type { Authentication, ConnectionProblem, KafkaSource } from '../engine/connection-test';
import type { SecretEntry } from '../engine/secrets';

/** The properties of the custom resource. CloudFormation converts numbers and booleans to strings. */
export interface ConnectionTestProperties {
  readonly mapping: string;
  /** Undefined for brokers of Amazon MSK that are found by the ARN of the cluster. */
  readonly bootstrapServers?: string[];
  readonly topic: string;
  readonly consumerGroupId?: string;
  /** Its secret is an ARN. */
  readonly authentication?: Omit<Authentication, 'iam' | 'token'>;
  /** For `iamAuth` and Amazon MSK. */
  readonly clusterArn?: string;
  /** Whether the source is an `MskEventSource`. */
  readonly isMsk?: true | string;
  /** Whether it is set selects the brokers. CloudFormation creates the connection first, and another connection is another configuration. */
  readonly vpcConnectionArn?: string;
  /** The ARN of the secret. */
  readonly serverRootCaCertificate?: string;
  /** The host names of the AWS services that on-demand pollers call. */
  readonly services?: string[];
  /** Identifies what the network consists of, because another network is another configuration. */
  readonly network: string;
  readonly timeoutSeconds: number | string;
  readonly failDeployment: boolean | string;
}

/** A request of CloudFormation for the custom resource. */
export interface CloudFormationEvent extends CloudFormationRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: ConnectionTestProperties;
}

interface Outcome {
  readonly problems: string[];
  readonly notes: string[];
}

const ID = 'kafka-connection-test';
/** A rollback needs one hash; several failed deployments in a row add others. */
const MAX_HASHES = 8;
/** Milliseconds. */
const TIME_TO_ANSWER = 20_000;

/** Tests the connection for CloudFormation, and always answers it. */
export async function handler(event: CloudFormationEvent, context: { getRemainingTimeInMillis(): number }): Promise<void> {
  const answer = event.RequestType === 'Delete'
    ? { isSuccess: true, physicalResourceId: event.PhysicalResourceId!, sentence: 'deleted' }
    : await createAnswer(event, context.getRemainingTimeInMillis() - TIME_TO_ANSWER);
  console.log(answer.sentence);
  await respond(event, answer);
}

/**
 * Tests the connection, unless CloudFormation may be rolling back to a configuration that has passed.
 *
 * A rollback updates the resource to its old properties. If the brokers are down, that test would fail too, and the stack would be stuck in
 * UPDATE_ROLLBACK_FAILED. The physical ID therefore has the hashes of the configurations that passed last. A new physical ID makes
 * CloudFormation delete the old one, which does nothing.
 */
async function createAnswer({ PhysicalResourceId = ID, ResourceProperties: properties }: CloudFormationEvent, timeMs: number): Promise<Answer> {
  const { mapping, topic } = properties;
  const failsDeployment = String(properties.failDeployment) === 'true';
  const hash = hashConfiguration(properties);
  const others = PhysicalResourceId.split('/').slice(1).filter(other => other !== hash);
  const passed = [ID, hash, ...others].slice(0, 1 + MAX_HASHES).join('/');
  if (failsDeployment && PhysicalResourceId.split('/').includes(hash)) {
    return { isSuccess: true, physicalResourceId: passed, sentence: `The pollers of ${mapping} passed with this configuration before, so it isn't tested again` };
  }
  const { problems, notes } = await limit(test(properties), timeMs);
  const time = new Date().toISOString().replace(/\.\d+/, '');
  return problems.length === 0
    ? { isSuccess: true, physicalResourceId: passed, sentence: [`${time}: the pollers of ${mapping} can consume topic '${topic}'`, ...notes].join('; ') }
    : { isSuccess: !failsDeployment, physicalResourceId: PhysicalResourceId, sentence: [`${time}: the pollers of ${mapping} can't consume topic '${topic}'`, ...problems].join('. ') };
}

/** Returns an outcome after some time, whether or not the test has ended. */
async function limit(outcome: Promise<Outcome>, timeMs: number): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>(resolve => {
    timer = setTimeout(() => resolve({ problems: ['The test has no result in time; see its log'], notes: [] }), timeMs);
  });
  try {
    return await Promise.race([outcome, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function test(properties: ConnectionTestProperties): Promise<Outcome> {
  const { authentication, serverRootCaCertificate, clusterArn, services = [], timeoutSeconds, topic, consumerGroupId } = properties;
  try {
    const [msk, secret, rootCa] = await Promise.all([
      properties.isMsk === undefined ? undefined : findBrokers(properties),
      authentication?.secret === undefined ? undefined : readSecret(authentication.method as SecretEntry, authentication.secret),
      serverRootCaCertificate === undefined ? undefined : readSecret('serverRootCaCertificate', serverRootCaCertificate),
    ]);
    const problems = [msk, secret, rootCa].flatMap(read => read?.problem ?? []);
    if (problems.length > 0) { return { problems: problems.map(formatProblem), notes: [] }; }
    const { bootstrapServers = properties.bootstrapServers!, isIam, isTls } = msk?.listener ?? {};
    const isWithoutSecret = msk && !secret; // Lambda then selects the method
    const method = isWithoutSecret ? isIam && { method: 'iamAuth' as const } : authentication && { ...authentication, secret: secret?.value };
    const result = await invokeProbe({
      connection: {
        bootstrapServers,
        topic,
        consumerGroupId,
        authentication: method || undefined,
        serverRootCaCertificate: rootCa?.value,
        source: findSource(properties),
        tls: isTls,
        timeoutMs: Number(timeoutSeconds) * 1000,
      },
      region: clusterArn?.split(':')[3],
      services,
    });
    console.log(JSON.stringify(result));
    return { problems: result.problems.map(formatProblem), notes: result.notes };
  } catch (error) {
    // Without the message, which could quote what was sent
    return { problems: [`The test couldn't run (${(error as Error).name}); see its log`], notes: [] };
  }
}

/** Returns the kind of source. An `MskEventSource` without an authentication is `unauthenticated`, because IAM is one too. */
function findSource({ isMsk, authentication }: ConnectionTestProperties): KafkaSource | undefined {
  if (isMsk !== undefined) { return authentication ? 'msk' : 'msk-unauthenticated'; }
  return process.env.PROBE === undefined ? 'internet' : undefined;
}

function formatProblem({ code, at, problem, fix }: { readonly [member in keyof ConnectionProblem]: string }): string {
  return `${at}: ${problem}; ${fix} [${code}]`;
}

/** Returns a hash of what is tested. CloudFormation doesn't keep the order of members. */
function hashConfiguration(properties: ConnectionTestProperties): string {
  const { bootstrapServers, clusterArn, isMsk, vpcConnectionArn, topic, consumerGroupId, serverRootCaCertificate, services, network } = properties;
  const authenticationMembers = Object.entries(properties.authentication ?? {}).sort();
  const cluster = [bootstrapServers, clusterArn, isMsk, vpcConnectionArn];
  const configuration = [cluster, topic, consumerGroupId, authenticationMembers, serverRootCaCertificate, services, network];
  return createHash('sha256').update(JSON.stringify(configuration)).digest('hex').slice(0, 16);
}
