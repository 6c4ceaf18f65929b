export type Properties = { readonly [name: string]: string };

/** Listener of a broker. */
export interface Listener {
  readonly protocol: string;
  readonly mechanisms?: string[];
  readonly clientCertificate?: string;
  /** Version of TLS, if only one is enabled. */
  readonly tlsVersion?: string;
  /** Address on which the broker listens. */
  readonly bind: string;
  /** Address that clients receive. */
  readonly advertised: string;
  /** File with the key and the chain of certificates, in PEM. */
  readonly keyStore?: string;
}

export interface ServerOptions {
  /** The first listener is for the broker itself and for its set-up, and allows everything. */
  readonly listeners: { readonly [name: string]: Listener };
  readonly controllerPort: number | string;
  readonly logFolder: string;
  /** File with the certificates of CAs, in PEM. */
  readonly trustStore: string;
}

/** Creates the configuration of a broker that is its own controller, for these tests and for the instance of the tests on AWS (`integ/`). */
export function createServerProperties({ listeners, controllerPort, logFolder, trustStore }: ServerOptions): Properties {
  const entries = Object.entries(listeners);
  const properties: { [name: string]: string } = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@localhost:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'listeners': [...entries.map(([name, { bind }]) => `${name}://${bind}`), `CONTROLLER://127.0.0.1:${controllerPort}`].join(),
    'advertised.listeners': entries.map(([name, { advertised }]) => `${name}://${advertised}`).join(),
    'listener.security.protocol.map': [...entries.map(([name, { protocol }]) => `${name}:${protocol}`), 'CONTROLLER:PLAINTEXT'].join(),
    'inter.broker.listener.name': entries[0][0],
    'log.dirs': logFolder,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:ANONYMOUS',
    'auto.create.topics.enable': 'false',
    'offsets.topic.num.partitions': '1',
    'offsets.topic.replication.factor': '1',
    'group.initial.rebalance.delay.ms': '0',
    'connection.failed.authentication.delay.ms': '0',
    'ssl.keystore.type': 'PEM',
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': trustStore,
  };
  for (const [name, { mechanisms = [], clientCertificate, tlsVersion, keyStore }] of entries) {
    const prefix = `listener.name.${name}`;
    if (keyStore) { properties[`${prefix}.ssl.keystore.location`] = keyStore; }
    properties[`${prefix}.sasl.enabled.mechanisms`] = mechanisms.join();
    if (tlsVersion) { properties[`${prefix}.ssl.enabled.protocols`] = tlsVersion; }
    if (clientCertificate) { properties[`${prefix}.ssl.client.auth`] = clientCertificate; }
    for (const mechanism of mechanisms) {
      properties[`${prefix}.${mechanism.toLowerCase()}.sasl.jaas.config`] = LOGIN_MODULES[mechanism];
    }
  }
  return properties;
}

/** Returns the text of a `.properties` file. */
export function formatProperties(properties: Properties): string {
  return Object.entries(properties).map(([name, value]) => `${escape(name).replace(/[=:]/g, '\\$&')}=${escape(value)}`).join('\n');
}

const MODULES = 'org.apache.kafka.common.security';
const LOGIN_MODULES: Properties = {
  'PLAIN': `${MODULES}.plain.PlainLoginModule required user_alice="alice-secret";`,
  'SCRAM-SHA-256': `${MODULES}.scram.ScramLoginModule required;`,
  'SCRAM-SHA-512': `${MODULES}.scram.ScramLoginModule required;`,
  'OAUTHBEARER': `${MODULES}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
};

/** Escapes a name or a value of a `.properties` file. */
function escape(text: string): string {
  const escaped = text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/^ /, '\\ ');
  return escaped.replace(/[^\x20-\x7e]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
