/** Content of a new broker or cluster. */
export interface SetUp {
  /** Number of partitions, by topic. */
  readonly topics: { readonly [name: string]: number };
  readonly acls?: Acl[];
  /** Values of records, by topic. */
  readonly records?: { readonly [topic: string]: string[] };
}

export interface Acl {
  readonly user: string;
  readonly type: 'TOPIC' | 'GROUP' | 'CLUSTER';
  readonly name: string;
  readonly operation: 'READ' | 'DESCRIBE' | 'DESCRIBE_CONFIGS';
}

/** Returns the file that `KafkaBroker.java` reads, without users. Each line is a command. */
export function formatSetUp({ topics, acls = [], records = {} }: SetUp): string {
  return [
    ...Object.entries(topics).map(([name, partitions]) => `topic ${name} ${partitions}`),
    ...acls.map(({ user, type, name, operation }) => `allow ${user} ${type} ${name} ${operation}`),
    ...Object.entries(records).flatMap(([topic, values]) => values.map(value => `record ${topic} ${encode(value)}`)),
  ].join('\n');
}

/** Returns the line of a user. The password can have any characters. */
export function formatUser(name: string, password: string, mechanism: string): string {
  return `user ${name} ${encode(password)} ${mechanism}`;
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}
