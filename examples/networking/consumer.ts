import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** Creates the function of a stack. It needs no VPC, because only the network of the mapping matters. */
export function newConsumer(scope: Construct): lambda.Function {
  const logGroup = new logs.LogGroup(scope, 'ConsumerLogs', { retention: logs.RetentionDays.ONE_MONTH });
  const role = new iam.Role(scope, 'ConsumerRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  return new lambda.Function(scope, 'Consumer', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async event => console.log(JSON.stringify(event));'),
    role,
    logGroup,
  });
}
