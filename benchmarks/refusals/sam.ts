import { functionProperties, isExpressible, parametersOf, sharedProperties } from './template';
import { ERROR_AND_LOG_WORDS, hasWordsFor, Tool, toYaml, verdictOf } from './tool';
import { Configuration, isObject } from '../../test/corpus';
import { VERSIONS } from '../python-tools';
import { translate } from '../sam-translator';

export const SAM: Tool = {
  name: `aws-sam-translator ${VERSIONS['aws-sam-translator']}`,
  judge: async configurations => {
    const templates = configurations.map(configuration =>
      isObject(configuration.target) && hasWordsFor(configuration, ERROR_AND_LOG_WORDS) && isExpressible(configuration)
        ? templateOf(configuration, configuration.target)
        : undefined);
    const outcomes = translate(templates.flatMap(template => template ? toYaml(template) : []));
    return templates.map(template => template ? verdictOf(outcomes.shift()!) : 'inexpressible');
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
