import { Token } from 'aws-cdk-lib/core';

/** Returns the ports of the brokers, each once, as far as they are known. */
export function getBrokerPorts(bootstrapServers: string[]): number[] {
  const ports = bootstrapServers.filter(server => !Token.isUnresolved(server)).map(server => Number(server.split(':').pop()));
  return [...new Set(ports)];
}
