import { Stack, Token } from 'aws-cdk-lib/core';
import { countElements } from './access-configurations';
import { PropRules } from './rule';
import { string, unique } from './shared-rules';
import { guide, reference } from './sources';
import { isString } from './type-guards';
import { elementsOf, valueOf } from './values';
import { BOOTSTRAP_SERVERS, MAX_HOST_LABEL_LENGTH, MAX_HOST_NAME_LENGTH, PORT } from '../limits';

const source = reference('properties-lambda-eventsourcemapping-endpoints');

const EXAMPLE = "'broker.example.com:9092'";
const label = `[a-z0-9]([a-z0-9-]{0,${MAX_HOST_LABEL_LENGTH - 2}}[a-z0-9])?`;
const LABEL = new RegExp(`^${label}$`, 'i');
const HOST_NAME = new RegExp(`^${label}(\\.${label})*$`, 'i');
const DIGITS_AND_DOTS = /^[0-9.]+$/;
const octet = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const IPV4 = new RegExp(`^${octet}(\\.${octet}){3}$`);
const LOOPBACK = /^(127(\.\d+){3}|localhost)$/i;
/** Private and link-local addresses, which the internet doesn't route. */
const PRIVATE = /^(10\.\d+|192\.168|172\.(1[6-9]|2[0-9]|3[01])|169\.254)\.\d+\.\d+$/;

/** Gets each bootstrap server. */
export const getServers = elementsOf('bootstrapServers');

/** Splits a server at its last colon. */
export function parseServer(server: string): { readonly host: string; readonly port?: string } {
  const colon = server.lastIndexOf(':');
  return colon < 0 ? { host: server } : { host: server.slice(0, colon), port: server.slice(colon + 1) };
}

/** Whether a server is neither several servers nor a URL nor an IPv6 address nor a list nor has credentials, which have rules of their own. */
const isHostAndPort = (server: string) => !/[,;/\s@]/.test(server) && !isIpv6(server) && !isListToken(server);
/** Whether a server is the only element of a list that is a token. The CDK replaces such a list only if it has no other elements. */
const isListToken = (server: string) => Token.isUnresolved([server]);
/** Whether a server has a user name or a password, which no message may show. */
const hasCredentials = (server: unknown) => isString(server) && server.includes('@');
const formatServer = (server: unknown) => hasCredentials(server) ? '(a string)' : isString(server) && isListToken(server) ? '(a token)' : undefined;
const isIpv6 = (server: string) => /^\[|:[^:]*:/.test(server);

function isHost(host: string): boolean {
  return DIGITS_AND_DOTS.test(host) ? IPV4.test(host) : host.length <= MAX_HOST_NAME_LENGTH && HOST_NAME.test(host);
}

function isPort(port: string): boolean {
  return /^[0-9]{1,5}$/.test(port) && Number(port) >= PORT.min && Number(port) <= PORT.max;
}

/** Gets the servers that have another form than `host:port`. Few have, and the others needn't pass the rules for them. */
const getOtherForms: PropRules['getValues'] = context => getServers(context).filter(({ value }) => isString(value) && !isHostAndPort(value));

/** Suggests a server without the parts that aren't allowed, and with a port. */
function toServer(text: string): string {
  const server = text.trim().replace(/\s+(?=\d+$)/, ':').replace(/\s/g, '').replace(/^[^/]*:\/\//, '').replace(/\/.*$/, '');
  const { host, port } = parseServer(server);
  return `${host || 'broker.example.com'}:${port || 9092}`;
}

/** Gets the servers that only the deployment knows, as they are rendered. */
const getTokens: PropRules['getValues'] = context => getServers(context)
  .filter(({ value }) => Token.isUnresolved(value))
  .map(({ prop, value }) => ({ prop, value: Stack.of(context.scope).resolve(value), formatted: '' }));

/** Whether a token contains several servers: an answer of Amazon MSK, or a text with a comma. */
function hasSeveralServers(token: unknown): boolean {
  const { 'Fn::GetAtt': attribute, 'Fn::Join': join } = Object(token);
  return /^BootstrapBrokerString/.test(attribute?.[1]) || (join?.flat() ?? []).some((part: unknown) => isString(part) && part.includes(','));
}

export const BOOTSTRAP_SERVER_RULES: PropRules[] = [{
  prop: 'bootstrapServers',
  getValues: valueOf('bootstrapServers'),
  typeRule: {
    id: 'bootstrap-servers-not-a-list',
    isViolated: value => !Array.isArray(value),
    problem: 'is not a list',
    fix: `use a list with an entry for each broker: [${EXAMPLE}]`,
    source,
  },
  rules: [{
    id: 'bootstrap-servers-empty',
    comparesValues: true,
    isViolated: (servers: unknown[]) => servers.length < BOOTSTRAP_SERVERS.min,
    problem: 'has no entry',
    fix: `add a broker: [${EXAMPLE}]`,
    source,
  }, {
    id: 'bootstrap-servers-too-many',
    isViolated: (servers: unknown[]) => servers.length > BOOTSTRAP_SERVERS.max,
    problem: servers => `has ${servers.length} entries, and the maximum is ${BOOTSTRAP_SERVERS.max}`,
    fix: 'keep a few of them, because the pollers discover the other brokers of the cluster',
    source,
  }],
}, {
  prop: 'bootstrapServers[n]',
  getValues: getServers,
  format: formatServer,
  typeRule: string({ id: 'bootstrap-server-wrong-type', fix: `use host:port, such as ${EXAMPLE}`, source }),
  rules: [{
    id: 'bootstrap-server-port-missing',
    isViolated: (server: string) => !parseServer(server).port && isHostAndPort(server),
    problem: 'has no port',
    fix: (server: string) => server ? `use host:port, such as '${toServer(server)}'` : 'remove the empty entry',
    source,
  }, {
    id: 'bootstrap-server-invalid-port',
    isViolated: (server: string) => {
      const { port } = parseServer(server);
      return Boolean(port) && !isPort(port!) && isHostAndPort(server);
    },
    problem: (server: string) => `has the invalid port '${parseServer(server).port}'`,
    fix: `use a whole number from ${PORT.min} to ${PORT.max}`,
    source,
  }, {
    id: 'bootstrap-server-invalid-host',
    isViolated: (server: string) => server !== '' && !isHost(parseServer(server).host) && isHostAndPort(server),
    problem: (server: string) => `has the host '${parseServer(server).host}', which is neither a host name nor an IPv4 address`,
    fix: `use labels of 1 to ${MAX_HOST_LABEL_LENGTH} letters, digits and hyphens, separated by dots, with at most ${MAX_HOST_NAME_LENGTH} characters, or four numbers from 0 to 255`,
    source,
  }, {
    id: 'bootstrap-server-loopback-address',
    warning: true,
    isViolated: (server: string) => LOOPBACK.test(parseServer(server).host),
    problem: "is a loopback address, and pollers can't reach a broker there",
    fix: 'use the name or the address of the broker in the network of the pollers',
    source,
  }, {
    id: 'bootstrap-server-without-domain',
    warning: true,
    isViolated: (server: string, context) => {
      const { host } = parseServer(server);
      return LABEL.test(host) && /[a-z]/i.test(host) && !LOOPBACK.test(host) && countElements(context, 'vpcSubnet') === 0;
    },
    problem: 'is a name without a domain, such as that of a container, and pollers without vpcSubnet resolve only names of the internet',
    fix: 'use the complete name of the broker, or add vpcSubnet and vpcSecurityGroup of a VPC that resolves this name',
    source: guide('with-kafka-cluster-network.html'),
  }, {
    id: 'bootstrap-server-private-address',
    warning: true,
    isViolated: (server: string, context) => PRIVATE.test(parseServer(server).host) && countElements(context, 'vpcSubnet') === 0,
    problem: "is a private address, and pollers without vpcSubnet can't reach it over the internet",
    fix: 'add vpcSubnet and vpcSecurityGroup of a VPC that can reach the broker to accessConfigurations, or use the public name of the broker',
    source: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html',
  }, unique(getServers, { id: 'bootstrap-server-duplicate', source })],
}, {
  prop: 'bootstrapServers[n]',
  getValues: getOtherForms,
  format: formatServer,
  rules: [{
    id: 'bootstrap-server-with-credentials',
    isViolated: hasCredentials,
    problem: "contains '@', and a broker has neither a user name nor a password in its name",
    fix: (_, { kind }) => `use host:port, such as ${EXAMPLE}, and a secret in ${kind.type === 'MskEventSource' ? 'saslScram512Auth of the source' : 'accessConfigurations'}`,
    source,
  }, {
    id: 'bootstrap-server-several-servers',
    isViolated: (server: string) => /[,;]/.test(server) && !hasCredentials(server),
    problem: 'contains several servers',
    fix: (server: string) => `use an entry for each: ${server.split(/[,;]/).map(entry => `'${toServer(entry)}'`).join(', ')}`,
    source,
  }, {
    id: 'bootstrap-server-url',
    isViolated: (server: string) => server.includes('/') && !/[,;\s@]/.test(server),
    problem: 'is a URL',
    fix: (server: string) => `remove the scheme and the path: '${toServer(server)}'`,
    source,
  }, {
    id: 'bootstrap-server-whitespace',
    isViolated: (server: string) => /\s/.test(server) && !/[,;@]/.test(server),
    problem: 'contains a space or a line break',
    fix: (server: string) => `use '${toServer(server)}'`,
    source,
  }, {
    id: 'bootstrap-server-ipv6-address',
    isViolated: (server: string) => isIpv6(server) && !/[,;/\s@]/.test(server),
    problem: "is an IPv6 address, which Lambda doesn't support",
    fix: 'use the host name or the IPv4 address of the broker',
    source: 'https://docs.aws.amazon.com/lambda/latest/api/API_SelfManagedEventSource.html',
  }, {
    id: 'bootstrap-server-list-in-list',
    isViolated: isListToken,
    problem: "is a list that only the deployment knows, and the CDK can't add other entries to it",
    fix: 'use this list alone: bootstrapServers: list; or entries of it: cdk.Fn.select(0, list)',
    source: 'https://docs.aws.amazon.com/cdk/v2/guide/tokens.html',
  }],
}];

/** The rules for servers that only the deployment knows. A token can be evaluated when the app is complete, and not earlier. */
export const BOOTSTRAP_SERVER_OF_APP_RULES: PropRules[] = [{
  prop: 'bootstrapServers[n]',
  checksTokens: true,
  getValues: getTokens,
  rules: [{
    id: 'bootstrap-server-several-servers-in-token',
    warning: true,
    isViolated: hasSeveralServers,
    problem: 'contains the servers of a cluster in one text, separated by commas',
    fix: "use bootstrapServers: cdk.Fn.split(',', brokers), which splits the text at deployment",
    source: 'https://docs.aws.amazon.com/msk/latest/developerguide/get-bootstrap-cli.html',
  }],
}];
