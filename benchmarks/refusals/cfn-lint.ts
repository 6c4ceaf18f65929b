/** cfn-lint on the mapping in plain CloudFormation. */
import { judgeInPython, VERSIONS } from './python';
import { functionProperties, isExpressible, parametersOf, sharedProperties } from './template';
import { Tool } from './tool';
import { Configuration, ENV, isObject } from '../../test/corpus';

export const CFN_LINT: Tool = {
  name: `cfn-lint ${VERSIONS['cfn-lint']}`,
  judge: async configurations => judgeInPython('cfn_lint.py', configurations.map(configuration =>
    isExpressible(configuration) ? templateOf(configuration) : undefined)),
};

function templateOf(configuration: Configuration): object {
  const { target, bootstrapServers, consumerGroupId } = configuration;
  const ofApp = isObject(target);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Parameters: parametersOf(configuration),
    Resources: {
      ...ofApp ? {
        Fn: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            ...functionProperties(target),
            Role: `arn:aws:iam::${ENV.account}:role/consumer`,
            Code: { ZipFile: 'exports.handler = async () => {};' },
          },
        },
      } : {},
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          FunctionName: ofApp ? { Ref: 'Fn' } : target,
          ...sharedProperties(configuration),
          SelfManagedEventSource: bootstrapServers === undefined ? undefined : { Endpoints: { KafkaBootstrapServers: bootstrapServers } },
          SelfManagedKafkaEventSourceConfig: consumerGroupId === undefined ? undefined : { ConsumerGroupId: consumerGroupId },
        },
      },
    },
  };
}
