/** Secrets, their keys and their permissions. */
import { App, SecretValue, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ENV, newConsumer, testSituations } from './situation';
import { KafkaAccessConfigurations, KafkaConfluentSchemaRegistryProps, KafkaEmptySecret, KafkaEventSource, KafkaSchemaRegistry, KafkaUserSecret } from '../../src';

const { Secret } = secretsmanager;

function consume(stack: Stack, accessConfigurations: KafkaAccessConfigurations, more = {}): void {
  new KafkaEventSource(stack, 'Source', { target: newConsumer(stack), bootstrapServers: ['b1.example.com:9096'], topic: 'orders', accessConfigurations, ...more });
}
const withUser = (stack: Stack, secret: secretsmanager.ISecret) => consume(stack, { saslPlainAuth: [secret] });

function withRegistry(stack: Stack, props: Partial<KafkaConfluentSchemaRegistryProps>): void {
  consume(stack, { saslPlainAuth: [Secret.fromSecretNameV2(stack, 'Cluster', 'kafka/cluster')] }, {
    provisionedPollerConfig: { minimumPollers: 1 },
    schemaRegistryConfig: KafkaSchemaRegistry.confluent({
      schemaRegistryUri: 'https://psrc-abc12.eu-west-1.aws.confluent.cloud',
      eventRecordFormat: lambda.EventRecordFormat.JSON,
      schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }],
      ...props,
    }),
  });
}

const arn = (name: string, account = ENV.account) => `arn:aws:secretsmanager:eu-west-1:${account}:secret:${name}`;
const OTHER = '444455556666';
const newStack = (stack: Stack, account?: string) => new Stack(stack.node.root as App, 'Secrets', { env: account === undefined ? undefined : { ...ENV, account } });
const importKey = (stack: Stack, account = ENV.account) =>
  kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:eu-west-1:${account}:key/a1b2c3d4-5678-90ab-cdef-111122223333`);

testSituations([
  ['a secret by its name', 'https://github.com/aws/aws-cdk/issues/20490', stack => { withUser(stack, Secret.fromSecretNameV2(stack, 'S', 'kafka/billing')); }],
  ['a secret by its complete ARN', 'https://github.com/aws/aws-cdk/issues/18571', stack => { withUser(stack, Secret.fromSecretCompleteArn(stack, 'S', arn('kafka-a1b2c3'))); }],
  ['a name that looks like the end of an ARN', 'https://github.com/aws/aws-cdk/issues/18555', stack => { withUser(stack, Secret.fromSecretNameV2(stack, 'S', 'foo-abcdef')); },
    'secret-partial-arn-ambiguous'],
  ['a secret with a key, both imported', 'https://github.com/aws/aws-cdk/issues/20087', stack => {
    withUser(stack, Secret.fromSecretAttributes(stack, 'S', { secretCompleteArn: arn('kafka-a1b2c3'), encryptionKey: importKey(stack) }));
  }],
  ['a secret with a key in another stack', 'https://github.com/aws/aws-cdk/issues/14213', stack => {
    const other = newStack(stack, ENV.account);
    withUser(stack, new KafkaUserSecret(other, 'S', { username: 'billing', encryptionKey: new kms.Key(other, 'Key') }));
  }],
  ['a named secret of a stack without an environment', 'https://github.com/aws/aws-cdk/issues/3732', stack => {
    withUser(stack, new KafkaUserSecret(newStack(stack), 'S', { username: 'billing', secretName: 'kafka' }));
  }],
  ['a secret of another account with its key', 'https://github.com/aws/aws-cdk/issues/15450', stack => {
    withUser(stack, Secret.fromSecretAttributes(stack, 'S', { secretCompleteArn: arn('kafka-a1b2c3', OTHER), encryptionKey: importKey(stack, OTHER) }));
  }],
  ['a secret of another account without its key', 'https://github.com/aws/aws-cdk/issues/15450', stack => {
    withUser(stack, Secret.fromSecretCompleteArn(stack, 'S', arn('kafka-a1b2c3', OTHER)));
  }, 'secret-other-account-key-missing'],
  ['a secret and a key that another account creates', 'https://github.com/DataDog/datadog-cdk-constructs/issues/249', stack => {
    const other = newStack(stack, OTHER);
    const secret = new KafkaUserSecret(other, 'S', { username: 'billing', secretName: 'kafka', encryptionKey: new kms.Key(other, 'Key') });
    secret.grantRead(new iam.AccountPrincipal(ENV.account));
    withUser(stack, secret);
  }],
  ['a secret that another account creates without a key', 'https://github.com/aws/aws-cdk/issues/33336', stack => {
    withUser(stack, new KafkaUserSecret(newStack(stack, OTHER), 'S', { username: 'billing', secretName: 'kafka' }));
  }, "error: accessConfigurations.saslPlainAuth[0] 'Secrets/S' is in the account 444455556666"],
  ['a secret of another Region', 'https://github.com/hashicorp/terraform-provider-aws/issues/44496', stack => {
    withUser(stack, Secret.fromSecretCompleteArn(stack, 'S', arn('kafka-a1b2c3').replace('eu-west-1', 'us-east-1')));
  }, "error: accessConfigurations.saslPlainAuth[0] 'arn:aws:secretsmanager:us-east-1:111122223333:secret:kafka-a1b2c3' is in us-east-1"],
  ['a generated password', 'https://github.com/aws/aws-cdk/issues/22813', stack => { withUser(stack, new Secret(stack, 'S')); }, 'secret-invalid-value'],
  ['a user with a generated password', 'https://github.com/aws/aws-cdk/issues/22813', stack => {
    withUser(stack, new Secret(stack, 'S', { generateSecretString: { secretStringTemplate: JSON.stringify({ username: 'billing' }), generateStringKey: 'password' } }));
  }, 'secret-generated-punctuation'],
  ['a certificate in the wrong form', 'https://github.com/aws/aws-cdk/pull/21422', stack => {
    consume(stack, { clientCertificateTlsAuth: [new Secret(stack, 'S', { secretObjectValue: { cert: SecretValue.unsafePlainText('PEM'), key: SecretValue.unsafePlainText('PEM') } })] });
  }, 'secret-invalid-value'],
  ['a certificate and a root CA', 'https://github.com/aws/serverless-application-model/issues/3339', stack => {
    consume(stack, { clientCertificateTlsAuth: [importName(stack, 'kafka/client')], serverRootCaCertificate: [importName(stack, 'kafka/root')] });
  }],
  ['a secret to fill in', 'https://github.com/aws/aws-cdk/pull/21422', stack => { consume(stack, { clientCertificateTlsAuth: [new KafkaEmptySecret(stack, 'S')] }); }, 'secret-empty'],
  ['every secret below a path', 'https://github.com/aws-samples/integration-sample-lambda-msk/pull/18', stack => { withUser(stack, importName(stack, 'kafka/*')); },
    "error: accessConfigurations.saslPlainAuth[0] 'Orders/Secret-kafka--*' has an ARN with a wildcard"],
  ['a password in place of a secret', 'https://github.com/aws/aws-cdk/issues/14038', stack => { withUser(stack, 'hunter2' as never); },
    'error: accessConfigurations.saslPlainAuth[0] (a string) is not a secret'],
  ['a password in the URL of a registry', 'https://github.com/confluentinc/schema-registry/issues/1750', stack => { withRegistry(stack, { schemaRegistryUri: 'https://billing:hunter2@registry.example.com' }); },
    'error: schemaRegistryConfig.schemaRegistryUri (a URL with credentials) has a user name or a password'],
  ['an API key of a registry', 'https://github.com/hashicorp/terraform-provider-aws/issues/43143', stack => { withRegistry(stack, { basicAuth: importName(stack, 'kafka/registry') }); }],
  ['a generated password for a registry', 'https://github.com/logstash-plugins/logstash-integration-kafka/pull/94', stack => { withRegistry(stack, { basicAuth: new Secret(stack, 'S') }); },
    'secret-invalid-value'],
]);

function importName(stack: Stack, name: string): secretsmanager.ISecret {
  return Secret.fromSecretNameV2(stack, `Secret-${name}`, name);
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html */
describe('the statement matches the complete ARN of a named secret', () => {
  const UNKNOWN = 'of a stack without an environment';

  test.each([
    ['of its own stack', ENV, (stack: Stack) => stack],
    [UNKNOWN, ENV, (stack: Stack) => newStack(stack)],
    ['of the same account', ENV, (stack: Stack) => newStack(stack, ENV.account)],
    ['of another account', ENV, (stack: Stack) => newStack(stack, OTHER)],
    ['of a stack with an environment, from one without', undefined, (stack: Stack) => newStack(stack, ENV.account)],
  ])('%s', (_, env, getOwner) => {
    const stack = new Stack(new App(), 'Orders', { env });
    const owner = getOwner(stack);
    withUser(stack, new KafkaUserSecret(owner, 'S', { username: 'billing', secretName: 'kafka', encryptionKey: importKey(owner, owner.account) }));
    const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    const [{ Resource }] = Properties.PolicyDocument.Statement.filter(({ Action }: { Action: string }) => Action === 'secretsmanager:GetSecretValue');
    const text = JSON.stringify(Resource);
    // Formatted from the name, the ARN needs a wildcard; a reference of CloudFormation is the complete ARN.
    expect(text).toMatch(text.includes(':secret:kafka') ? /:secret:kafka-\?{6}/ : /^{"(Ref|Fn::ImportValue|Fn::GetStackOutput)":/);
  });
});
