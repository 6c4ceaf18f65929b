import { findMskListener, toMskListener } from '../../../src/connection-test/engine/msk-listener';

test.each([
  [undefined, false, { BootstrapBrokerStringSaslIam: 'a:9098,b:9098', BootstrapBrokerStringTls: 'c:9094' }, { bootstrapServers: ['a:9098', 'b:9098'], isIam: true }],
  [undefined, false, { BootstrapBrokerStringSaslIam: '', BootstrapBrokerStringTls: 'c:9094', BootstrapBrokerString: 'd:9092' }, { bootstrapServers: ['c:9094'], isIam: false, isTls: true }],
  [undefined, false, { BootstrapBrokerString: 'd:9092' }, { bootstrapServers: ['d:9092'], isIam: false }],
  [undefined, true, { BootstrapBrokerString: 'd:9092', BootstrapBrokerStringVpcConnectivitySaslIam: 'e:14001' }, { bootstrapServers: ['e:14001'], isIam: true }],
  [undefined, true, { BootstrapBrokerString: 'd:9092' }, undefined],
  ['saslScram512Auth' as const, false, { BootstrapBrokerStringSaslIam: 'a:9098', BootstrapBrokerStringSaslScram: 'f:9096' }, { bootstrapServers: ['f:9096'], isIam: false }],
  ['saslScram512Auth' as const, false, { BootstrapBrokerStringSaslIam: 'a:9098' }, undefined],
  ['clientCertificateTlsAuth' as const, false, { BootstrapBrokerStringTls: 'c:9094' }, { bootstrapServers: ['c:9094'], isIam: false }],
  ['saslPlainAuth' as const, false, { BootstrapBrokerStringSaslIam: 'a:9098' }, undefined],
])('finds the listener for %s, with a VPC connection %s: %j', (method, hasVpcConnection, brokers, listener) => {
  expect(findMskListener(brokers, method, hasVpcConnection)).toEqual(listener);
});

test.each([
  [undefined, 'a:9098', true, undefined],
  [undefined, 'a:9198', true, undefined],
  [undefined, 'a:14001', true, undefined],
  [undefined, 'a:9094', false, true],
  [undefined, 'a:9194', false, true],
  [undefined, 'a:9092', false, undefined],
  ['saslScram512Auth' as const, 'a:9096', false, undefined],
  ['clientCertificateTlsAuth' as const, 'a:9094', false, undefined],
])('for %s, the port of %s shows IAM %s and TLS %s', (method, server, isIam, isTls) => {
  expect(toMskListener([server, 'b:9092'], method)).toEqual({ bootstrapServers: [server, 'b:9092'], isIam, isTls });
});
