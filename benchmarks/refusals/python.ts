import * as childProcess from 'child_process';
import * as path from 'path';
import { ENV } from '../../test/corpus';
import { install, toYaml, Verdict } from './tool';

/**
 * Hands the templates to a script, which answers each with a message where the tool refuses it, or
 * else with null. What has no template can't be expressed.
 */
export function judgeInPython(requirement: string, script: string, templates: (object | undefined)[]): Verdict[] {
  const directory = install(requirement, prefix => [
    ['python3', '-m', 'venv', prefix],
    [path.join(prefix, 'bin/pip'), 'install', '--quiet', requirement],
  ]);
  const refusals: (string | null)[] = JSON.parse(childProcess.execFileSync(path.join(directory, 'bin/python'), [path.join(__dirname, script), ENV.region], {
    input: JSON.stringify(templates.map(template => template ? toYaml(template) : '')),
    encoding: 'utf8',
    env: { ...process.env, AWS_DEFAULT_REGION: ENV.region },
    stdio: ['pipe', 'pipe', 'ignore'], // they log as they please
  }));
  return templates.map((template, n) => {
    const refusal = refusals[n];
    return template ? refusal === null ? 'accepted' : { refusal } : 'inexpressible';
  });
}
