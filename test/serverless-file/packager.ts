import { execFile } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { promisify } from 'util';

export type Resources = { [logicalId: string]: any };

export interface Parameter {
  readonly Type: 'String' | 'StringList';
  readonly Value: string;
}

/** Packages the service of a file with osls, and returns the resources of the template. */
export async function pack(config: string, stage: string, parameters: { [name: string]: Parameter } = {}): Promise<Resources> {
  const service = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'osls-')), path.basename(path.dirname(config)));
  fs.cpSync(path.dirname(config), service, { recursive: true });
  fs.writeFileSync(path.join(service, 'index.js'), 'exports.handler = async () => {};\n');
  const packager = path.join(path.dirname(require.resolve('osls/package.json')), 'bin/serverless.js');
  await promisify(execFile)(process.execPath, ['--require', path.join(__dirname, 'fake-aws.js'), packager, 'package', '--stage', stage], {
    cwd: service,
    env: {
      ...process.env,
      SLS_TELEMETRY_DISABLED: '1',
      SLS_NOTIFICATIONS_MODE: 'off',
      SLS_SCHEMA_CACHE_BASE_DIR: os.tmpdir(),
      AWS_ACCESS_KEY_ID: 'none',
      AWS_SECRET_ACCESS_KEY: 'none',
      PARAMETERS_OF_TEST: JSON.stringify(parameters),
    },
  });
  return JSON.parse(fs.readFileSync(path.join(service, '.serverless/cloudformation-template-update-stack.json'), 'utf8')).Resources;
}
