/** AWS SAM: its translator, which the service and `sam validate` run. */
import { Configuration, isObject } from '../../test/corpus';
import { judgeInPython } from './python';
import { functionProperties, isExpressible, parametersOf, sharedProperties } from './template';
import { Tool } from './tool';

export const SAM: Tool = {
  name: 'aws-sam-translator 1.115.0',
  judge: async configurations => judgeInPython('aws-sam-translator==1.115.0', 'sam.py', configurations.map(configuration =>
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
