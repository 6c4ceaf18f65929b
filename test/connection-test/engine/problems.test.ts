import { getTexts } from '../../../src/connection-test/engine/fixes';
import { KafkaSource } from '../../../src/connection-test/engine/input';
import { clean, Failure, ProblemCode, SENTENCES } from '../../../src/connection-test/engine/problems';

const CODES = Object.keys(SENTENCES) as ProblemCode[];

describe.each(CODES)('%s', code => {
  test.each([
    ['what', { what: 'WHAT', fix: 'set something' }],
    ['what and what else', { what: 'WHAT', instead: 'ELSE', fix: 'set something' }],
    ['nothing', { fix: 'set something' }],
    ['nothing, with its own fix', {}],
  ])('is a sentence and an instruction without periods, with %s', (_, details) => {
    const { at, problem, fix = 'set something' } = new Failure(code, details).toProblem('b1:9096');
    expect(at).toBe('b1:9096');
    expect(problem).toMatch(/^[a-z].*[^.]$/i);
    expect(fix).toMatch(/^[a-z].*[^.]$/);
  });
});

test('cleans the text of servers', () => {
  expect(clean(' a\n\x1b[31mb\u202ec\u2028d\ud800 ')).toBe('a [31mb c d');
  expect(clean('x'.repeat(1000))).toHaveLength(200);
  expect(clean('Österreich, 東京')).toBe('Österreich, 東京');
});

test.each([[false], [true]])('the fix for a host that Java rejects does not add it to the certificate, and that for another host does (advertised: %s)', isAdvertised => {
  for (const instead of [undefined, 'b1']) {
    const details = { what: 'b_1', instead };
    const { fix } = { ...new Failure('tls-host', details).toProblem(''), ...getTexts(undefined, undefined, isAdvertised)['tls-host']?.(details) };
    expect(fix.includes('subject alternative names')).toBe(instead !== undefined);
  }
});

/** Details with each method that a source can have, and mechanisms that a listener can have. */
const getDetails = (code: ProblemCode, methods: string[]) => (code.startsWith('sasl-') ? ['', 'SCRAM-SHA-512, AWS_MSK_IAM', 'PLAIN'] : ['']).flatMap(instead =>
  methods.map(method => ({ what: /^(?:tls-plaintext|sasl-none)/.test(code) ? method : 'WHAT', instead })));

describe.each<[KafkaSource | undefined, string[], RegExp]>([
  [undefined, ['saslPlainAuth'], /clusterNetwork|GetBootstrapBrokers|unauthenticated/],
  ['internet', ['saslPlainAuth'], /clusterNetwork|GetBootstrapBrokers|unauthenticated|(?:of|from|that) vpcS/],
  ['msk', ['saslScram512Auth', 'iamAuth'], /vpcSubnet|vpcSecurityGroup|serverRootCaCertificate|iamAuth|accessConfigurations|sasl(?:Plain|Scram256)|oauth|advertised/],
])('for a source of the kind %s', (source, methods, foreign) => {
  const codes = CODES.filter(code => source !== 'msk' || code !== 'token-endpoint');
  test.each(codes)('the texts of %s name props and actions that it has', code => {
    const texts = getDetails(code, methods).flatMap(details => [false, true].map(isAdvertised => {
      const { problem, fix = '' } = { ...new Failure(code, details).toProblem(''), ...getTexts(source, undefined, isAdvertised)[code]?.(details) };
      return `${problem}; ${fix}`;
    }));
    expect(texts.filter(text => foreign.test(text))).toEqual([]);
  });
});

test.each<[ProblemCode, object, string, string]>([
  ['tls-plaintext-listener', {}, 'this port is plaintext, and Lambda uses TLS', 'for the authentication method'],
  ['tls-plaintext-listener', { what: 'iamAuth' }, 'this port is plaintext, and Lambda uses TLS for IAM', 'for the authentication method'],
  ['sasl-mechanism', { what: 'SCRAM-SHA-512', instead: 'AWS_MSK_IAM' }, 'this listener has AWS_MSK_IAM, not SCRAM-SHA-512', 'use IAM, which requires neither a secret nor unauthenticated'],
  ['sasl-mechanism', { what: 'AWS_MSK_IAM', instead: 'SCRAM-SHA-512' }, 'this listener has SCRAM-SHA-512, not AWS_MSK_IAM', 'use saslScram512Auth'],
  ['sasl-refused', { what: 'the user or the password' }, 'the broker refuses the user or the password', 'associate the secret with the cluster'],
  ['mtls-refused', { what: 'expired on Monday' }, 'the broker refuses the client certificate, which expired on Monday', 'put a valid certificate into the secret of clientCertificateTlsAuth'],
  ['mtls-refused', {}, 'the broker refuses the client certificate', 'a private CA of the cluster'],
  ['sasl-mechanism', { what: 'AWS_MSK_IAM', instead: 'PLAIN' }, 'this listener has PLAIN, not AWS_MSK_IAM', 'use the brokers that kafka:GetBootstrapBrokers returns'],
  ['sasl-refused', { what: 'the user or the password', fix: 'remove the space' }, 'the broker refuses the user or the password', 'remove the space'],
])('for Amazon MSK, %s with %j is %p', (code, details, problem, fix) => {
  const text = { ...new Failure(code, details).toProblem(''), ...getTexts('msk', undefined, false)[code]!(details) };
  expect(text).toMatchObject({ problem, fix: expect.stringContaining(fix) });
});

test('the fix of an identity provider stays, also without a VPC', () => {
  expect(getTexts('internet', undefined, false)['token-endpoint']!({ fix: 'check the fields of the secret' })).toEqual({ fix: 'check the fields of the secret' });
});
