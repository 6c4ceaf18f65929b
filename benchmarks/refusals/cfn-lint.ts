/** cfn-lint with the mapping in a CloudFormation template. */
import * as childProcess from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { getFunctionProperties, canExpress, getParameters, getSharedProperties } from './template';
import { ERROR_AND_LOG_PROPS, supportsProps, Tool, toYaml } from './tool';
import { Configuration, ENV, isObject } from '../../test/corpus';
import { workDirectory } from '../install';
import { installPythonTools, VERSIONS } from '../python-tools';

interface Match {
  readonly Filename: string;
  readonly Message: string;
}

export const CFN_LINT: Tool = {
  name: `cfn-lint ${VERSIONS['cfn-lint']}`,
  validate: async configurations => {
    const directory = workDirectory('cfn-lint');
    // CloudFormation accepts a number as a string, so a number can be the name of a function.
    const templates = configurations.map((configuration, n) =>
      supportsProps(configuration, [...ERROR_AND_LOG_PROPS, 'consumptionMode']) && canExpress(configuration) && typeof configuration.target !== 'number'
        ? { file: path.join(directory, `${n}.yaml`), body: toYaml(createTemplate(configuration)) }
        : undefined);
    const files = templates.flatMap(template => template ?? []);
    files.forEach(({ file, body }) => fs.writeFileSync(file, body));

    const { stdout, error } = childProcess.spawnSync(path.join(installPythonTools(), 'cfn-lint'), [
      '--format', 'json', '--regions', ENV.region, '--template', ...files.map(({ file }) => file),
    ], { encoding: 'utf8', maxBuffer: 1e8 });
    if (error) { throw error; }
    const matches: Match[] = JSON.parse(stdout);
    return templates.map(template => {
      const messages = matches.filter(({ Filename }) => Filename === template?.file).map(({ Message }) => Message);
      return template ? messages.length > 0 ? { error: messages.join('; ') } : 'accepted' : 'inexpressible';
    });
  },
};

function createTemplate(configuration: Configuration): object {
  const { target, bootstrapServers, consumerGroupId, consumptionMode } = configuration;
  const isConfigured = consumerGroupId !== undefined || consumptionMode !== undefined;
  const isInApp = isObject(target);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: getParameters(configuration),
    Resources: {
      ...isInApp ? {
        Fn: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            ...getFunctionProperties(target),
            Role: `arn:aws:iam::${ENV.account}:role/consumer`,
            Code: { ZipFile: 'exports.handler = async () => {};' },
          },
        },
      } : {},
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          FunctionName: isInApp ? { Ref: 'Fn' } : target,
          ...getSharedProperties(configuration),
          SelfManagedEventSource: bootstrapServers === undefined ? undefined : { Endpoints: { KafkaBootstrapServers: bootstrapServers } },
          SelfManagedKafkaEventSourceConfig: isConfigured ? { ConsumerGroupId: consumerGroupId, ConsumptionMode: consumptionMode } : undefined,
        },
      },
    },
  };
}
