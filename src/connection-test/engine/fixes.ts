import { KafkaSource } from './input';
import { Details, ProblemCode, Sentence, SENTENCES } from './problems';

/** The sentences and fixes that replace those of `SENTENCES`. */
type Texts = { readonly [code in ProblemCode]?: (details: Details) => Partial<ReturnType<Sentence>> };

/** Returns the texts for a source, whose props and brokers differ from those of a self-managed cluster in a VPC. */
export function getTexts(source: KafkaSource | undefined, method: string | undefined, isAdvertised: boolean): Texts {
  const [all, advertised] = SOURCES[source ?? 'self-managed'];
  return {
    ...all,
    ...isAdvertised && advertised,
    ...method === 'iamAuth' && (source === 'msk-unauthenticated' ? UNAUTHENTICATED : IAM),
    ...method === 'clientCertificateTlsAuth' && CERTIFICATE,
  };
}

/** The permissions of IAM, which replace the ACLs of Kafka. */
const IAM: Texts = {
  'topic-not-authorized': () => ({ fix: 'allow kafka-cluster:DescribeTopic and kafka-cluster:ReadData on the topic' }),
  'topic-read': () => ({ fix: 'allow kafka-cluster:ReadData on the topic' }),
  'group-not-authorized': () => ({ fix: 'allow kafka-cluster:DescribeGroup and kafka-cluster:AlterGroup on the group' }),
};

/** The user that Kafka's brokers make of a client certificate by default, to which ACLs often don't refer. */
const CERTIFICATE: Texts = Object.fromEntries((Object.keys(IAM) as ProblemCode[]).map(code =>
  [code, (details: Details) => ({ fix: `${(SENTENCES[code] as Sentence)(details).fix}, to the subject of the certificate (User:CN=…)` })]));

/** With `unauthenticated`, the role has no permissions of IAM, which Lambda uses if the cluster has it. */
const UNAUTHENTICATED: Texts = Object.fromEntries(['sasl-refused', ...Object.keys(IAM)].map(code =>
  [code, () => ({ fix: 'leave unauthenticated out, because Lambda uses IAM on this cluster, and the role then gets its permissions' })]));

/** A broker that isn't in `bootstrapServers`, but that the cluster names. */
const ADVERTISED: Texts = {
  'dns': () => ({ fix: 'correct the host in advertised.listeners of this broker, or make the DNS of the VPC of vpcSubnet resolve it' }),
  'tcp-refused': () => ({ fix: 'correct the port in advertised.listeners of this broker, and check that the broker runs' }),
  'tls-host': ({ instead }) => ({
    fix: `correct the host in advertised.listeners of this broker${instead ? ", or add it to the subject alternative names of the broker's certificate" : ''}`,
  }),
};

const INTERNET: Texts = {
  'dns': () => ({ fix: 'correct the host in bootstrapServers, or set vpcSubnet and vpcSecurityGroup if only the DNS of a VPC resolves it' }),
  'tcp-timeout': () => ({ fix: 'allow the port from the internet, or set vpcSubnet and vpcSecurityGroup of a VPC that reaches the brokers' }),
  'token-endpoint': ({ fix }) => ({ fix: fix ?? 'check oauthTokenEndpointUrl, and that it can be reached from the internet' }),
};

/** The brokers, listeners and certificates of Amazon MSK are those of AWS. */
const BROKERS = 'the brokers that kafka:GetBootstrapBrokers returns';
const BROKERS_FOR_METHOD = `${BROKERS} for the authentication method`;
const useBrokers = () => ({ fix: `use ${BROKERS}, whose certificates are from AWS, and no proxy with a certificate of its own` });
const toMskMethod = (method: string | undefined) => method === 'iamAuth' ? 'IAM' : method;

const MSK_MECHANISMS = { 'AWS_MSK_IAM': 'IAM, which requires neither a secret nor unauthenticated', 'SCRAM-SHA-512': 'saslScram512Auth' };
function useMechanism({ instead }: Details) {
  const methods = Object.entries(MSK_MECHANISMS).filter(([mechanism]) => String(instead).includes(mechanism)).map(([, method]) => method);
  return { fix: `use ${methods.join(', or ') || BROKERS_FOR_METHOD}` };
}

/** @see https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption-in-transit.html */
const MSK: Texts = {
  'dns': () => ({ fix: 'make the DNS of the VPC of clusterNetwork.subnets resolve it, or correct bootstrapServers of the test' }),
  'tcp-refused': () => ({ fix: 'check that the cluster is active, or correct bootstrapServers of the test' }),
  'tcp-timeout': () => ({
    fix: 'allow the port from clusterNetwork.securityGroups in the security groups of the cluster, and check the routes of clusterNetwork.subnets',
  }),
  'tls-ca': useBrokers,
  'tls-host': useBrokers,
  'tls-expired': useBrokers,
  'tls-plaintext-listener': ({ what }) => ({
    problem: `this port is plaintext, and Lambda uses TLS${what ? ` for ${toMskMethod(what)}` : ''}`,
    fix: `use ${BROKERS_FOR_METHOD}`,
  }),
  'plaintext-tls-listener': () => ({ problem: 'this port requires TLS, and Lambda uses plaintext', fix: `use ${BROKERS_FOR_METHOD}` }),
  'sasl-required': useMechanism,
  'sasl-none': ({ what }) => ({
    problem: `this listener has no SASL authentication, and ${toMskMethod(what)} requires it`,
    fix: `use ${BROKERS_FOR_METHOD}, or set clientCertificateTlsAuth or unauthenticated`,
  }),
  'sasl-mechanism': useMechanism,
  'sasl-refused': ({ fix }) => ({ fix: fix ?? 'correct username and password in the secret, and associate the secret with the cluster' }),
  'mtls-refused': ({ what }) => what ? {} : { fix: 'use a client certificate from a private CA of the cluster, with its chain' },
};

/** The texts for all brokers, and for those that only the cluster names. */
const MSK_TEXTS = [MSK, {
  'dns': () => ({ fix: 'make the DNS of the VPC of clusterNetwork.subnets resolve it' }),
  'tcp-refused': () => ({ fix: 'check that this broker is active' }),
}];
const SOURCES: { readonly [source in KafkaSource | 'self-managed']: Texts[] } = {
  'self-managed': [{}, ADVERTISED],
  'internet': [INTERNET, {
    ...ADVERTISED,
    dns: () => ({ fix: 'correct the host in advertised.listeners of this broker, or set vpcSubnet and vpcSecurityGroup if only the DNS of a VPC resolves it' }),
  }],
  'msk': MSK_TEXTS,
  'msk-unauthenticated': MSK_TEXTS,
};
