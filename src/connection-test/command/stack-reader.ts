import { existsSync, readFileSync, statSync } from 'fs';
import { dirname, join } from 'path';
import { Json, Stack } from './template-values';
import { YamlDocument } from '../../serverless-file/yaml-document';

/** Thrown for a file that isn't a template or a cloud assembly. */
export class TemplateError extends Error {}

/** Files of a cloud assembly can name each other many times. */
const MAX_BYTES = 500_000_000;
const MIN_BYTES_OF_FILE = 100_000;
const IS_YAML = /\.ya?ml$/i;
const IS_JSON = /\.json$/i;

/** Reads the stacks of a cloud assembly (`cdk.out`), or of one template in JSON or YAML. */
export class StackReader {
  private bytes = 0;

  public read(path: string): Stack[] {
    if (!existsSync(path)) { throw new TemplateError(`${path} doesn't exist; run cdk synth, or name the folder or template`); }
    const roots = statSync(path).isDirectory() ? this.readAssembly(path) : [{ template: this.readTemplate(path), folder: dirname(path) }];
    return roots.flatMap(stack => this.addNestedStacks(stack));
  }

  private readAssembly(folder: string): Stack[] {
    const manifest = join(folder, 'manifest.json');
    if (!existsSync(manifest)) { throw new TemplateError(`${folder} has no manifest.json; name the cdk.out folder of an app`); }
    const artifacts = Object.entries<Json>(this.readJson(manifest).artifacts ?? {});
    const assets = artifacts.map(([, { type, properties }]) => join(folder, type === 'cdk:asset-manifest' ? String(properties?.file) : ''))
      .filter(file => IS_JSON.test(file) && existsSync(file)).map((file): Json => this.readJson(file).files ?? {});
    return artifacts.flatMap(([id, { type, environment, properties = {}, metadata = {}, additionalMetadataFile: file }]): Stack[] => {
      if (type === 'cdk:cloud-assembly') { return this.readAssembly(join(folder, properties.directoryName)); }
      if (type !== 'aws:cloudformation:stack') { return []; }
      const [account, region] = String(environment).replace('aws://', '').split('/').map(part => part.startsWith('unknown-') ? undefined : part);
      const { templateFile, stackName = id } = properties;
      const paths = getPaths({ ...metadata, ...typeof file === 'string' ? this.readJson(join(folder, file)) : {} });
      return [{ template: this.readTemplate(join(folder, templateFile)), folder, assets, stackName, account, region, paths }];
    });
  }

  /** Reads the nested stacks without recursion, because a template can name itself. */
  private addNestedStacks(root: Stack): Stack[] {
    const stacks = [root];
    for (const stack of stacks) {
      for (const resource of Object.values<Json>(stack.template.Resources)) {
        const file = getNestedFile(resource, stack);
        if (typeof file !== 'string' || !existsSync(join(stack.folder, file))) { continue; }
        const { folder, assets, account, region } = stack;
        const parent = { stack, parameters: resource.Properties?.Parameters ?? {} };
        stacks.push({ template: this.readTemplate(join(folder, file)), folder, assets, account, region, parent });
      }
    }
    return stacks;
  }

  private readTemplate(path: string): Json {
    return { Resources: {}, ...IS_YAML.test(path) ? this.readYaml(path) : this.readJson(path) };
  }

  private readYaml(path: string): Json {
    this.checkFile(path);
    const { content, errors: [error] } = new YamlDocument(path);
    if (error !== undefined) { throw new TemplateError(`${error.split('; ')[0]}; correct the template, or use one in JSON`); }
    return Object(content);
  }

  private checkFile(path: string): void {
    const file = statSync(path);
    this.bytes += Math.max(file.size, MIN_BYTES_OF_FILE);
    if (this.bytes > MAX_BYTES) { throw new TemplateError(`${path} is one of too many files, or too large`); }
    if (!file.isFile()) { throw new TemplateError(`${path} isn't a regular file`); }
  }

  private readJson(path: string): Json {
    this.checkFile(path);
    try {
      return Object(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      throw new TemplateError(`${path} isn't JSON${IS_JSON.test(path) ? '' : '; the name of a template in YAML must end in .yaml or .yml'}`);
    }
  }
}

/** Returns the file of a nested stack, which the CDK names in the metadata only if its CLI runs the app, and SAM in a property. */
function getNestedFile({ Type, Metadata, Properties }: Json, { assets = [] }: Stack): unknown {
  if (Type === 'AWS::Serverless::Application') { return Properties?.Location; }
  if (Type !== 'AWS::CloudFormation::Stack') { return undefined; }
  const [hash = ''] = /[0-9a-f]{64}/.exec(JSON.stringify(Properties?.TemplateURL ?? '')) ?? [];
  return Metadata?.['aws:asset:path'] ?? assets.map(files => files[hash]?.source?.path).find(path => path !== undefined) ?? Properties?.TemplateURL;
}

/** Returns the paths of the constructs by logical ID, which the metadata of a stack has also if its template has none. */
function getPaths(metadata: Json): Map<string, string> {
  return new Map(Object.entries<Json[]>(metadata).flatMap(([path, entries]) => entries
    .filter(({ type }) => type === 'aws:cdk:logicalId')
    .map(({ data }) => [data, path.replace(/^\//, '')] as const)));
}
