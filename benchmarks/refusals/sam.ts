import { getFunctionProperties, canExpress, getParameters, getSharedProperties } from './template';
import { ERROR_AND_LOG_PROPS, supportsProps, Tool, toYaml, toResult } from './tool';
import { Configuration, isObject } from '../../test/corpus';
import { VERSIONS } from '../python-tools';
import { translate } from '../sam-translator';

export const SAM: Tool = {
  name: `aws-sam-translator ${VERSIONS['aws-sam-translator']}`,
  validate: async configurations => {
    const templates = configurations.map(configuration =>
      isObject(configuration.target) && supportsProps(configuration, ERROR_AND_LOG_PROPS) && canExpress(configuration)
        ? createTemplate(configuration, configuration.target)
        : undefined);
    const outcomes = translate(templates.flatMap(template => template ? toYaml(template) : []));
    return templates.map(template => template ? toResult(outcomes.shift()!) : 'inexpressible');
  },
};

function createTemplate(configuration: Configuration, target: { [property: string]: unknown }): object {
  return {
    Transform: 'AWS::Serverless-2016-10-31',
    Parameters: getParameters(configuration),
    Resources: {
      Fn: {
        Type: 'AWS::Serverless::Function',
        Properties: {
          ...getFunctionProperties(target),
          InlineCode: 'exports.handler = async () => {};',
          Events: {
            Kafka: {
              Type: 'SelfManagedKafka',
              Properties: {
                ...getSharedProperties(configuration),
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
