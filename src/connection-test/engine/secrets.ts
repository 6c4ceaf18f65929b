import { createPrivateKey, KeyObject, X509Certificate } from 'crypto';
import { fixPem, parsePem } from './pem';
import { readClientKey } from './private-key';
import { ConnectionProblem, Failure } from './problems';

/** The entries of `accessConfigurations` that have a secret. */
export type SecretEntry = 'saslPlainAuth' | 'saslScram256Auth' | 'saslScram512Auth' | 'clientCertificateTlsAuth' | 'oauthBearerAuth' | 'serverRootCaCertificate';

type Fields = { readonly [field: string]: string };

/** The content of a secret: its fields, and what was parsed from them. */
export interface SecretContent {
  readonly fields: Fields;
  readonly certificates: X509Certificate[];
  readonly privateKey?: KeyObject;
}

/** The fields of each secret: required ones, and optional ones. */
const USER = { required: ['username', 'password'], optional: [] };
const FIELDS: { readonly [entry in SecretEntry]: { readonly required: string[]; readonly optional: string[] } } = {
  saslPlainAuth: USER,
  saslScram256Auth: USER,
  saslScram512Auth: USER,
  clientCertificateTlsAuth: { required: ['certificate', 'privateKey'], optional: ['privateKeyPassword'] },
  serverRootCaCertificate: { required: ['certificate'], optional: [] },
  oauthBearerAuth: {
    required: ['oauthTokenEndpointUrl', 'oauthClientId'],
    optional: ['oauthClientSecret', 'oauthClientEmail', 'oauthPrivateKey', 'oauthTokenExpirationSeconds', 'oauthIdpCaCertificate'],
  },
};

/** Finds what Lambda rejects in the `SecretString` of a secret (codes `secret-format` and `client-key`), without quoting it. */
export function judgeSecret(entry: SecretEntry, secretString: string): ConnectionProblem[] {
  try {
    readSecret(entry, secretString);
    return [];
  } catch (error) {
    return [(error as Failure).toProblem(entry)];
  }
}

/** Parses the `SecretString` of a secret. Throws a `Failure` if Lambda or Kafka's client would reject it. */
export function readSecret(entry: SecretEntry, secretString: string): SecretContent {
  const fields = readFields(entry, secretString);
  if (entry === 'oauthBearerAuth') { return readOauthSecret(fields); }
  const certificates = fields.certificate === undefined ? [] : readCertificates('certificate', fields.certificate);
  if (entry !== 'clientCertificateTlsAuth') { return { fields, certificates }; }
  const privateKey = readClientKey(fields.privateKey, fields.privateKeyPassword);
  if (!certificates[0].checkPrivateKey(privateKey)) {
    throw new Failure('client-key', {
      what: "doesn't belong to the first certificate of certificate",
      fix: "begin certificate with the client's own certificate, or use the key that it was made with",
    });
  }
  const gap = certificates.findIndex((certificate, index) => index > 0 && certificates[index - 1].issuer !== certificate.subject);
  if (gap > 0) {
    throw new Failure('secret-format', {
      what: `has a wrong chain in certificate: its certificate ${gap + 1} isn't the issuer of certificate ${gap}`,
      fix: 'begin with the client certificate, continue with its issuer, and end with the root',
    });
  }
  return { fields, certificates, privateKey };
}

function readFields(entry: SecretEntry, secretString: string): Fields {
  const { required, optional } = FIELDS[entry];
  const form = `{${required.map(field => `"${field}": "…"`).join(', ')}${entry === 'oauthBearerAuth' ? ', …' : ''}}`;
  let json: unknown;
  try {
    json = JSON.parse(secretString);
  } catch { // The parser's message quotes the text
    throw new Failure('secret-format', { what: "isn't JSON", fix: `set it to ${form}, for example with jq, which escapes quotes and line breaks` });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Failure('secret-format', { what: "isn't a JSON object", fix: `set it to ${form}` });
  }
  const given = json as { [field: string]: unknown };
  const missing = required.filter(field => !isText(given[field]) || given[field] === '');
  if (missing.length > 0) {
    const similar = Object.keys(given).filter(field => missing.some(name => name !== field && name.toLowerCase() === field.toLowerCase()));
    throw new Failure('secret-format', {
      what: `has no ${missing.join(' and no ')}`,
      fix: similar.length > 0 ? `write ${missing.join(' and ')}, not ${similar.join(' and ')}` : `set it to ${form}`,
    });
  }
  const wrong = optional.filter(field => given[field] !== undefined && given[field] !== null && !isText(given[field]));
  if (wrong.length > 0) {
    throw new Failure('secret-format', { what: `has a ${wrong[0]} that isn't text`, fix: `set ${wrong[0]} to a string, or leave it out` });
  }
  const known = [...required, ...optional].filter(field => given[field] !== undefined && given[field] !== null);
  return Object.fromEntries(known.map(field => [field, String(given[field])]));
}

const isText = (value: unknown) => typeof value === 'string' || typeof value === 'number';

function readCertificates(field: string, text: string): X509Certificate[] {
  const certificates = parsePem('CERTIFICATE', text);
  if (certificates.length === 0) {
    throw new Failure('secret-format', {
      what: `has a ${field} that isn't PEM`,
      fix: fixPem(field, 'CERTIFICATE', text),
    });
  }
  return certificates.map((der, index) => {
    try {
      return new X509Certificate(der);
    } catch {
      throw new Failure('secret-format', { what: `has a ${field} whose certificate ${index + 1} can't be read`, fix: `copy the certificates into ${field} again` });
    }
  });
}

function readOauthSecret(fields: Fields): SecretContent {
  const isSigned = fields.oauthClientEmail !== undefined || fields.oauthPrivateKey !== undefined;
  if (isSigned && fields.oauthClientSecret !== undefined) {
    throw new Failure('secret-format', {
      what: 'has the fields of both grants, which Lambda rejects',
      fix: 'keep oauthClientSecret, or oauthClientEmail and oauthPrivateKey',
    });
  }
  const missing = (isSigned ? ['oauthClientEmail', 'oauthPrivateKey'] : ['oauthClientSecret']).filter(field => !fields[field]);
  if (missing.length > 0) {
    throw new Failure('secret-format', {
      what: `has no ${missing.join(' and no ')}`,
      fix: 'add oauthClientSecret, or oauthClientEmail and oauthPrivateKey for a client that signs',
    });
  }
  if (!URL.canParse(fields.oauthTokenEndpointUrl) || new URL(fields.oauthTokenEndpointUrl).protocol !== 'https:') {
    throw new Failure('secret-format', { what: 'has an oauthTokenEndpointUrl that is no HTTPS URL', fix: 'set oauthTokenEndpointUrl to a URL that begins with https://' });
  }
  const certificates = fields.oauthIdpCaCertificate === undefined ? [] : readCertificates('oauthIdpCaCertificate', fields.oauthIdpCaCertificate);
  return { fields, certificates, privateKey: fields.oauthPrivateKey === undefined ? undefined : readSigningKey(fields.oauthPrivateKey) };
}

function readSigningKey(pem: string): KeyObject {
  const key = parseKey(pem);
  const type = key.asymmetricKeyType === 'ec' ? key.asymmetricKeyDetails!.namedCurve : key.asymmetricKeyType;
  if (type !== 'rsa' && type !== 'prime256v1') {
    throw new Failure('secret-format', { what: `has an oauthPrivateKey of the type ${type}, which signs neither RS256 nor ES256`, fix: 'use an RSA key, or an EC key of the curve P-256' });
  }
  return key;
}

function parseKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new Failure('secret-format', {
      what: "has an oauthPrivateKey that isn't a private key in PEM",
      fix: 'convert the key: openssl pkcs8 -topk8 -nocrypt -in client.key',
    });
  }
}
