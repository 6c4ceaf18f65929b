import { AwsCli, findArn, parseJson } from './aws-cli';
import { NotTestedError } from './not-tested-error';
import { TemplateMapping } from './template-mappings';
import { TemplateValue } from './template-values';
import { readFile, UsageError } from './test-options';
import { SECRET_ENTRIES, SECRET_TYPES } from '../../access-configurations';
import { SecretEntry } from '../engine/secrets';

export const WITHOUT_APP = 'test without an app: --bootstrap-servers, --topic and a file';

/** The contents of secrets: from files, and from Secrets Manager once for each secret. */
export class Secrets {
  private readonly files = new Map<string, string>();
  private readonly values = new Map<string, Promise<string>>();

  constructor(options: string[], mappings: TemplateMapping[], private readonly aws: AwsCli) {
    const values = mappings.flatMap(({ accessConfigurations }) => accessConfigurations.filter(isSecret).map(({ value }) => value));
    const ids = values.flatMap(value => value ? [toId(value)] : []);
    for (const option of options) {
      const equals = option.indexOf('=');
      const name = option.slice(0, equals);
      if (equals < 1 || name.includes('{')) { throw new UsageError('--secret must have the form <ARN, name or logical ID>=<file>'); }
      const named = ids.filter(id => isNamed(id, name));
      if (named.length === 0) {
        throw new UsageError(`--secret '${name}' isn't used by the mappings, which use ${[...new Set(ids)].join(', ') || 'no secret'}`);
      }
      const content = readFile(option.slice(equals + 1));
      named.forEach(id => this.files.set(id, content));
    }
  }

  public async read(entry: SecretEntry, value: TemplateValue | undefined, region: string | undefined): Promise<string> {
    if (!value) { throw new NotTestedError(entry, 'the ARN of the secret is known only at deployment', WITHOUT_APP); }
    const id = toId(value);
    const file = this.files.get(id);
    if (file !== undefined) { return file; }
    const known = this.values.get(id) ?? this.readFromAws(value, region);
    this.values.set(id, known);
    try {
      return await known;
    } catch (error) {
      throw new NotTestedError(entry, `the secret ${id} can't be read: ${(error as Error).message}`, `add --secret ${id}=<file>, or sign in to AWS`);
    }
  }

  private async readFromAws(value: TemplateValue, stackRegion: string | undefined): Promise<string> {
    const arn = await findArn(value, stackRegion, this.aws);
    const { secretId, region } = parseSecretArn(arn, stackRegion);
    const { SecretString } = parseJson(await this.aws(['secretsmanager', 'get-secret-value', `--secret-id=${secretId}`], region));
    if (typeof SecretString !== 'string') { throw new Error('it has no text'); }
    return SecretString;
  }
}

/** The entries by their types in a template. */
export const SECRETS_BY_TYPE = new Map(SECRET_ENTRIES.map(entry => [SECRET_TYPES[entry].type as string, entry]));
export const isSecret = ({ type }: { readonly type: string }) => SECRETS_BY_TYPE.has(type);
/** Returns the ARN, the name if the account isn't known, or the logical ID. */
function toId(value: TemplateValue): string {
  return 'text' in value ? value.text.replace(/^arn:[^:]+:secretsmanager:[^:]*::secret:/, '') : value.logicalId;
}

/** Whether a text is the ID of a secret, or the name in its ARN, with or without the six characters that Secrets Manager adds. */
const isNamed = (id: string, name: string) => id === name || [id, id.replace(/-\w{6}$/, '')].some(arn => arn.endsWith(`:secret:${name}`));

/** Returns what the AWS CLI gets: the ARN, or the name if the account and the Region aren't known. */
function parseSecretArn(arn: string, stackRegion: string | undefined): { readonly secretId: string; readonly region?: string } {
  const [, , service, region, account, kind, name = ''] = arn.split(':');
  if (service !== 'secretsmanager' || kind !== 'secret' || !/^[\w/+=.@-]+$/.test(name)) { throw new Error("it isn't the ARN of a secret"); }
  return { secretId: account ? arn : name, region: region || stackRegion };
}
