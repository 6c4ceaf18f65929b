import { Annotations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { catchError, getMapping, newSource, newStack, newParameter, getResources, getStatements, getWarnings } from './helpers';
import { KafkaEmptySecret, KafkaEmptySecretProps, KafkaUserSecret } from '../src';

const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/a1b2c3d4-5678-90ab-cdef-111122223333';

/** The secrets of a stack, as complete resources. */
const getSecrets = (stack: ReturnType<typeof newStack>) => Object.values(getResources(stack, 'AWS::SecretsManager::Secret'));
const deleted = { UpdateReplacePolicy: 'Delete', DeletionPolicy: 'Delete' };
const generated = (SecretStringTemplate: unknown) =>
  ({ SecretStringTemplate, GenerateStringKey: 'password', PasswordLength: 32, ExcludePunctuation: true });

describe('KafkaUserSecret', () => {
  test('has a user name, and a generated password of letters and digits', () => {
    const stack = newStack();
    new KafkaUserSecret(stack, 'Credentials', { username: 'billing' });
    expect(getSecrets(stack)).toEqual([{
      Type: 'AWS::SecretsManager::Secret',
      Properties: { GenerateSecretString: generated('{"username":"billing"}') },
      ...deleted,
    }]);
    expect(getWarnings(stack)).toEqual([]);
  });

  test('escapes quotes in the user name', () => {
    const stack = newStack();
    new KafkaUserSecret(stack, 'Credentials', { username: 'CN="billing", O=a\\b' });
    const [{ Properties: { GenerateSecretString: { SecretStringTemplate } } }] = getSecrets(stack);
    expect(JSON.parse(SecretStringTemplate)).toEqual({ username: 'CN="billing", O=a\\b' });
  });

  test('accepts a token as the user name', () => {
    const stack = newStack();
    new KafkaUserSecret(stack, 'Credentials', { username: newParameter(stack, 'User') });
    const [{ Properties: { GenerateSecretString } }] = getSecrets(stack);
    expect(GenerateSecretString).toEqual(generated({ 'Fn::Join': ['', ['{"username":"', { Ref: 'User' }, '"}']] }));
  });

  test.each([undefined, ''])('throws for the user name %p', username => {
    const stack = newStack();
    expect(catchError(() => new KafkaUserSecret(stack, 'Credentials', { username: username as string })))
      .toBe("KafkaUserSecret 'Stack/Credentials' has an invalid configuration:\n  - username is missing; set the name of the user, such as 'billing'");
  });

  test('works in a mapping of the same stack, with a customer managed key', () => {
    const stack = newStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', ARN);
    const user = new KafkaUserSecret(stack, 'Credentials', { username: 'billing', encryptionKey });
    newSource(stack, { accessConfigurations: { saslScram512Auth: [user] } });
    const secret = { Ref: Object.keys(getResources(stack, 'AWS::SecretsManager::Secret'))[0] };
    expect(getMapping(stack).Properties.SourceAccessConfigurations).toEqual([{ Type: 'SASL_SCRAM_512_AUTH', URI: secret }]);
    expect(getStatements(stack)).toMatchObject([
      { Action: 'secretsmanager:GetSecretValue', Resource: secret },
      { Action: 'kms:Decrypt', Resource: ARN },
    ]);
    expect(getWarnings(stack)).toEqual([]);
  });
});

describe('KafkaEmptySecret', () => {
  test('has no value', () => {
    const stack = newStack();
    new KafkaEmptySecret(stack, 'ClientCertificate');
    expect(getSecrets(stack)).toEqual([{ Type: 'AWS::SecretsManager::Secret', ...deleted }]);
  });

  test('warns about the next steps until the warning is acknowledged', () => {
    const stack = newStack();
    new KafkaEmptySecret(stack, 'ClientCertificate');
    expect(getWarnings(stack)).toEqual([[
      'This secret is deployed empty, and Lambda rejects a mapping that uses it until it contains the right JSON.',
      'Deploy it without the mapping, fill it as described in https://github.com/cdk-kafka-event-source/cdk-kafka-event-source/blob/main/docs/secrets.md, then acknowledge this warning with '
        + "Annotations.of(secret).acknowledgeWarning('cdk-kafka-event-source:secret-empty'). [ack: cdk-kafka-event-source:secret-empty]",
    ].join('\n')]);
    const acknowledged = newStack();
    Annotations.of(new KafkaEmptySecret(acknowledged, 'ClientCertificate')).acknowledgeWarning('cdk-kafka-event-source:secret-empty');
    expect(getWarnings(acknowledged)).toEqual([]);
  });
});

describe.each([
  ['KafkaUserSecret', (props: KafkaEmptySecretProps) => new KafkaUserSecret(newStack(), 'Secret', { username: 'billing', ...props })],
  ['KafkaEmptySecret', (props: KafkaEmptySecretProps) => new KafkaEmptySecret(newStack(), 'Secret', props)],
])('%s', (_, build) => {
  test('renders the name, the description and the key', () => {
    const { stack } = build({ secretName: 'kafka/billing', description: 'orders', encryptionKey: kms.Key.fromKeyArn(newStack(), 'Key', ARN) });
    expect(getSecrets(stack)[0].Properties).toMatchObject({ Name: 'kafka/billing', Description: 'orders', KmsKeyId: ARN });
  });

  test('ignores plain-text values in the props', () => {
    const { stack } = build({ secretStringBeta1: 'hunter2', secretStringValue: 'hunter2', secretObjectValue: { password: 'hunter2' } } as KafkaEmptySecretProps);
    expect(JSON.stringify(Template.fromStack(stack))).not.toContain('hunter2');
  });
});
