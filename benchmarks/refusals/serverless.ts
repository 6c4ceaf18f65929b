/** `osls package`, the maintained fork of the Serverless Framework 3: what it has of checks runs offline. */
import * as childProcess from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { promisify } from 'util';
import { parametersOf } from './template';
import { hasWordsFor, install, Tool, toYaml, Verdict } from './tool';
import { Configuration, ENV, isObject } from '../../test/corpus';

const VERSION = '4.3.1';
const AT_A_TIME = 2;
const execFile = promisify(childProcess.execFile);

export const SERVERLESS: Tool = {
  name: `osls ${VERSION} (Serverless Framework)`,
  judge: async configurations => {
    const directory = install(`osls-${VERSION}`, prefix => [
      ['npm', 'install', '--prefix', prefix, '--no-audit', '--no-fund', `osls@${VERSION}`],
    ]);
    const verdicts: Verdict[] = [];
    const queue = configurations.entries();
    await Promise.all(Array.from({ length: AT_A_TIME }, async () => {
      for (const [n, configuration] of queue) {
        verdicts[n] = isExpressible(configuration) ? await pack(directory, path.join(directory, String(n)), configuration) : 'inexpressible';
      }
    }));
    return verdicts;
  },
};

/**
 * An event stands in its function, and a pattern has no place for a reference. A lone value for a list
 * of one, a list of one for a lone value, and 1 for true are right here: the framework converts them.
 */
function isExpressible(configuration: Configuration): boolean {
  const { target, bootstrapServers, accessConfigurations, enabled, consumerGroupId, filterPatterns, provisionedPollerConfig } = configuration;
  const lists = [bootstrapServers, ...isObject(accessConfigurations) ? Object.values(accessConfigurations) : []];
  const isNewer = isObject(accessConfigurations) && Object.keys(accessConfigurations).some(entry => /^(oauth|iam)/.test(entry));
  return hasWordsFor(configuration) && !isNewer && isObject(target) && Object.keys(parametersOf(filterPatterns)).length === 0
    && !lists.some(list => typeof list === 'string') && !Array.isArray(consumerGroupId) && enabled !== 1
    && !(isObject(provisionedPollerConfig) && 'pollerGroupName' in provisionedPollerConfig);
}

async function pack(directory: string, service: string, { target, ...kafka }: Configuration): Promise<Verdict> {
  fs.mkdirSync(service, { recursive: true });
  fs.writeFileSync(path.join(service, 'index.js'), 'exports.handler = async () => {};\n');
  fs.writeFileSync(path.join(service, 'serverless.yml'), toYaml({
    service: 'refusals',
    provider: { name: 'aws', runtime: 'nodejs22.x', region: ENV.region },
    functions: { consumer: { handler: 'index.handler', ...target as object, events: [{ kafka }] } },
    resources: { Parameters: parametersOf(kafka) },
  }));
  try {
    await execFile(process.execPath, [path.join(directory, 'node_modules/osls/bin/serverless.js'), 'package'], {
      cwd: service,
      env: { ...process.env, SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' },
    });
    return 'accepted';
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return { refusal: `${stderr}${stdout}` };
  }
}
