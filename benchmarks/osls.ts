/** `osls package` of the maintained fork of the Serverless Framework 3. Its checks run offline. */
import * as childProcess from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { Outcome } from './outcome';

const PACKAGE = require.resolve('osls/package.json');
export const OSLS_VERSION: string = JSON.parse(fs.readFileSync(PACKAGE, 'utf8')).version;
const execFile = promisify(childProcess.execFile);

/** Packages a service in a directory of its name. */
export async function pack(name: string, serverlessYml: string): Promise<Outcome> {
  const service = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'osls-')), name);
  fs.mkdirSync(service, { recursive: true });
  fs.writeFileSync(path.join(service, 'index.js'), 'exports.handler = async () => {};\n');
  fs.writeFileSync(path.join(service, 'serverless.yml'), serverlessYml);
  try {
    await execFile(process.execPath, [path.join(path.dirname(PACKAGE), 'bin/serverless.js'), 'package'], {
      cwd: service,
      env: { ...process.env, SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' },
    });
    return { template: JSON.parse(fs.readFileSync(path.join(service, '.serverless/cloudformation-template-update-stack.json'), 'utf8')) };
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string };
    return { error: `${stderr}${stdout}` || message };
  }
}
