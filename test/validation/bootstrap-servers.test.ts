import { Fn } from 'aws-cdk-lib';
import { complaintsOf, inVpc, parameter } from '../helpers';

const LABEL = 'x'.repeat(63);
const HOST = [LABEL, LABEL, LABEL, 'x'.repeat(61)].join('.'); // 253 characters

test.each([
  'b1.example.com:9092', 'B1.Example.COM:65535', 'b-1.example.com:9092', '11.0.0.255:9092', '249.199.99.100:9092', '1a.example:9092', `${HOST}:9092`,
])('takes %p', server => {
  expect(complaintsOf({ bootstrapServers: [server] })).toEqual([]);
});

describe('an address that the internet does not lead to', () => {
  test.each(['10.0.0.0', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '169.254.0.1'])('%s takes a network', host => {
    expect(complaintsOf({ bootstrapServers: [`${host}:9092`] })).toEqual([
      `bootstrapServers[0] '${host}:9092' is a private address, and pollers without vpcSubnet are on the internet, which does not lead there; `
      + 'add accessConfigurations.vpcSubnet and vpcSecurityGroup of a network that does, or write the public name of the broker [ack: cdk-kafka-event-source:bootstrap-server-private]',
    ]);
    expect(complaintsOf(stack => ({ bootstrapServers: [`${host}:9092`], accessConfigurations: inVpc(stack) }))).toEqual([]);
  });

  test.each(['9.255.255.255', '11.0.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0', '169.253.0.1', '10.example.com'])('%s is none', host => {
    expect(complaintsOf({ bootstrapServers: [`${host}:9092`] })).toEqual([]);
  });
});

test.each(['localhost', 'LocalHost', '127.0.0.1', '127.255.0.1'])('%s is nowhere', host => {
  expect(complaintsOf(stack => ({ bootstrapServers: [`${host}:9092`], accessConfigurations: inVpc(stack) }))).toEqual([
    `bootstrapServers[0] '${host}:9092' is the machine of the pollers itself, where no broker is; ` + 'write the name or the address that the brokers have in the network of the pollers '
      + '[ack: cdk-kafka-event-source:bootstrap-server-loopback]',
  ]);
});

const HOST_MEND = 'write labels of 1 to 63 letters, digits and hyphens, with dots between them (253 characters at most), or four numbers from 0 to 255';

test.each([
  ['broker.example.com', ["has no port; write host:port, such as 'broker.example.com:9092'"]],
  ['broker.example.com:', ["has no port; write host:port, such as 'broker.example.com:9092'"]],
  ['broker:0', ["has the port '0'; write a whole number from 1 to 65535"]],
  ['broker:65536', ["has the port '65536'; write a whole number from 1 to 65535"]],
  ['broker:99999', ["has the port '99999'; write a whole number from 1 to 65535"]],
  ['broker:009092', ["has the port '009092'; write a whole number from 1 to 65535"]],
  ['broker:9092.5', ["has the port '9092.5'; write a whole number from 1 to 65535"]],
  ['broker:09092x', ["has the port '09092x'; write a whole number from 1 to 65535"]],
  [':9092', [`has '' for a host, which is neither a host name nor an IPv4 address; ${HOST_MEND}`]],
  ['', [
    "has no port; write host:port, such as 'broker.example.com:9092'",
    `has '' for a host, which is neither a host name nor an IPv4 address; ${HOST_MEND}`,
  ]],
  ['my_broker:9092', [`has 'my_broker' for a host, which is neither a host name nor an IPv4 address; ${HOST_MEND}`]],
  ['b[1]:9092', [`has 'b[1]' for a host, which is neither a host name nor an IPv4 address; ${HOST_MEND}`]],
  ['-broker:9092', [`has '-broker' for a host, which is neither a host name nor an IPv4 address; ${HOST_MEND}`]],
  ['broker-.com:9092', [`has 'broker-.com' for a host, which is neither a host name nor an IPv4 address; ${HOST_MEND}`]],
  ['broker..com:9092', [`has 'broker..com' for a host, which is neither a host name nor an IPv4 address; ${HOST_MEND}`]],
  ['256.0.0.1:9092', [`has '256.0.0.1' for a host, which is neither a host name nor an IPv4 address; ${HOST_MEND}`]],
  ['1.2.3:9092', [`has '1.2.3' for a host, which is neither a host name nor an IPv4 address; ${HOST_MEND}`]],
  [`${LABEL}x:9092`, [`has '${LABEL}x' for a host, which is neither a host name nor an IPv4 address; ${HOST_MEND}`]],
  ['b:0_', ["has the port '0_'; write a whole number from 1 to 65535"]],
  ['a:9092,b:9092', ["holds several brokers; write one entry for each: 'a:9092', 'b:9092'"]],
  ['a:9092; b:9092', ["holds several brokers; write one entry for each: 'a:9092', 'b:9092'"]],
  ['https://a:9092/x', ["is a URL; leave the scheme and the path out: 'a:9092'"]],
  ['a:9092/path', ["is a URL; leave the scheme and the path out: 'a:9092'"]],
  [' a:9092', ["has a space or a line break in it; write 'a:9092'"]],
  ['SASL_SSL: //a', ["has a space or a line break in it; write 'SASL_SSL://a'"]],
  ['[::1]:9092', ['is an IPv6 address, which Lambda does not take; write the host name of the broker, or its IPv4 address']],
  ['fe80:0:1', ['is an IPv6 address, which Lambda does not take; write the host name of the broker, or its IPv4 address']],
  ['fe80::1', ['is an IPv6 address, which Lambda does not take; write the host name of the broker, or its IPv4 address']],
])('refuses %p', (server, messages) => {
  expect(complaintsOf({ bootstrapServers: ['ok:9092', server] })).toEqual(messages.map(message => `bootstrapServers[1] '${server}' ${message}`));
});

test('refuses a host of more than 253 characters', () => {
  expect(complaintsOf({ bootstrapServers: [`${HOST}x:9092`] })).toEqual([expect.stringContaining(' for a host, ')]);
});

test('shows what is invisible', () => {
  expect(complaintsOf({ bootstrapServers: ['a:9092\n'] })).toEqual(["bootstrapServers[0] 'a:9092\\n' has a space or a line break in it; write 'a:9092'"]);
});

test('refuses what is no string', () => {
  expect(complaintsOf({ bootstrapServers: [9092, null, undefined] })).toEqual([
    "bootstrapServers[0] 9092 is not a string; write host:port, such as 'broker.example.com:9092'",
    "bootstrapServers[1] null is not a string; write host:port, such as 'broker.example.com:9092'",
    "bootstrapServers[2] undefined is not a string; write host:port, such as 'broker.example.com:9092'",
  ]);
});

describe('the list', () => {
  const servers = (count: number) => Array.from({ length: count }, (_, n) => `b${n}:9092`);

  test.each([1, 10])('takes %p', count => {
    expect(complaintsOf({ bootstrapServers: servers(count) })).toEqual([]);
  });

  test.each([0, 11])('refuses %p', count => {
    expect(complaintsOf({ bootstrapServers: servers(count) })).toEqual([
      `bootstrapServers (a list) has ${count} entries, and Lambda takes 1 to 10; name a few brokers; Lambda learns of the others from them`,
    ]);
  });

  test('refuses a string', () => {
    expect(complaintsOf({ bootstrapServers: 'b:9092' })).toEqual([
      "bootstrapServers 'b:9092' is not a list; write one entry for each broker: ['broker.example.com:9092']",
    ]);
  });

  test('refuses a broker that stands twice, and only that one', () => {
    expect(complaintsOf({ bootstrapServers: ['a:1', 'b:1', 'a:1', 'a:2'] })).toEqual([
      "bootstrapServers[0] 'a:1' stands more than once; name each broker once",
      "bootstrapServers[2] 'a:1' stands more than once; name each broker once",
    ]);
  });

  test('takes tokens: the list, a broker, a part of a broker', () => {
    expect(complaintsOf(stack => ({ bootstrapServers: Fn.split(',', parameter(stack, 'Brokers')) }))).toEqual([]);
    expect(complaintsOf(stack => ({ bootstrapServers: ['a:1', parameter(stack, 'Broker'), `${parameter(stack, 'Host')} :x`] }))).toEqual([]);
  });
});

test('refuses a hole in the list, as two commas in a row leave it', () => {
  expect(complaintsOf({ bootstrapServers: ['b1:9092', , 'b2:9092'] })).toEqual([ // eslint-disable-line no-sparse-arrays
    "bootstrapServers[1] undefined is not a string; write host:port, such as 'broker.example.com:9092'",
  ]);
});
