/** A value of a template as far as it's known: text, or a resource of the app. */
export type TemplateValue = { readonly text: string } | { readonly logicalId: string; readonly stackName?: string };

export type Json = { readonly [key: string]: any };

/** A template, and what its values can refer to. */
export interface Stack {
  readonly template: Json;
  readonly folder: string;
  /** The files of each list of assets, by their hashes. */
  readonly assets?: Json[];
  readonly stackName?: string;
  readonly account?: string;
  readonly region?: string;
  readonly paths?: Map<string, string>;
  /** For a nested stack: the values of its parameters, in the stack around it. */
  readonly parent?: { readonly stack: Stack; readonly parameters: Json };
}

/** Values can contain each other many times, and texts each other. */
const MAX_STEPS = 1_000_000;
const MAX_LENGTH = 100_000;
/** The partition and the domain of Regions, by the beginning of their names. */
const PARTITIONS = [
  ['cn-', 'aws-cn', 'amazonaws.com.cn'], ['us-gov-', 'aws-us-gov', 'amazonaws.com'], ['eusc-', 'aws-eusc', 'amazonaws.eu'], ['', 'aws', 'amazonaws.com'],
];

export const toText = (value: TemplateValue | undefined) => value && 'text' in value ? value.text : undefined;

/** Resolves values as CloudFormation would, as far as the templates say it. Throws for hostile values. */
export class TemplateValues {
  private steps = 0;

  constructor(private readonly stacks: Stack[]) {}

  /** Returns undefined for a value that is known only at deployment. Account and Region can be unknown, and are then empty. */
  public resolve(value: unknown, stack: Stack): TemplateValue | undefined {
    if (++this.steps > MAX_STEPS) { throw new RangeError(); }
    if (typeof value !== 'object' || value === null) {
      return value === undefined || String(value).includes('{{resolve:') ? undefined : joinTexts([String(value)]);
    }
    const [name, ...others] = Object.keys(value);
    const argument = (value as Json)[name];
    return others.length === 0 && Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name](this, argument, stack) : undefined;
  }

  public resolveText(value: unknown, stack: Stack): string | undefined {
    return toText(this.resolve(value, stack));
  }

  /** Returns the elements of a list: one that is written out, a parameter, or a text that is split. */
  public resolveList(value: unknown, stack: Stack): (TemplateValue | undefined)[] | undefined {
    if (Array.isArray(value)) { return value.map(element => this.resolve(element, stack)); }
    const { Ref, 'Fn::Split': split } = Object(value) as Json;
    const [separator, text] = Array.isArray(split) ? [split[0], this.resolveText(split[1], stack)] : [',', Ref && this.resolveText(value, stack)];
    return text === undefined ? undefined : text.split(String(separator)).map((part: string) => ({ text: part.trim() }));
  }

  /** Returns the texts of a list, or undefined if one is known only at deployment. */
  public resolveTexts(value: unknown, stack: Stack): string[] | undefined {
    const texts = this.resolveList(value, stack)?.map(toText);
    return texts?.every(text => text !== undefined) ? texts : undefined;
  }

  public resolveRef(name: string, stack: Stack): TemplateValue | undefined {
    const { template, parent, account = '', stackName } = stack;
    const region = stack.region || process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || '';
    const [, partition, suffix] = PARTITIONS.find(([prefix]) => region.startsWith(prefix))!;
    const pseudo: { readonly [name: string]: string | undefined } = {
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::Partition': partition,
      'AWS::URLSuffix': suffix,
      'AWS::StackName': stackName,
    };
    if (Object.hasOwn(pseudo, name)) { return this.resolve(pseudo[name], stack); }
    if (Object.hasOwn(template.Resources, name)) { return { logicalId: name, stackName }; }
    if (parent && Object.hasOwn(parent.parameters, name)) { return this.resolve(parent.parameters[name], parent.stack); }
    const { Default: value, Type } = getOwn(template.Parameters, name) ?? {};
    return String(Type).startsWith('AWS::SSM') ? undefined : this.resolve(value, stack);
  }

  /** Returns the resource whose ARN an attribute is. */
  public resolveAttribute([logicalId, ...attribute]: unknown[], { template, stackName }: Stack): TemplateValue | undefined {
    const isArn = attribute.join('.') === (getOwn(template.Resources, String(logicalId))?.Type === 'AWS::SecretsManager::Secret' ? 'Id' : 'Arn');
    return isArn ? { logicalId: String(logicalId), stackName } : undefined;
  }

  /** Returns an export, whose name is unique in its account and Region. */
  public resolveImport(name: string, importer: Stack): TemplateValue | undefined {
    for (const exporter of this.stacks.filter(stack => isSameEnvironment(stack, importer))) {
      const output = Object.values<Json>(exporter.template.Outputs ?? {})
        .find(({ Export }) => Export !== undefined && (Export.Name === name || this.resolveText(Export.Name, exporter) === name));
      if (output) { return this.resolve(output.Value, exporter); }
    }
    return undefined;
  }

  /** Returns an output by the name of its stack, which is unique in its account and Region. */
  public resolveOutput({ StackName, OutputName, Region, RoleArn }: Json, consumer: Stack): TemplateValue | undefined {
    const resolve = (value: unknown) => this.resolveText(value, consumer) ?? ''; // no account, Region or stack has an empty name
    const account = RoleArn === undefined ? consumer.account : String(resolve(RoleArn).split(':')[4]);
    const region = Region === undefined ? consumer.region : resolve(Region);
    const producer = this.stacks.find(stack => stack.stackName === resolve(StackName) && isSameEnvironment(stack, { account, region }));
    const output = producer && getOwn(producer.template.Outputs, resolve(OutputName));
    return output && this.resolve(output.Value, producer);
  }
}

/** Whether two environments are equal as far as they are known. */
function isSameEnvironment(one: Partial<Stack>, other: Partial<Stack>): boolean {
  return (['account', 'region'] as const).every(part => one[part] === undefined || other[part] === undefined || one[part] === other[part]);
}

function joinTexts(texts: string[], separator = ''): TemplateValue {
  if (texts.reduce((length, text) => length + text.length + separator.length, 0) > MAX_LENGTH) { throw new RangeError(); }
  return { text: texts.join(separator) };
}

type Resolve = (values: TemplateValues, argument: any, stack: Stack) => TemplateValue | undefined;

const getOwn = (object: unknown, key: string) => Object.hasOwn(Object(object), key) ? (object as Json)[key] : undefined;

const FUNCTIONS: { readonly [name: string]: Resolve } = {
  'Ref': (values, name, stack) => values.resolveRef(String(name), stack),
  'Fn::GetAtt': (values, argument, stack) => values.resolveAttribute(Array.isArray(argument) ? argument : String(argument).split('.'), stack),
  'Fn::Join': (values, [separator, list], stack) => {
    const texts = values.resolveTexts(list, stack);
    return texts && joinTexts(texts, String(separator));
  },
  'Fn::Sub': substitute,
  'Fn::Select': (values, [index, list], stack) => values.resolveList(list, stack)?.[Number(values.resolveText(index, stack))],
  'Fn::FindInMap': (values, keys, stack) => {
    const [map, top, second] = keys.map((key: unknown) => String(values.resolveText(key, stack)));
    return values.resolve(getOwn(getOwn(getOwn(stack.template.Mappings, map), top), second), stack);
  },
  'Fn::ImportValue': (values, argument, stack) => {
    const name = values.resolveText(argument, stack);
    return name === undefined ? undefined : values.resolveImport(name, stack);
  },
  'Fn::GetStackOutput': (values, argument, stack) => values.resolveOutput(Object(argument), stack),
};

/** Replaces the variables of `Fn::Sub`. One that is the whole text can be a resource. */
function substitute(values: TemplateValues, argument: unknown, stack: Stack): TemplateValue | undefined {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const resolve = (name: string) => {
    const variable = getOwn(variables, name);
    if (variable !== undefined) { return values.resolve(variable, stack); }
    return name.includes('.') ? values.resolveAttribute(name.split('.'), stack) : values.resolveRef(name, stack);
  };
  const parts = String(text).split(/\$\{([^${}]*)\}/);
  const [before, name, after] = parts;
  if (parts.length === 3 && before + after === '' && !name.startsWith('!')) { return resolve(name); }
  const texts = parts.map((part, index) => index % 2 === 0 ? part : part.startsWith('!') ? `\${${part.slice(1)}}` : toText(resolve(part)));
  return texts.every(part => part !== undefined) ? joinTexts(texts) : undefined;
}
