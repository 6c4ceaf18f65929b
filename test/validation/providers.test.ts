import { getProblems, importSecret, importSecurityGroup, importSubnet, newParameter, newStack } from '../helpers';

const MSK = 'b-1.orders.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9096';
const CONFLUENT = 'pkc-4r087.eu-west-1.aws.confluent.cloud:9092';

/** Returns the problems of bootstrap servers with SCRAM-SHA-512, and without a VPC. */
const getProblemsOf = (...bootstrapServers: string[]) => getProblems({ bootstrapServers });

describe('the provider of the brokers', () => {
  test('gets one warning for all brokers', () => {
    expect(getProblemsOf(MSK, MSK.replace('b-1', 'b-2'))).toEqual([expect.stringContaining('[ack: cdk-kafka-event-source:provider-network-missing]')]);
  });

  test('is compared once with each broker', () => {
    const count = (brokers: number) => {
      const read = jest.fn();
      getProblems(stack => ({
        bootstrapServers: Array.from({ length: brokers }, (_, index) => CONFLUENT.replace('4r087', String(index))),
        accessConfigurations: { get saslPlainAuth() { read(); return [importSecret(stack, `S${read.mock.calls.length}`)]; } },
      }));
      return read.mock.calls.length;
    };
    expect(count(100) / count(10)).toBeLessThan(11);
  });

  test('gets a warning for each mistake', () => {
    expect(getProblemsOf(MSK.replace('9096', '9098'))).toEqual([
      expect.stringContaining('[ack: cdk-kafka-event-source:provider-port-mismatch]'),
      expect.stringContaining('[ack: cdk-kafka-event-source:provider-network-missing]'),
    ]);
  });

  test('names the port of a public name', () => {
    expect(getProblemsOf('b-1-public.orders.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9096')).toEqual([
      expect.stringContaining('; use port 9196, or the authentication method of the port '),
    ]);
  });

  test('names only the port if the provider has one', () => {
    const stack = newStack();
    expect(getProblems({ bootstrapServers: [CONFLUENT.replace('9092', '9096')], accessConfigurations: { saslPlainAuth: [importSecret(stack)] } }, stack)).toEqual([
      expect.stringContaining('; use port 9092 '),
    ]);
  });

  test('names clients without authentication', () => {
    const stack = newStack();
    const accessConfigurations = { vpcSubnet: [importSubnet(stack)], vpcSecurityGroup: [importSecurityGroup(stack)] };
    expect(getProblems({ bootstrapServers: [MSK], accessConfigurations }, stack)).toEqual([
      expect.stringContaining("doesn't accept clients without authentication under this name; use port 9092, 20092, 9094 or 20094,"),
    ]);
  });

  test('names what is missing without an authentication method', () => {
    const stack = newStack();
    const accessConfigurations = { vpcSubnet: [importSubnet(stack)], vpcSecurityGroup: [importSecurityGroup(stack)] };
    expect(getProblems({ bootstrapServers: [CONFLUENT], accessConfigurations }, stack)).toEqual([
      expect.stringContaining('which requires an authentication method;'),
    ]);
  });

  test('is found in upper case', () => {
    expect(getProblemsOf(CONFLUENT.toUpperCase())).toEqual([expect.stringContaining('provider-authentication-mismatch')]);
  });

  test('is unknown for tokens', () => {
    const stack = newStack();
    const host = newParameter(stack, 'Host');
    expect(getProblems({ bootstrapServers: [host, `${host}.confluent.cloud:9092`, `b-1.kafka.eu-west-1.amazonaws.com:${newParameter(stack, 'Port')}`] }, stack)).toEqual([]);
  });
});
