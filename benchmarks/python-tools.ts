import * as path from 'path';
import { install } from './install';

export const VERSIONS = { 'aws-sam-translator': '1.115.0', 'cfn-lint': '1.58.0' };

/** Installs the Python tools, and returns the directory of their commands. */
export function installPythonTools(): string {
  const requirements = Object.entries(VERSIONS).map(([tool, version]) => `${tool}==${version}`);
  const directory = install(requirements.join('-'), prefix => [
    ['python3', '-m', 'venv', prefix],
    [path.join(prefix, 'bin/pip'), 'install', '--quiet', ...requirements],
  ]);
  return path.join(directory, 'bin');
}
