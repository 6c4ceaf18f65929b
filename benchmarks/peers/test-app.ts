import * as cdk from 'aws-cdk-lib';
import { CA, CREDENTIALS, FUNCTION, KEY, MSK_CREDENTIALS, QUEUE, ROLE, SECRET_NAME } from './consumers';
import { ENV } from '../../test/corpus';
import { workDirectory } from '../install';

export type Cdk = typeof cdk;

/** Creates an app with the resources that its mappings use, with either version of the CDK. */
export function newTestApp({ App, Stack, ...modules }: Cdk) {
  const { aws_ec2: ec2, aws_iam: iam, aws_kms: kms, aws_lambda: lambda, aws_secretsmanager: secretsmanager, aws_sqs: sqs } = modules;
  const app = new App({ outdir: workDirectory('peers'), analyticsReporting: false });
  const stack = new Stack(app, 'Stack', { env: ENV });
  const newFunction = (id: string, role?: cdk.aws_iam.IRole) => new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    role,
  });
  const key = kms.Key.fromKeyArn(stack, 'Key', KEY);
  return {
    app,
    stack,
    fn: newFunction('Fn'),
    credentials: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Credentials', CREDENTIALS),
    otherCredentials: secretsmanager.Secret.fromSecretCompleteArn(stack, 'OtherCredentials', CREDENTIALS.replace('kafka-a1b2c3', 'kafka-2-b2c3d4')),
    privateCa: secretsmanager.Secret.fromSecretCompleteArn(stack, 'PrivateCa', CA),
    credentialsByName: secretsmanager.Secret.fromSecretNameV2(stack, 'ByName', SECRET_NAME),
    credentialsWithKey: secretsmanager.Secret.fromSecretAttributes(stack, 'WithKey', { secretCompleteArn: CREDENTIALS, encryptionKey: key }),
    mskCredentials: secretsmanager.Secret.fromSecretAttributes(stack, 'Msk', { secretCompleteArn: MSK_CREDENTIALS, encryptionKey: key }),
    queue: sqs.Queue.fromQueueAttributes(stack, 'Queue', { queueArn: QUEUE, keyArn: KEY }),
    vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-1123456789abcdef0'],
      privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-1123456789abcdef0'],
    }),
    pollers: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Pollers', 'sg-0123456789abcdef0'),
    brokerClients: ec2.SecurityGroup.fromSecurityGroupId(stack, 'BrokerClients', 'sg-1123456789abcdef0'),
    fnWithImportedRole: () => newFunction('FnWithImportedRole', iam.Role.fromRoleArn(stack, 'Role', ROLE)),
    importedFunction: () => lambda.Function.fromFunctionAttributes(stack, 'ImportedFn', {
      functionArn: FUNCTION,
      role: iam.Role.fromRoleArn(stack, 'ImportedRole', ROLE),
    }),
  };
}

export type TestApp = ReturnType<typeof newTestApp>;
