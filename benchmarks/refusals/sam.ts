/** AWS SAM: its translator, which the service and `sam validate` run. */
import { judgeInPython, VERSIONS } from './python';
import { functionProperties, isExpressible, parametersOf, sharedProperties } from './template';
import { Tool } from './tool';
import { Configuration, isObject } from '../../test/corpus';

export const SAM: Tool = {
  name: `aws-sam-translator ${VERSIONS['aws-sam-translator']}`,
  judge: async configurations => judgeInPython('sam.py', configurations.map(configuration =>
    isObject(configuration.target) && isExpressible(configuration) ? templateOf(configuration, configuration.target) : undefined)),
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
