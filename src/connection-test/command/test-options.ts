import { readFileSync } from 'fs';
import { parseArgs } from 'util';
import { SECRET_ENTRIES } from '../../access-configurations';
import { getArgumentProblem } from '../../app/argument-problem';
import { PORT } from '../../limits';
import { SecretEntry } from '../engine/secrets';

export const HELP = `cdk-kafka-event-source test [cdk.out or template] [options]
cdk-kafka-event-source test --bootstrap-servers <host:port,...> --topic <topic> [options]

Says why the pollers of Lambda can't consume: DNS, TCP, TLS, authentication, topic, consumer group, and the
brokers that the cluster names. Run it where the brokers can be reached, as from a machine in their VPC.
It writes nothing to the cluster.

For the mappings of an app (default: those of cdk.out), or of a template in JSON or YAML:
  --mapping <path or logical ID>  only this mapping; can be repeated
  --secret <ARN, name or logical ID>=<file>
                                  the JSON of a secret; can be repeated. Others are read with the AWS CLI
For one cluster, with files that contain the JSON of a secret:
${SECRET_ENTRIES.map(entry => `  --${toOption(entry)} <file>`).join('\n')}
For both:
  --bootstrap-servers <host:port,...>, --topic <topic>, --consumer-group-id <ID>
                                  replace those of the template
  --timeout <seconds>             maximum time for each mapping, 1 to 300 (default: 30)
  --json                          print JSON
  --help                          show this help

Exit codes: 0 all can consume, 1 some can't or weren't tested, 2 wrong usage.
`;
const OPTIONS = {
  'mapping': { type: 'string', multiple: true, default: [] as string[] },
  'secret': { type: 'string', multiple: true, default: [] as string[] },
  'bootstrap-servers': { type: 'string' },
  'topic': { type: 'string' },
  'consumer-group-id': { type: 'string' },
  'timeout': { type: 'string', default: '30' },
  'json': { type: 'boolean' },
  'help': { type: 'boolean', short: 'h' },
} as const;

/** Thrown for wrong usage. */
export class UsageError extends Error {}

/** The values of the options. */
export type Options = ReturnType<typeof parseOptions>['values'];

/** Returns the option for an entry: `--sasl-plain-auth` for `saslPlainAuth`. */
export function toOption(entry: SecretEntry): string {
  return entry.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}

/** Parses the arguments. Throws a `UsageError`. */
export function parseOptions(args: string[]) {
  const files = Object.fromEntries(SECRET_ENTRIES.map(entry => [toOption(entry), { type: 'string' }])) as { [option: string]: { type: 'string' } };
  try {
    const parsed = parseArgs({ args, options: { ...files, ...OPTIONS }, allowPositionals: true });
    const [empty] = Object.entries(parsed.values).find(([, value]) => value === '') ?? [];
    if (empty !== undefined) { throw new Error(`--${empty} is empty`); }
    return parsed;
  } catch (error) {
    throw new UsageError(getArgumentProblem(error));
  }
}

/** Reads the file of an option. */
export function readFile(file: string): string {
  if (/[{"]/.test(file)) { throw new UsageError('The JSON of a secret must be in a file, because other users and logs show the arguments of a command'); }
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} can't be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Whether a text is a host and a port. Anything else, such as a user name and a password in front of them, isn't shown. */
export function isServer(text: string): boolean {
  const [, port] = /^[^\s:/@]+:(\d{1,5})$/.exec(text) ?? [];
  return Number(port) >= PORT.min && Number(port) <= PORT.max;
}

/** Splits `--bootstrap-servers`. */
export function splitServers(text: string): string[] {
  const servers = text.split(',').map(server => server.trim());
  const wrong = servers.find(server => !isServer(server));
  if (wrong !== undefined) {
    throw new UsageError(`--bootstrap-servers ${wrong.includes('@') ? "with '@'" : `'${wrong}'`} must have the form host:port, with a port from ${PORT.min} to ${PORT.max}`);
  }
  return servers;
}

/** Returns the options with the file of a secret. */
export function getFileOptions(values: Options): { readonly entry: SecretEntry; readonly file: string }[] {
  return SECRET_ENTRIES.flatMap(entry => {
    const file = values[toOption(entry) as 'topic'];
    return file === undefined ? [] : [{ entry, file }];
  });
}
