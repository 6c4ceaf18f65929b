/**
 * Prints the event source mappings of a synthesized app, their access configurations, the statements of the roles and the paths of
 * the templates.
 *
 *   tsx examples/show.ts examples/typescript/cdk.out
 */
import * as fs from 'fs';
import * as path from 'path';

type Properties = { [name: string]: any };
interface Resource { readonly Type: string; readonly Properties?: Properties; readonly DependsOn?: string[] }

const directory = path.resolve(process.argv[2]);
const templates = fs.readdirSync(directory).filter(file => file.endsWith('.template.json'));

for (const file of templates) {
  const template: { Resources: { [id: string]: Resource } } = JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8'));
  const resources = Object.entries(template.Resources);
  for (const [id, { Properties: mapping = {}, DependsOn = [] }] of resources.filter(([, { Type }]) => Type === 'AWS::Lambda::EventSourceMapping')) {
    const { SourceAccessConfigurations, SelfManagedEventSource, SelfManagedKafkaEventSourceConfig, ...rest } = mapping;
    printTable(`Mapping ${id}`, [
      ['Brokers', SelfManagedEventSource.Endpoints.KafkaBootstrapServers],
      ...Object.entries<unknown>({ ...rest, ...SelfManagedKafkaEventSourceConfig }),
      ['DependsOn', DependsOn],
    ]);
    printTable('Access configurations', SourceAccessConfigurations.map((access: Properties) => [access.Type, access.URI]));
    for (const policy of DependsOn.filter(name => template.Resources[name].Type === 'AWS::IAM::Policy')) {
      const { PolicyDocument, Roles } = template.Resources[policy].Properties!;
      printTable(`Statements of the role ${format(Roles[0])}`, PolicyDocument.Statement.flatMap(toRows));
    }
  }
  console.log(`Template: ${path.relative(process.cwd(), path.join(directory, file)) || file}\n`);
}

function toRows({ Action, Resource, Condition }: Properties): [string, unknown][] {
  const [first, ...others] = [Action].flat();
  return [[first, Resource], ...others.map((action): [string, unknown] => [action, '']), ...(Condition ? [['  if', Condition] as [string, unknown]] : [])];
}

function printTable(title: string, rows: [string, unknown][]): void {
  const width = Math.max(...rows.map(([name]) => name.length));
  console.log(title);
  rows.forEach(([name, value]) => console.log(`  ${name.padEnd(width)}  ${format(value)}`));
  console.log();
}

/** Formats a value as `cdk diff` does: `${Key.Arn}` for a reference. */
function format(value: unknown): string {
  if (Array.isArray(value)) { return value.map(format).join(', '); }
  if (typeof value !== 'object' || value === null) { return String(value); }
  const [[key, argument]] = Object.entries(value);
  switch (key) {
    case 'Ref': return `\${${argument}}`;
    case 'Fn::GetAtt': return `\${${argument.join('.')}}`;
    case 'Fn::Join': return argument[1].map(format).join(argument[0]);
    default: return Object.entries(value).map(([name, inner]) => `${name}: ${format(inner)}`).join(', ');
  }
}
