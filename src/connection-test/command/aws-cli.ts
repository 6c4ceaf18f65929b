import { spawn } from 'child_process';
import { TemplateValue } from './template-values';

/** Runs the AWS CLI and returns what it prints. Throws an error with a short reason that has no credential. */
export type AwsCli = (args: string[], region?: string) => Promise<string>;

const TIMEOUT = 60_000;
const MAX_OUTPUT = 1024 * 1024;

/** Runs `aws` without a shell, with the profile and the Region of the environment. */
export const runAws: AwsCli = (args, region) => new Promise((resolve, reject) => {
  const child = spawn('aws', [...args, '--output=json', ...region === undefined ? [] : [`--region=${region}`]], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, AWS_PAGER: '' },
    signal: AbortSignal.timeout(TIMEOUT), // unlike the option timeout, it doesn't keep this process alive
  });
  const outputs = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', text => { outputs[stream] = (outputs[stream] + text).slice(0, MAX_OUTPUT); });
  }
  child.on('error', ({ code }: NodeJS.ErrnoException) => {
    reject(new Error(code === 'ENOENT' ? "the AWS CLI isn't installed" : `the AWS CLI can't be run (${code})`));
  });
  child.on('close', code => {
    if (code === 0) { return resolve(outputs.stdout); }
    // The rest of its message can contain anything
    const [, error] = /\((\w+)\) when calling/.exec(outputs.stderr) ?? [];
    const [reason] = ['credentials', 'region', 'token'].filter(word => outputs.stderr.toLowerCase().includes(word));
    return reject(new Error(`the AWS CLI fails: ${error ?? (reason ? `no valid ${reason}` : `exit code ${code}`)}`));
  });
});

/** Parses what the AWS CLI prints. The message of the parser itself would quote it. */
export function parseJson(text: string) {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new Error('the AWS CLI prints no JSON');
  }
}

/** Returns the ARN of a resource whose physical ID is its ARN, which CloudFormation knows after a deployment. */
export async function findArn(value: TemplateValue, region: string | undefined, aws: AwsCli): Promise<string> {
  if ('text' in value) { return value.text; }
  const { logicalId, stackName } = value;
  if (stackName === undefined) { throw new Error('it is in a nested stack, or in a template without a cloud assembly'); }
  const args = ['cloudformation', 'describe-stack-resource', `--stack-name=${stackName}`, `--logical-resource-id=${logicalId}`];
  return String(parseJson(await aws(args, region)).StackResourceDetail?.PhysicalResourceId);
}
