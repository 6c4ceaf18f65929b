import { AuthenticationMethod } from './input';

/** The listener of an Amazon MSK cluster that the pollers use. */
export interface MskListener {
  readonly bootstrapServers: string[];
  readonly isIam: boolean;
  /** Whether it has TLS without a secret. */
  readonly isTls?: boolean;
}

/** The answer of `kafka:GetBootstrapBrokers`: the servers of each listener. */
export type MskBrokers = { readonly [name: string]: string | undefined };

/** The listeners for a secret. Without one, Lambda uses IAM, then TLS, then plaintext. */
const LISTENERS: { readonly [method in AuthenticationMethod]?: string[] } = { saslScram512Auth: ['SaslScram'], clientCertificateTlsAuth: ['Tls'] };

/**
 * Finds the listener that Lambda uses. Returns undefined if the cluster has none.
 *
 * @param method The method of the secret; undefined without a secret.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/msk-cluster-auth.html#msk-bootstrap-brokers
 */
export function findMskListener(brokers: MskBrokers, method: AuthenticationMethod | undefined, hasVpcConnection: boolean): MskListener | undefined {
  const prefix = `BootstrapBrokerString${hasVpcConnection ? 'VpcConnectivity' : ''}`;
  const listener = (method ? LISTENERS[method] ?? [] : ['SaslIam', 'Tls', '']).find(name => brokers[prefix + name]);
  return listener === undefined ? undefined : {
    bootstrapServers: brokers[prefix + listener]!.split(','),
    isIam: listener === 'SaslIam',
    isTls: listener === 'Tls' && !method || undefined,
  };
}

/**
 * Returns the listener of servers by the port of the first one: IAM, unless it is a port of TLS or plaintext.
 *
 * @see https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html
 */
export function toMskListener(bootstrapServers: string[], method: AuthenticationMethod | undefined): MskListener {
  const [, port] = /:(9[01]94|9092)$/.exec(bootstrapServers[0]) ?? [];
  return { bootstrapServers, isIam: !method && !port, isTls: !method && port?.endsWith('94') || undefined };
}
