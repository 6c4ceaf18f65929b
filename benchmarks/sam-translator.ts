/** The translator of AWS SAM, which the service and `sam validate` run. */
import * as childProcess from 'child_process';
import * as path from 'path';
import { Outcome } from './outcome';
import { installPythonTools } from './python-tools';
import { ENV } from '../test/corpus';

/** Transforms SAM templates, written as YAML. */
export function translate(templates: string[]): Outcome[] {
  const python = path.join(installPythonTools(), 'python');
  return JSON.parse(childProcess.execFileSync(python, [path.join(__dirname, 'sam-translator.py')], {
    input: JSON.stringify(templates),
    encoding: 'utf8',
    env: { ...process.env, AWS_DEFAULT_REGION: ENV.region },
    maxBuffer: 1e8,
    stdio: ['pipe', 'pipe', 'ignore'], // it logs to stderr
  }));
}
