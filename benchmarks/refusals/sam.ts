/** AWS SAM: its translator, which the service and `sam validate` run. */
import * as childProcess from 'child_process';
import * as path from 'path';
import { installPythonTools, VERSIONS } from './python';
import { functionProperties, isExpressible, parametersOf, sharedProperties } from './template';
import { ERROR_AND_LOG_WORDS, hasWordsFor, Tool, toYaml } from './tool';
import { Configuration, ENV, isObject } from '../../test/corpus';

export const SAM: Tool = {
  name: `aws-sam-translator ${VERSIONS['aws-sam-translator']}`,
  judge: async configurations => {
    const templates = configurations.map(configuration =>
      isObject(configuration.target) && hasWordsFor(configuration, ERROR_AND_LOG_WORDS) && isExpressible(configuration)
        ? templateOf(configuration, configuration.target)
        : undefined);
    const python = path.join(installPythonTools(), 'python');
    const refusals: (string | null)[] = JSON.parse(childProcess.execFileSync(python, [path.join(__dirname, 'sam.py')], {
      input: JSON.stringify(templates.map(template => template ? toYaml(template) : null)),
      encoding: 'utf8',
      env: { ...process.env, AWS_DEFAULT_REGION: ENV.region },
      stdio: ['pipe', 'pipe', 'ignore'], // it logs as it pleases
    }));
    return templates.map((template, n) => {
      const refusal = refusals[n];
      return template ? refusal === null ? 'accepted' : { refusal } : 'inexpressible';
    });
  },
};

function templateOf(configuration: Configuration, target: { [property: string]: unknown }): object {
  return {
    Transform: 'AWS::Serverless-2016-10-31',
    Parameters: parametersOf(configuration),
    Resources: {
      Fn: {
        Type: 'AWS::Serverless::Function',
        Properties: {
          ...functionProperties(target),
          InlineCode: 'exports.handler = async () => {};',
          Events: {
            Kafka: {
              Type: 'SelfManagedKafka',
              Properties: {
                ...sharedProperties(configuration),
                KafkaBootstrapServers: configuration.bootstrapServers,
                ConsumerGroupId: configuration.consumerGroupId,
              },
            },
          },
        },
      },
    },
  };
}
