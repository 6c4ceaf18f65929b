import { KafkaAccessConfigurations } from '../access-configurations';
import { PollerProps } from '../props/poller-props';

/**
 * The ports of Amazon MSK, by authentication method.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk-cluster-network.html
 */
const MSK_PORTS = {
  iamAuth: 9098,
  saslScram512Auth: 9096,
  clientCertificateTlsAuth: 9094,
} satisfies { [method in keyof KafkaAccessConfigurations]?: number };

/**
 * Returns the known ports of the brokers, each once. The port of a broker is known even if its host is a token.
 *
 * Those of a VPC connection and of an Amazon MSK cluster without authentication aren't known.
 */
export function getBrokerPorts({ bootstrapServers, accessConfigurations, vpcConnectionArn }: PollerProps): number[] {
  if (bootstrapServers) {
    return [...new Set(bootstrapServers.flatMap(server => /:([0-9]+)$/.exec(server)?.[1] ?? []).map(Number))];
  }
  const methods = Object.keys(MSK_PORTS) as (keyof typeof MSK_PORTS)[];
  return vpcConnectionArn ? [] : methods.filter(method => accessConfigurations[method]).map(method => MSK_PORTS[method]);
}
