import { Component, type typescript } from 'projen';
import { TestRun } from './test-run';

const PACKAGE = 'cdk-kafka-event-source';

/** Findings of awslint that don't hold here, by `rule:scope`, and why. */
const EXCLUDED: Readonly<Record<string, string>> = {
  'prefer-ref-interface:*': 'IFunctionRef, ISecretRef, IKeyRef and so on hold an ARN or an ID. Grants need the role of a function and the key '
    + 'of a secret, and security groups need their rules. The props of the CDK that these are handed to require IFunction and IKey, too.',

  [`ref-via-interface:${PACKAGE}.KafkaPollerVpcEndpointsProps.sources`]: 'An imported source has no props, and they say which services its '
    + 'pollers call.',

  [`props-physical-name:${PACKAGE}.KafkaEventSourceProps`]: 'AWS::Lambda::EventSourceMapping has no name: Lambda generates its UUID.',
  [`props-physical-name:${PACKAGE}.MskEventSourceProps`]: 'The same.',

  [`props-no-arn-refs:${PACKAGE}.MskEventSourceProps.clusterArn`]: 'aws-cdk-lib has no interface for a cluster: CfnCluster, CfnServerlessCluster and '
    + 'the alpha module have the ARN in common.',
  [`props-no-arn-refs:${PACKAGE}.MskEventSourceProps.vpcConnectionArn`]: 'aws-cdk-lib has no interface for a VPC connection.',

  [`from-method:${PACKAGE}.KafkaEventSource`]: 'It has fromEventSourceMappingId, under the name that the CDK gives it.',

  // The interfaces of the CDK that these come from lack the tag
  [`attribute-tag:${PACKAGE}.KafkaEventSource.eventSourceMappingArn`]: 'Inherited from IEventSourceMapping.',
  [`attribute-tag:${PACKAGE}.MskEventSource.eventSourceMappingArn`]: 'Inherited from IEventSourceMapping.',
  [`attribute-tag:${PACKAGE}.KafkaEmptySecret.secretFullArn`]: 'Inherited from ISecret.',
  [`attribute-tag:${PACKAGE}.KafkaEmptySecret.secretName`]: 'Inherited from ISecret.',
  [`attribute-tag:${PACKAGE}.KafkaUserSecret.secretFullArn`]: 'Inherited from ISecret.',
  [`attribute-tag:${PACKAGE}.KafkaUserSecret.secretName`]: 'Inherited from ISecret.',

  [`resource-interface:${PACKAGE}.MskEventSource`]: 'Its interface is IKafkaEventSource.',
  [`resource-interface:${PACKAGE}.KafkaEmptySecret`]: 'Its interface is ISecret.',
  [`resource-interface:${PACKAGE}.KafkaUserSecret`]: 'Its interface is ISecret.',
};

/** Checks the compiled package with awslint against the CDK's guidelines for construct libraries. */
export class Awslint extends Component {
  constructor(project: typescript.TypeScriptProject) {
    super(project);
    // The last version without a suffix, 2.72.1, knows the packages of CDK 1 only, and applies hardly a rule.
    project.addDevDeps('awslint@2.262.2-alpha.0');
    project.package.addField('awslint', { exclude: Object.keys(EXCLUDED) });
    const task = project.addTask('check:awslint', {
      description: 'Fails where the compiled package breaks a guideline for construct libraries',
      exec: "bash -o pipefail -c 'awslint --no-compile 2>&1 | sed /^skipped:/d'", // its --quiet still prints them
    });
    TestRun.of(project).add(task, 5);
  }
}
