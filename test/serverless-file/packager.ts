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

/** Packages the services of files with osls, each for its stage, and returns the resources of their templates. */
export async function pack(services: [config: string, stage: string][], parameters: { [name: string]: Parameter } = {}): Promise<Resources[]> {
  const folders = services.map(([config]) => {
    const folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'osls-')), path.basename(path.dirname(config)));
    fs.cpSync(path.dirname(config), folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'index.js'), 'exports.handler = async () => {};\n');
    return folder;
  });
  await promisify(execFile)(process.execPath, [path.join(__dirname, 'osls.js'), ...services.flatMap(([, stage], index) => [folders[index], stage])], {
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
  return folders.map(folder => JSON.parse(fs.readFileSync(path.join(folder, '.serverless/cloudformation-template-update-stack.json'), 'utf8')).Resources);
}
