import { getElements } from './access-configurations';
import { PropRules } from './rule';
import { reference } from './sources';
import { isString } from './type-guards';
import { elementsOf, valueOf } from './values';

const MOST = 10;
const source = reference('properties-lambda-eventsourcemapping-endpoints');
const API = 'https://docs.aws.amazon.com/lambda/latest/api/API_SelfManagedEventSource.html';

const EXAMPLE = "'broker.example.com:9092'";
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;
const NUMBERS = /^[0-9.]+$/;
const OCTET = /^(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])$/;

/** Splits at the last colon, after which the port stands. */
function split(server: string): { host: string; port?: string } {
  const colon = server.lastIndexOf(':');
  return colon < 0 ? { host: server } : { host: server.slice(0, colon), port: server.slice(colon + 1) };
}

/** Whether a server is one `host:port`, be they right or wrong, and not another notation. */
const isPlain = (server: string) => !/[,;/\s]/.test(server) && !isIpv6(server);
const isIpv6 = (server: string) => /^\[|:[^:]*:/.test(server);

function isAddressOrName(host: string): boolean {
  const labels = host.split('.');
  return NUMBERS.test(host)
    ? labels.length === 4 && labels.every(label => OCTET.test(label))
    : host.length <= 253 && labels.every(label => LABEL.test(label));
}

const LOOPBACK = /^(127(\.\d+){3}|localhost)$/i;
/** What the internet doesn't lead to. */
const PRIVATE = /^(10\.\d+|192\.168|172\.(1[6-9]|2[0-9]|3[01])|169\.254)\.\d+\.\d+$/;

export const BOOTSTRAP_SERVERS: PropRules[] = [{
  prop: 'bootstrapServers',
  getValues: valueOf('bootstrapServers'),
  typeRule: {
    id: 'bootstrap-servers-type',
    isViolated: value => !Array.isArray(value),
    problem: 'is not a list',
    fix: `write one entry for each broker: [${EXAMPLE}]`,
    source,
  },
  rules: [{
    id: 'bootstrap-servers-count',
    isViolated: (servers: unknown[]) => servers.length < 1 || servers.length > MOST,
    problem: servers => `has ${servers.length} entries, and Lambda takes 1 to ${MOST}`,
    fix: 'name a few brokers; Lambda learns of the others from them',
    source,
  }],
}, {
  prop: 'bootstrapServers[n]',
  getValues: elementsOf('bootstrapServers'),
  typeRule: {
    id: 'bootstrap-server-type',
    isViolated: value => !isString(value),
    problem: 'is not a string',
    fix: `write host:port, such as ${EXAMPLE}`,
    source,
  },
  rules: [{
    id: 'bootstrap-server-several',
    isViolated: (server: string) => /[,;]/.test(server),
    problem: 'holds several brokers',
    fix: (server: string) => `write one entry for each: ${server.split(/[,;]/).map(entry => `'${entry.trim()}'`).join(', ')}`,
    source,
  }, {
    id: 'bootstrap-server-url',
    isViolated: (server: string) => /\//.test(server) && !/[,;\s]/.test(server),
    problem: 'is a URL',
    fix: (server: string) => `leave the scheme and the path out: '${server.replace(/^[^/]*:\/\//, '').replace(/\/.*$/, '')}'`,
    source,
  }, {
    id: 'bootstrap-server-space',
    isViolated: (server: string) => /\s/.test(server) && !/[,;]/.test(server),
    problem: 'has a space or a line break in it',
    fix: (server: string) => `write '${server.replace(/\s/g, '')}'`,
    source,
  }, {
    id: 'bootstrap-server-ipv6',
    isViolated: (server: string) => isIpv6(server) && !/[,;/\s]/.test(server),
    problem: 'is an IPv6 address, which Lambda does not take',
    fix: 'write the host name of the broker, or its IPv4 address',
    source: API,
  }, {
    id: 'bootstrap-server-port',
    isViolated: (server: string) => isPlain(server) && !split(server).port,
    problem: 'has no port',
    fix: (server: string) => `write host:port, such as '${split(server).host || 'broker.example.com'}:9092'`,
    source,
  }, {
    id: 'bootstrap-server-port-range',
    isViolated: (server: string) => isPlain(server) && Boolean(split(server).port) && !isPort(split(server).port!),
    problem: (server: string) => `has the port '${split(server).port}'`,
    fix: 'write a whole number from 1 to 65535',
    source,
  }, {
    id: 'bootstrap-server-host',
    isViolated: (server: string) => isPlain(server) && !isAddressOrName(split(server).host),
    problem: (server: string) => `has '${split(server).host}' for a host, which is neither a host name nor an IPv4 address`,
    fix: 'write labels of 1 to 63 letters, digits and hyphens, with dots between them (253 characters at most), or four numbers from 0 to 255',
    source,
  }, {
    id: 'bootstrap-server-loopback',
    warning: true,
    isViolated: (server: string) => LOOPBACK.test(split(server).host),
    problem: 'is the machine of the pollers itself, where no broker is',
    fix: 'write the name or the address that the brokers have in the network of the pollers',
    source,
  }, {
    id: 'bootstrap-server-private',
    warning: true,
    isViolated: (server: string, context) => PRIVATE.test(split(server).host) && getElements(context, 'vpcSubnet').length === 0,
    problem: 'is a private address, and pollers without vpcSubnet are on the internet, which does not lead there',
    fix: 'add accessConfigurations.vpcSubnet and vpcSecurityGroup of a network that does, or write the public name of the broker',
    source: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html',
  }, {
    id: 'bootstrap-server-duplicate',
    isViolated: (server: string, { props }) => (props.bootstrapServers as unknown[]).filter(other => other === server).length > 1,
    problem: 'stands more than once',
    fix: 'name each broker once',
    source,
  }],
}];

function isPort(port: string): boolean {
  return /^[0-9]{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535;
}
