import { CfnResource, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { findViolations } from './helpers';
import { getMapping, getProblems, inVpc, newParameter, newSource, newStack } from '../helpers';

const LABEL = 'x'.repeat(63);
const HOST = [LABEL, LABEL, LABEL, 'x'.repeat(61)].join('.'); // 253 characters

describe('a server', () => {
  test.each([
    'b1.example.com:9092', 'B1.Example.COM:65535', 'b-1.example.com:9092', '11.0.0.255:9092', '249.199.99.100:9092', '1a.example:9092', `${HOST}:9092`,
  ])('can be %p', server => {
    expect(findViolations({ bootstrapServers: [server] })).toEqual([]);
  });

  test.each([
    ['broker.example.com', ['port-missing']],
    ['broker.example.com:', ['port-missing']],
    ['broker:0', ['invalid-port']],
    ['broker:65536', ['invalid-port']],
    ['broker:99999', ['invalid-port']],
    ['broker:009092', ['invalid-port']],
    ['broker:9092.5', ['invalid-port']],
    ['broker:09092x', ['invalid-port']],
    ['b:0_', ['invalid-port']],
    [':9092', ['invalid-host']],
    ['', ['port-missing']],
    ['my_broker:9092', ['invalid-host']],
    ['b[1]:9092', ['invalid-host']],
    ['-broker:9092', ['invalid-host']],
    ['broker-.com:9092', ['invalid-host']],
    ['broker..com:9092', ['invalid-host']],
    ['256.0.0.1:9092', ['invalid-host']],
    ['1.2.3:9092', ['invalid-host']],
    [`${LABEL}x:9092`, ['invalid-host']],
    [`${HOST}x:9092`, ['invalid-host']],
    ['a:9092,b:9092', ['several-servers']],
    ['a:9092; b:9092', ['several-servers']],
    ['https://a:9092/x', ['url']],
    ['a:9092/path', ['url']],
    [' a:9092', ['whitespace']],
    ['SASL_SSL: //a', ['whitespace']],
    ['a:9092\n', ['whitespace']],
    ['[::1]:9092', ['ipv6-address']],
    ['fe80:0:1', ['ipv6-address']],
    ['fe80::1', ['ipv6-address']],
    [9092, ['wrong-type']],
    [null, ['wrong-type']],
    [undefined, ['wrong-type']],
  ])('throws for %p', (server, rules) => {
    expect(findViolations({ bootstrapServers: ['ok:9092', server] })).toEqual(rules.map(rule => `bootstrapServers[1]: bootstrap-server-${rule}`));
  });

  test.each([
    ['broker.example.com', "use host:port, such as 'broker.example.com:9092'"],
    ['b2:', "use host:port, such as 'b2:9092'"],
    [':', "use host:port, such as 'broker.example.com:9092'"],
    ['', 'remove the empty entry'],
    ['a:9092,b:9092', "use an entry for each: 'a:9092', 'b:9092'"],
    ['a:9092; b:9092', "use an entry for each: 'a:9092', 'b:9092'"],
    ['https://a:9092/x', "remove the scheme and the path: 'a:9092'"],
    ['a:9092/path', "remove the scheme and the path: 'a:9092'"],
    [' a:9092', "use 'a:9092'"],
    ['a:9092\n', "use 'a:9092'"],
    ['SASL_SSL: //a', "use 'a:9092'"],
    ['a 9096', "use 'a:9096'"],
    ['https://a', "remove the scheme and the path: 'a:9092'"],
    ['SASL_SSL://a:9096,SASL_SSL://b:9096', "use an entry for each: 'a:9096', 'b:9096'"],
  ])('suggests a fix for %p', (server, fix) => {
    expect(getProblems({ bootstrapServers: [server] })[0].endsWith(`; ${fix}`)).toBe(true);
  });

  test.each([['broker:0', "has the invalid port '0'"], ['broker:09092x', "has the invalid port '09092x'"], ['b[1]:9092', "has the host 'b[1]', "]])('names the wrong part of %p', (server, problem) => {
    expect(getProblems({ bootstrapServers: [server] })[0]).toContain(`bootstrapServers[0] '${server}' ${problem}`);
  });

  test('throws for a hole in the list, which two consecutive commas leave', () => {
    expect(findViolations({ bootstrapServers: ['b1:9092', , 'b2:9092'] })).toEqual(['bootstrapServers[1]: bootstrap-server-wrong-type']); // eslint-disable-line no-sparse-arrays
  });
});

describe('a name without a domain', () => {
  test.each(['broker', 'Kafka-1', 'b1', '1b'])('gets a warning without a VPC: %s', host => {
    expect(findViolations({ bootstrapServers: [`${host}:9092`] })).toEqual(['bootstrapServers[0]: bootstrap-server-without-domain (warning)']);
    expect(findViolations(stack => ({ bootstrapServers: [`${host}:9092`], accessConfigurations: inVpc(stack) }))).toEqual([]);
  });

  test.each(['broker.example', 'a.b', '9.9.9.9'])('is not %s', host => {
    expect(findViolations({ bootstrapServers: [`${host}:9092`] })).toEqual([]);
  });

  test('is not known for a token', () => {
    expect(findViolations(stack => ({ bootstrapServers: [`${newParameter(stack, 'Host')}:9092`] }))).toEqual([]);
  });
});

describe('a private address', () => {
  test.each(['10.0.0.0', '10.255.255.255', '172.16.0.1', '172.20.0.1', '172.31.255.255', '192.168.0.1', '169.254.0.1'])('gets a warning without a VPC: %s', host => {
    expect(findViolations({ bootstrapServers: [`${host}:9092`] })).toEqual(['bootstrapServers[0]: bootstrap-server-private-address (warning)']);
    expect(findViolations(stack => ({ bootstrapServers: [`${host}:9092`], accessConfigurations: inVpc(stack) }))).toEqual([]);
  });

  test.each(['9.255.255.255', '11.0.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0', '169.253.0.1', '110.0.0.1', '10.example.com', '10.0.0.1.example.com'])('is not %s', host => {
    expect(findViolations({ bootstrapServers: [`${host}:9092`] })).toEqual([]);
  });
});

test.each(['localhost', 'LocalHost', '127.0.0.1', '127.255.0.1'])('warns about the loopback address %s, also in a VPC', host => {
  expect(findViolations(stack => ({ bootstrapServers: [`${host}:9092`], accessConfigurations: inVpc(stack) }))).toEqual([
    'bootstrapServers[0]: bootstrap-server-loopback-address (warning)',
  ]);
});

test.each(['my.localhost', 'localhost.example.com'])('allows %s', host => {
  expect(findViolations({ bootstrapServers: [`${host}:9092`] })).toEqual([]);
});

describe('the list', () => {
  const servers = (count: number) => Array.from({ length: count }, (_, n) => `b${n}.example.com:9092`);

  test.each([1, 10])('can have %p servers', count => {
    expect(findViolations({ bootstrapServers: servers(count) })).toEqual([]);
  });

  test.each<[unknown, string]>([[servers(0), 'empty'], [servers(11), 'too-many'], ['b:9092', 'not-a-list']])('throws when it is %j', (bootstrapServers, rule) => {
    expect(findViolations({ bootstrapServers })).toEqual([`bootstrapServers: bootstrap-servers-${rule}`]);
  });

  test('throws for the duplicates only', () => {
    expect(findViolations({ bootstrapServers: ['a:1', 'b:1', 'a:1', 'a:2'] })).toEqual([0, 2].map(n => `bootstrapServers[${n}]: bootstrap-server-duplicate`));
  });

  test('allows tokens as the list, a server or a part of a server', () => {
    expect(findViolations(stack => ({ bootstrapServers: Fn.split(',', newParameter(stack, 'Brokers')) }))).toEqual([]);
    expect(findViolations(stack => ({ bootstrapServers: ['a.b:1', newParameter(stack, 'Broker'), `${newParameter(stack, 'Host')} :x`] }))).toEqual([]);
  });
});

describe('a server that only the deployment knows', () => {
  const find = (server: (scope: Stack) => string) => findViolations(stack => ({ bootstrapServers: [server(stack)] }));
  const getBrokers = (attribute: string) => (scope: Stack) => new CfnResource(scope, 'Brokers', { type: 'Custom::AWS' }).getAtt(attribute).toString();

  test.each<[string, (scope: Stack) => string]>([
    ['the answer of Amazon MSK', getBrokers('BootstrapBrokerStringSaslScram')],
    ['the answer of Amazon MSK without encryption', getBrokers('BootstrapBrokerString')],
    ['two load balancers in a text', scope => `${newParameter(scope, 'A')}:9094,${newParameter(scope, 'B')}:9094`],
    ['a list as a text', () => Fn.join(',', [Fn.importValue('a'), Fn.importValue('b')])],
  ])('gets a warning for %s', (_, server) => {
    expect(find(server)).toEqual(['bootstrapServers[0]: bootstrap-server-several-servers-in-token (warning)']);
  });

  test.each<[string, (scope: Stack) => string]>([
    ['another attribute', getBrokers('BrokerDns')],
    ['a part of the answer', scope => Fn.select(0, Fn.split(',', getBrokers('BootstrapBrokerStringSaslScram')(scope)))],
    ['a load balancer in a text', scope => `${newParameter(scope, 'A')}:9094`],
    ['a parameter', scope => newParameter(scope, 'A')],
  ])('gets no warning for %s', (_, server) => {
    expect(find(server)).toEqual([]);
  });

  test('is evaluated when the app is complete', () => {
    const stack = newStack();
    let host = 'early';
    const server = Lazy.string({ produce: () => `${host}:9096` }); // keeps what it returns first
    newSource(stack, { bootstrapServers: [server] });
    host = 'late';
    expect(getMapping(stack).Properties.SelfManagedEventSource.Endpoints.KafkaBootstrapServers).toEqual(['late:9096']);
  });
});
