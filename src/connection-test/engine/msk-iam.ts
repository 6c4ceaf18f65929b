import { createHash, createHmac } from 'crypto';
import { IamSigner } from './input';

/**
 * Returns the first message of the mechanism AWS_MSK_IAM: a request to connect that is signed for the host, valid for 15 minutes.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function signConnect(host: string, { region, accessKeyId, secretAccessKey, sessionToken }: IamSigner, now: Date): string {
  const timestamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = [timestamp.slice(0, 8), region, 'kafka-cluster', 'aws4_request'];
  const query: { [name: string]: string } = {
    'Action': 'kafka-cluster:Connect',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': [accessKeyId, ...scope].join('/'),
    'X-Amz-Date': timestamp,
    'X-Amz-Expires': '900',
    ...sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken },
    'X-Amz-SignedHeaders': 'host',
  };
  const canonicalQuery = Object.entries(query).map(pair => pair.map(encode).join('=')).join('&');
  const canonicalRequest = ['GET', '/', canonicalQuery, `host:${host}`, '', 'host', hash('')].join('\n');
  const toSign = [query['X-Amz-Algorithm'], timestamp, scope.join('/'), hash(canonicalRequest)].join('\n');
  const key = scope.reduce<string | Buffer>((secret, part) => createHmac('sha256', secret).update(part).digest(), `AWS4${secretAccessKey}`);
  return JSON.stringify({
    'version': '2020_10_22',
    host,
    'user-agent': 'cdk-kafka-event-source',
    ...Object.fromEntries(Object.entries(query).map(([name, value]) => [name.toLowerCase(), value])),
    'x-amz-signature': createHmac('sha256', key).update(toSign).digest('hex'),
  });
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const encode = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
