/** What a broker or a cluster gets before its clients come, in the order of the fields. */
export interface SetUp {
  /** Partitions by the name of the topic. */
  readonly topics: { readonly [name: string]: number };
  readonly acls?: Acl[];
  /** Values of records by their topic. */
  readonly records?: { readonly [topic: string]: string[] };
}

export interface Acl {
  readonly user: string;
  readonly type: 'TOPIC' | 'GROUP' | 'CLUSTER';
  readonly name: string;
  readonly operation: 'READ' | 'DESCRIBE' | 'DESCRIBE_CONFIGS';
}

/** Writes the file that `KafkaBroker.java` reads, without users. Each of its lines is a command. */
export function formatSetUp({ topics, acls = [], records = {} }: SetUp): string {
  return [
    ...Object.entries(topics).map(([name, partitions]) => `topic ${name} ${partitions}`),
    ...acls.map(({ user, type, name, operation }) => `allow ${user} ${type} ${name} ${operation}`),
    ...Object.entries(records).flatMap(([topic, values]) => values.map(value => `record ${topic} ${encode(value)}`)),
  ].join('\n');
}

/** Writes the line of a user, whose password can have any characters. */
export function formatUser(name: string, password: string, mechanism: string): string {
  return `user ${name} ${encode(password)} ${mechanism}`;
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}
