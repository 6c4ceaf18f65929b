import { execFileSync } from 'child_process';
import { existsSync, writeFileSync } from 'fs';
import { join, resolve } from 'path';
import { signConnect } from '../../../src/connection-test/engine/msk-iam';

const VENV = resolve(__dirname, '../../../node_modules/.cache/msk-signer');

/** AWS's library for Python, which signs the same request for another host and puts it into a token. */
const SCRIPT = `
import sys
from aws_msk_iam_sasl_signer import MSKAuthTokenProvider
from botocore.credentials import CredentialProvider, Credentials

class Given(CredentialProvider):
    def load(self):
        return Credentials(*sys.argv[2:])

print(MSKAuthTokenProvider.generate_auth_token_from_credentials_provider(sys.argv[1], Given())[0])
`;

beforeAll(() => {
  if (!existsSync(join(VENV, 'installed'))) {
    const pip = ['-m', 'pip', '--python', join(VENV, 'bin/python')]; // it takes longer to install pip in VENV than the library
    execFileSync('python3', ['-m', 'venv', '--without-pip', VENV]);
    execFileSync('python3', [...pip, 'install', '--quiet', '--no-compile', '--disable-pip-version-check', 'aws-msk-iam-sasl-signer-python==1.0.2'], { stdio: 'pipe' });
    writeFileSync(join(VENV, 'installed'), '');
  }
}, 120_000);

test.each([
  ['eu-west-1', undefined],
  ['us-gov-east-1', 'a session/token+with=special characters*'],
])("signs as AWS's library does in %s", (region, sessionToken) => {
  const [accessKeyId, secretAccessKey] = ['AKIDEXAMPLE', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'];
  const credentials = [accessKeyId, secretAccessKey, ...sessionToken === undefined ? [] : [sessionToken]];
  const token = execFileSync(join(VENV, 'bin/python'), ['-c', SCRIPT, region, ...credentials], { encoding: 'utf8' });
  const url = new URL(Buffer.from(token, 'base64url').toString());
  const date = url.searchParams.get('X-Amz-Date')!.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/, '$1-$2-$3:$4:$5');

  const payload = JSON.parse(signConnect(url.host, { region, accessKeyId, secretAccessKey, sessionToken }, new Date(date)));

  expect(payload).toEqual({
    'version': '2020_10_22',
    'host': url.host,
    'user-agent': 'cdk-kafka-event-source',
    ...Object.fromEntries([...url.searchParams].filter(([name]) => name !== 'User-Agent').map(([name, value]) => [name.toLowerCase(), value])),
  });
}, 30_000);
