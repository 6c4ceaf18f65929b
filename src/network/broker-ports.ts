/** Returns the ports of the brokers, each once. The port of a broker is known even if its host is a token. */
export function getBrokerPorts(bootstrapServers: string[]): number[] {
  return [...new Set(bootstrapServers.flatMap(server => /:([0-9]+)$/.exec(server)?.[1] ?? []).map(Number))];
}
