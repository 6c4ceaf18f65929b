import { has } from './access-configurations';
import { getServers, parseServer } from './bootstrap-servers';
import { Context } from './context';
import { formatValue } from './format-value';
import { PropRules, Rule, Value } from './rule';
import { isString } from './type-guards';
import { AUTHENTICATION_METHODS, Entry } from '../access-configurations';
import { flatMap } from '../app/collections';
import { isUnknown } from '../app/unknown-values';

/** An authentication method; undefined for none. */
type Method = Entry | undefined;

interface Listener {
  /** Ports of names that only resolve in a private network. */
  readonly ports: number[];
  /** Ports of public names, if they differ. */
  readonly publicPorts?: number[];
  /** Every supported method if omitted. */
  readonly methods?: Method[];
}

/** A service that runs Kafka clusters, recognized by the names of its brokers. */
interface Provider {
  readonly name: string;
  readonly hosts: RegExp;
  /** The methods that can't work. Methods whose support AWS or the provider leaves open aren't here. */
  readonly unsupported?: Method[];
  /** The methods to use instead. */
  readonly supported?: string;
  readonly listeners?: Listener[];
  /** Whether other ports than those of the listeners can be right. */
  readonly hasOtherPorts?: boolean;
  /** The names that resolve only in a private network. */
  readonly privateHosts?: RegExp;
  /** Whether the CA of the brokers isn't a public one. */
  readonly requiresRootCa?: boolean;
  /** Whether OAuth clients name the cluster, except in a private network. */
  readonly requiresLogicalCluster?: boolean;
}

/**
 * Only what the pages of the providers confirm.
 *
 * @see https://docs.confluent.io/cloud/current/networking/overview.html
 * @see https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html
 * @see https://github.com/Azure/azure-event-hubs-for-kafka
 * @see https://aiven.io/docs/products/kafka/howto/kafka-sasl-auth
 */
const PROVIDERS: Provider[] = [{
  name: 'Confluent Cloud',
  hosts: /\.confluent\.cloud$/i,
  unsupported: ['saslScram256Auth', 'saslScram512Auth', 'iamAuth', undefined],
  supported: 'saslPlainAuth with an API key, oauthBearerAuth or clientCertificateTlsAuth',
  listeners: [{ ports: [9092] }],
  privateHosts: /\.private\.confluent\.cloud$|\.dom[a-z0-9]+\..*confluent\.cloud$/i,
  requiresLogicalCluster: true,
}, {
  name: 'Amazon MSK',
  hosts: /\.kafka\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/i,
  unsupported: ['saslPlainAuth', 'saslScram256Auth', 'oauthBearerAuth'],
  supported: 'saslScram512Auth, clientCertificateTlsAuth or iamAuth',
  listeners: [
    { methods: [undefined], ports: [9092, 20092], publicPorts: [] },
    { methods: [undefined, 'clientCertificateTlsAuth'], ports: [9094, 20094], publicPorts: [9194] },
    { methods: ['saslScram512Auth'], ports: [9096, 20096], publicPorts: [9196] },
    { methods: ['iamAuth'], ports: [9098, 20098], publicPorts: [9198] },
  ],
  hasOtherPorts: true, // such as those of multi-VPC connectivity
  privateHosts: /^(?!b-\d+-public\.)/i,
}, {
  name: 'Azure Event Hubs',
  hosts: /\.servicebus\.(windows\.net|chinacloudapi\.cn|usgovcloudapi\.net|cloudapi\.de)$/i,
  unsupported: ['saslScram256Auth', 'saslScram512Auth', 'clientCertificateTlsAuth', 'iamAuth', undefined],
  supported: 'saslPlainAuth with the user name $ConnectionString, or oauthBearerAuth',
  listeners: [{ ports: [9093] }],
}, {
  name: 'Aiven',
  hosts: /\.aivencloud\.com$/i,
  unsupported: ['iamAuth'],
  supported: 'clientCertificateTlsAuth, or a SASL method that the service enables',
  requiresRootCa: true,
}];

const KUBERNETES = /\.svc(\.cluster\.local)?$/i;

/** A bootstrap server whose name says where the broker runs. */
interface Broker {
  readonly server: Value;
  readonly host: string;
  readonly port: number;
  readonly provider?: Provider;
}

/** Returns the bootstrap servers of providers and of Kubernetes clusters. */
function getBrokers(context: Context): readonly Broker[] {
  return flatMap(getServers(context), server => {
    if (!isString(server.value) || isUnknown(server.value)) { return []; }
    const { host, port } = parseServer(server.value);
    const provider = PROVIDERS.find(({ hosts }) => hosts.test(host));
    return provider || KUBERNETES.test(host) ? [{ server, host, port: Number(port), provider }] : [];
  });
}

/** Returns the authentication method. Another rule reports several. */
const getMethod = (context: Context): Method => AUTHENTICATION_METHODS.find(entry => has(context, entry));

const isInPrivateNetwork = ({ host, provider }: Broker) => provider?.privateHosts?.test(host) ?? false;
const isUnsupported = ({ provider }: Broker, context: Context) => provider?.unsupported?.includes(getMethod(context)) ?? false;

const getPorts = (broker: Broker, { ports, publicPorts }: Listener) => isInPrivateNetwork(broker) ? ports : publicPorts ?? ports;

/** Returns the ports of a method, for the name of the broker. */
function getExpectedPorts(broker: Broker, context: Context): number[] {
  const listeners = broker.provider?.listeners ?? [];
  return listeners.filter(({ methods }) => methods?.includes(getMethod(context)) ?? true).flatMap(listener => getPorts(broker, listener));
}

function hasUnexpectedPort(broker: Broker, context: Context): boolean {
  const { provider, port } = broker;
  const expected = getExpectedPorts(broker, context);
  if (expected.length === 0 || expected.includes(port) || isUnsupported(broker, context)) { return false; }
  const known = provider!.listeners!.flatMap(({ ports, publicPorts = [] }) => [...ports, ...publicPorts]);
  return !provider!.hasOtherPorts || known.includes(port);
}

/** Reports only the first broker that violates a rule, because the others have the same cause. */
function reportFirst(rule: Omit<Rule<Broker>, 'warning'>): Rule<Broker> {
  const findFirst = (context: Context) => context.once(getBrokers).find(broker => rule.isViolated(broker, context));
  return { ...rule, warning: true, isViolated: (broker, context) => context.once(findFirst) === broker };
}

/** Rules about the names of brokers. These are warnings, because a private DNS zone can give such a name to any broker. */
export const PROVIDER_RULES: PropRules<Broker>[] = [{
  prop: 'bootstrapServers[n]',
  getValues: context => context.once(getBrokers).map(broker =>
    ({ prop: broker.server.prop, value: broker, formatted: formatValue(broker.server.value) })),
  rules: [reportFirst({
    id: 'provider-authentication-mismatch',
    isViolated: isUnsupported,
    problem: ({ provider }, context) => {
      const method = getMethod(context);
      return `is a broker of ${provider!.name}, which ${method ? `doesn't support ${method}` : 'requires an authentication method'}`;
    },
    fix: ({ provider }) => `use ${provider!.supported}`,
    source: 'https://docs.confluent.io/cloud/current/networking/overview.html',
  }), reportFirst({
    id: 'provider-port-mismatch',
    isViolated: hasUnexpectedPort,
    problem: ({ provider, port }, context) => `has port ${port}, on which ${provider!.name} doesn't accept ${getMethod(context) ?? 'clients without authentication'} under this name`,
    fix: (broker, context) => {
      const ports = getExpectedPorts(broker, context);
      return `use port ${ports.join(', ').replace(/, (?=\d+$)/, ' or ')}${broker.provider!.hasOtherPorts ? ', or the authentication method of the port' : ''}`;
    },
    source: 'https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html',
  }), reportFirst({
    id: 'provider-network-missing',
    isViolated: (broker, context) => isInPrivateNetwork(broker) && !has(context, 'vpcSubnet'),
    problem: ({ provider }) => `is a private name of ${provider!.name}, and pollers without vpcSubnet can't reach it over the internet`,
    fix: 'add vpcSubnet and vpcSecurityGroup of a VPC that can reach the broker to accessConfigurations, or use the public name of the broker if it has one',
    source: 'https://docs.aws.amazon.com/msk/latest/developerguide/public-access.html',
  }), reportFirst({
    id: 'provider-root-ca-missing',
    isViolated: ({ provider }, context) => provider?.requiresRootCa === true && !has(context, 'serverRootCaCertificate'),
    problem: ({ provider }) => `is a broker of ${provider!.name}, whose certificate comes from a private CA`,
    fix: 'add serverRootCaCertificate: [secret] with the CA certificate of the project',
    source: 'https://aiven.io/docs/products/kafka/howto/kafka-sasl-auth',
  }), reportFirst({
    id: 'provider-logical-cluster-missing',
    isViolated: (broker, context) => broker.provider?.requiresLogicalCluster === true && !isInPrivateNetwork(broker)
      && getMethod(context) === 'oauthBearerAuth' && !has(context, 'oauthBearerLogicalCluster'),
    problem: ({ provider }) => `is a broker of ${provider!.name}, which requires oauthBearerLogicalCluster with oauthBearerAuth`,
    fix: "add oauthBearerLogicalCluster: 'lkc-abc123', the ID of the cluster",
    source: 'https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/identity-providers/oauth/clients/configuration-reference.html',
  }), reportFirst({
    id: 'bootstrap-server-kubernetes-name',
    isViolated: ({ host }) => KUBERNETES.test(host),
    problem: 'is a name that only resolves inside a Kubernetes cluster',
    fix: 'use the name of a listener outside of the cluster, such as that of a load balancer',
    source: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/',
  })],
}];
