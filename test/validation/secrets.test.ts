import { App, CfnCondition, CfnParameter, Fn, SecretValue, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EventRecordFormat, KafkaSchemaRegistryAccessConfigType, KafkaSchemaValidationAttribute } from 'aws-cdk-lib/aws-lambda';
import { ConfluentSchemaRegistry } from 'aws-cdk-lib/aws-lambda-event-sources';
import { AttachmentTargetType, CfnSecret, ISecret, Secret, SecretProps, SecretStringGenerator } from 'aws-cdk-lib/aws-secretsmanager';
import { findViolations } from './helpers';
import { KafkaEmptySecret, KafkaSchemaRegistry, KafkaUserSecret } from '../../src';
import { ARN, getProblems, importSecret, newParameter, newStack } from '../helpers';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const OTHER_ACCOUNT = ARN.replace(ENV.account, '444455556666');
const KEY = 'arn:aws:kms:eu-west-1:444455556666:key/a1b2c3d4-5678-90ab-cdef-111122223333';

const REGISTRY = {
  schemaRegistryUri: 'https://registry.example.com',
  eventRecordFormat: EventRecordFormat.JSON,
  schemaValidationConfigs: [{ attribute: KafkaSchemaValidationAttribute.VALUE }],
};

type Build = (stack: Stack) => ISecret;

/** Finds the violations by a secret, without the warnings of an empty one and of one without a policy. */
function findSecretViolations(create: Build, entry = 'saslPlainAuth', stack = newStack('Stack', { env: ENV })): string[] {
  const method = entry === 'serverRootCaCertificate' ? { saslPlainAuth: [importSecret(stack)] } : {};
  return findViolations({ accessConfigurations: { ...method, [entry]: [create(stack)] } }, stack)
    .map(violation => violation.replace(`accessConfigurations.${entry}[0]: `, '')).filter(id => !/^(secret-empty|other-account-policy-missing)/.test(id));
}

const newSecret = (props?: SecretProps) => (stack: Stack) => new Secret(stack, 'Own', props);
const literal = (value: unknown) => newSecret({ secretStringValue: SecretValue.unsafePlainText(typeof value === 'string' ? value : JSON.stringify(value)) });
const generate = (template: unknown, generateStringKey: string, options: SecretStringGenerator = {}) =>
  newSecret({ generateSecretString: { secretStringTemplate: typeof template === 'string' ? template : JSON.stringify(template), generateStringKey, ...options } });

describe('a secret of another account', () => {
  const other = (stack: Stack) => new Stack(stack.node.root as App, 'Other', { env: { ...ENV, account: '444455556666' } });

  test.each<[string, Build, string[]]>([
    ['is allowed with its key', stack => Secret.fromSecretAttributes(stack, 'S', { secretCompleteArn: OTHER_ACCOUNT, encryptionKey: kms.Key.fromKeyArn(stack, 'K', KEY) }), []],
    ['gets a warning without its key', stack => importSecret(stack, 'S', OTHER_ACCOUNT), ['secret-other-account-key-missing (warning)']],
    ['throws with an AWS managed key', stack => Secret.fromSecretAttributes(stack, 'S', {
      secretCompleteArn: OTHER_ACCOUNT, encryptionKey: kms.Alias.fromAliasName(stack, 'K', 'alias/aws/secretsmanager'),
    }), ['secret-other-account-aws-managed-key']],
    ['throws when another stack creates it without a key', stack => new KafkaUserSecret(other(stack), 'S', { username: 'billing' }),
      ['secret-other-account-aws-managed-key']],
    ['is allowed when another stack creates it with a key', stack => {
      const scope = other(stack);
      return new KafkaUserSecret(scope, 'S', { username: 'billing', secretName: 'billing', encryptionKey: kms.Key.fromKeyArn(scope, 'K', KEY) });
    }, []],
    ['gets a warning if only its resource has a key', stack => {
      const secret = new KafkaUserSecret(other(stack), 'S', { username: 'billing', secretName: 'billing' });
      (secret.node.defaultChild as CfnSecret).kmsKeyId = KEY;
      return secret;
    }, ['secret-other-account-key-missing (warning)']],
    ['is unknown for a token', stack => importSecret(stack, 'S', newParameter(stack, 'Arn')), []],
  ])('%s', (_, create, violations) => {
    expect(findSecretViolations(create)).toEqual(violations);
  });

  test('is unknown if the account of the mapping is', () => {
    expect(findSecretViolations(stack => importSecret(stack, 'S', OTHER_ACCOUNT), undefined, newStack())).toEqual([]);
  });
});

describe('the name of an imported secret', () => {
  test.each(['kafka-orders', 'kafka/billing-A1b2c3'])('gets a warning when it looks like the end of a complete ARN: %s', name => {
    expect(findSecretViolations(stack => Secret.fromSecretNameV2(stack, 'S', name))).toEqual(['secret-partial-arn-ambiguous (warning)']);
    const arn = ARN.replace('kafka-a1b2c3', name);
    expect(findSecretViolations(stack => Secret.fromSecretPartialArn(stack, 'S', arn))).toEqual(['secret-partial-arn-ambiguous (warning)']);
    expect(findSecretViolations(stack => Secret.fromSecretCompleteArn(stack, 'S', `${arn}-a1b2c3`))).toEqual([]);
  });

  test.each(['kafka-order', 'kafka-billing', 'orders', 'kafka/orders', 'kafka_orders', 'kafka-ord.rs'])('is allowed: %s', name => {
    expect(findSecretViolations(stack => Secret.fromSecretNameV2(stack, 'S', name))).toEqual([]);
  });

  test('can be a token', () => {
    expect(findSecretViolations(stack => Secret.fromSecretNameV2(stack, 'S', newParameter(stack, 'Name')))).toEqual([]);
  });
});

describe('a wildcard', () => {
  test.each(['kafka/*', 'kafka-order?'])('throws in the name of a secret: %s', name => {
    expect(findSecretViolations(stack => Secret.fromSecretNameV2(stack, 'S', name))).toEqual(['secret-wildcard']);
    expect(findSecretViolations(stack => importSecret(stack, 'S', ARN.replace('kafka', name)))).toEqual(['secret-invalid-arn']);
  });

  test('throws in the ARN of the key of a secret', () => {
    const withKey = (arn: string) => (stack: Stack) =>
      Secret.fromSecretAttributes(stack, 'S', { secretCompleteArn: ARN, encryptionKey: kms.Key.fromKeyArn(stack, 'K', arn) });
    expect(findSecretViolations(withKey('arn:aws:kms:eu-west-1:111122223333:key/*'))).toEqual(['secret-wildcard']);
    expect(findSecretViolations(withKey(KEY))).toEqual([]);
  });

  test('throws for an object of JavaScript that has neither a path nor a known ARN', () => {
    const stack = newStack();
    const secret = { secretArn: newParameter(stack, 'Arn'), encryptionKey: { keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/*' } };
    expect(getProblems({ accessConfigurations: { saslPlainAuth: [secret] } }, stack))
      .toEqual([expect.stringContaining('accessConfigurations.saslPlainAuth[0] (an object) has an ARN with a wildcard')]);
  });

  test('is not checked in an alias, whose name is only a condition', () => {
    expect(findSecretViolations(stack => Secret.fromSecretAttributes(stack, 'S', {
      secretCompleteArn: ARN, encryptionKey: kms.Alias.fromAliasName(stack, 'K', 'alias/kafka'),
    }))).toEqual([]);
  });
});

describe('the value of a created secret', () => {
  const overridden = (override: (resource: CfnSecret) => void, props?: SecretProps) => (stack: Stack) => {
    const secret = new Secret(stack, 'Own', props);
    override(secret.node.defaultChild as CfnSecret);
    return secret;
  };
  const attached = (build: Build) => (stack: Stack) =>
    (build(stack) as Secret).attach({ asSecretAttachmentTarget: () => ({ targetId: 'users', targetType: AttachmentTargetType.RDS_DB_INSTANCE }) });
  const OAUTH = { oauthTokenEndpointUrl: 'https://idp.example.com/token', oauthClientId: 'billing' };

  test.each<[string, Build, string]>([
    ['a generated password', newSecret(), 'saslPlainAuth'],
    ['a generated password for SCRAM-SHA-256', newSecret(), 'saslScram256Auth'],
    ['a generated password for SCRAM-SHA-512', newSecret(), 'saslScram512Auth'],
    ['a generated user name', generate({ user: 'billing' }, 'password'), 'saslPlainAuth'],
    ['a password with another key', generate({ username: 'billing' }, 'secret'), 'saslPlainAuth'],
    ['a template that is not JSON', generate('username', 'password'), 'saslPlainAuth'],
    ['a template that is null', generate('null', 'password'), 'saslPlainAuth'],
    ['plain text', literal('hunter2'), 'saslPlainAuth'],
    ['JSON without a password', literal({ username: 'billing' }), 'saslPlainAuth'],
    ['an object without a password', newSecret({ secretObjectValue: { username: SecretValue.unsafePlainText('billing') } }), 'saslPlainAuth'],
    ['a generated client certificate', newSecret(), 'clientCertificateTlsAuth'],
    ['a generated private key', generate({ certificate: 'PEM' }, 'privateKey'), 'clientCertificateTlsAuth'],
    ['a generated root CA', generate({}, 'certificate'), 'serverRootCaCertificate'],
    ['a generated OAuth client', newSecret(), 'oauthBearerAuth'],
    ['an OAuth client without a secret', literal(OAUTH), 'oauthBearerAuth'],
    ['an OAuth client with a generated private key', generate({ ...OAUTH, oauthClientEmail: 'a@example.com' }, 'oauthPrivateKey'), 'oauthBearerAuth'],
    ['a property override', overridden(resource => resource.addPropertyOverride('GenerateSecretString.GenerateStringKey', 'secret'),
      { generateSecretString: { secretStringTemplate: '{"username":"billing"}', generateStringKey: 'password' } }), 'saslPlainAuth'],
    ['a generated password, attached to a database', attached(newSecret()), 'saslPlainAuth'],
    ['an import by the ARN of its resource', stack => importSecret(stack, 'S', new CfnSecret(stack, 'Own', { generateSecretString: {} }).ref), 'saslPlainAuth'],
  ])('gets a warning: %s', (_, build, entry) => {
    expect(findSecretViolations(build, entry)).toEqual(['secret-invalid-value (warning)']);
  });

  test.each<[string, Build, string]>([
    ['every character', generate({ username: 'billing' }, 'password'), 'saslPlainAuth'],
    ['a slash', generate({ username: 'billing' }, 'password', { excludeCharacters: '"\\' }), 'saslScram512Auth'],
  ])('gets a warning for a generated password that can have %s', (_, build, entry) => {
    expect(findSecretViolations(build, entry)).toEqual(['secret-generated-punctuation (warning)']);
  });

  test.each<[string, Build, string]>([
    ['a user with a generated password of letters and digits', generate({ username: 'billing' }, 'password', { excludePunctuation: true }), 'saslPlainAuth'],
    ['a user with a generated password without some characters', generate({ username: 'billing' }, 'password', { excludeCharacters: '"/\\' }), 'saslScram512Auth'],
    ['a user with a generated password without unknown characters', stack =>
      generate({ username: 'billing' }, 'password', { excludeCharacters: newParameter(stack, 'Characters') })(stack), 'saslScram512Auth'],
    ['a user of a database', attached(generate({ username: 'billing' }, 'password', { excludePunctuation: true })), 'saslScram512Auth'],
    ['KafkaUserSecret', stack => new KafkaUserSecret(stack, 'Own', { username: 'billing' }), 'saslScram512Auth'],
    ['KafkaUserSecret with a token', stack => new KafkaUserSecret(stack, 'Own', { username: newParameter(stack, 'User') }), 'saslScram512Auth'],
    ['KafkaEmptySecret', stack => new KafkaEmptySecret(stack, 'Own'), 'clientCertificateTlsAuth'],
    ['JSON with a user', literal({ username: 'billing', password: 'hunter2' }), 'saslPlainAuth'],
    ['an object with a user', newSecret({ secretObjectValue: { username: SecretValue.unsafePlainText('billing'), password: SecretValue.secretsManager('kafka') } }), 'saslPlainAuth'],
    ['a token', stack => new Secret(stack, 'Own', {
      secretStringValue: SecretValue.cfnParameter(new CfnParameter(stack, 'Value', { noEcho: true })),
    }), 'saslPlainAuth'],
    ['a dynamic reference', newSecret({ secretStringValue: SecretValue.secretsManager('kafka/billing') }), 'saslPlainAuth'],
    ['a template that is a token', stack => new Secret(stack, 'Own', {
      generateSecretString: { secretStringTemplate: newParameter(stack, 'Template'), generateStringKey: 'password', excludePunctuation: true },
    }), 'saslPlainAuth'],
    ['a condition', stack => {
      new CfnCondition(stack, 'Is', { expression: Fn.conditionEquals(newParameter(stack, 'Stage'), 'prod') });
      return overridden(resource => resource.addPropertyOverride('GenerateSecretString', { 'Fn::If': ['Is', {}, {}] }))(stack);
    }, 'saslPlainAuth'],
    ['a value that an override deletes', overridden(resource => resource.addPropertyDeletionOverride('GenerateSecretString')), 'clientCertificateTlsAuth'],
    ['properties that an override deletes', overridden(resource => resource.addDeletionOverride('Properties')), 'clientCertificateTlsAuth'],
    ['a client certificate', literal({ certificate: 'PEM', privateKey: 'PEM' }), 'clientCertificateTlsAuth'],
    ['a root CA', literal({ certificate: 'PEM' }), 'serverRootCaCertificate'],
    ['an OAuth client with a generated secret', generate(OAUTH, 'oauthClientSecret'), 'oauthBearerAuth'],
    ['an OAuth client that signs', literal({ ...OAUTH, oauthClientEmail: 'a@example.com', oauthPrivateKey: 'PEM' }), 'oauthBearerAuth'],
  ])('is allowed: %s', (_, build, entry) => {
    expect(findSecretViolations(build, entry)).toEqual([]);
  });

  test('never reaches a message', () => {
    const stack = newStack();
    const problems = getProblems({ accessConfigurations: { clientCertificateTlsAuth: [literal({ username: 'billing', password: 'hunter2' })(stack)] } }, stack);
    expect(problems).toEqual([expect.stringMatching(/^accessConfigurations\.clientCertificateTlsAuth\[0\] 'Stack\/Own' is created with a value without certificate and privateKey,.*; use KafkaEmptySecret for/)]);
    expect(problems.join()).not.toContain('hunter2');
  });
});

describe('a secret of a schema registry', () => {
  /** Finds the violations by a secret of a registry of Confluent. */
  function findRegistryViolations(prop: string, create: Build): string[] {
    const stack = newStack('Stack', { env: ENV });
    return findViolations({
      provisionedPollerConfig: { minimumPollers: 1 },
      schemaRegistryConfig: KafkaSchemaRegistry.confluent({ ...REGISTRY, [prop]: create(stack) }),
    }, stack);
  }

  test.each<[string, string, Build, string[]]>([
    ['a generated password', 'basicAuth', newSecret(), ['secret-invalid-value (warning)']],
    ['a user instead of a certificate', 'clientCertificateTlsAuth', generate({ username: 'billing' }, 'password'), ['secret-invalid-value (warning)']],
    ['a user instead of a root CA', 'serverRootCaCertificate', generate({ username: 'billing' }, 'password'), ['secret-invalid-value (warning)']],
    ['a user instead of an OAuth client', 'oauthBearerAuth', generate({ username: 'billing' }, 'password'), ['secret-invalid-value (warning)']],
    ['a user', 'basicAuth', generate({ username: 'billing' }, 'password'), []],
    ['a secret of another account', 'basicAuth', stack => importSecret(stack, 'S', OTHER_ACCOUNT), ['secret-other-account-key-missing (warning)']],
    ['a name that looks like a complete ARN', 'basicAuth', stack => Secret.fromSecretNameV2(stack, 'S', 'kafka-orders'), ['secret-partial-arn-ambiguous (warning)']],
    ['a wildcard', 'basicAuth', stack => Secret.fromSecretNameV2(stack, 'S', 'kafka/*'), ['secret-wildcard']],
    ['a wildcard in the ARN of its key', 'basicAuth', stack => Secret.fromSecretAttributes(stack, 'S', {
      secretCompleteArn: ARN, encryptionKey: kms.Key.fromKeyArn(stack, 'K', KEY.replace(/[^/]+$/, '*')),
    }), ['secret-wildcard']],
  ])('is checked like one of the brokers: %s', (_, prop, create, violations) => {
    expect(findRegistryViolations(prop, create)).toEqual(violations.map(violation => `schemaRegistryConfig.${prop}: ${violation}`));
  });

  test('is checked in a registry of aws-cdk-lib', () => {
    const types = KafkaSchemaRegistryAccessConfigType;
    for (const [authenticationType, violations] of [
      [types.BASIC_AUTH, ['schemaRegistryConfig.secret: secret-invalid-value (warning)']],
      [types.VIRTUAL_HOST, ['schemaRegistryConfig.authenticationType: schema-registry-unknown-access-type']],
      [undefined as never, ['schemaRegistryConfig.authenticationType: schema-registry-unknown-access-type']],
    ] as const) {
      expect(findViolations(stack => ({
        provisionedPollerConfig: { minimumPollers: 1 },
        schemaRegistryConfig: new ConfluentSchemaRegistry({ ...REGISTRY, authenticationType, secret: new Secret(stack, 'Registry') }),
      }))).toEqual(violations);
    }
  });

  test('is a construct', () => {
    expect(getProblems({ provisionedPollerConfig: { minimumPollers: 1 }, schemaRegistryConfig: KafkaSchemaRegistry.confluent({ ...REGISTRY, basicAuth: 'hunter2' as never }) }))
      .toEqual([expect.stringMatching(/^schemaRegistryConfig\.basicAuth undefined is not the ARN of a secret/)]);
  });
});

describe('a credential', () => {
  const registry = (config: object) => ({
    provisionedPollerConfig: { minimumPollers: 1 },
    schemaRegistryConfig: { bind: () => ({ schemaRegistryUri: 'https://registry.example.com', ...config }) },
  });

  test.each<[string, object]>([
    ['a secret', { accessConfigurations: { saslPlainAuth: ['hunter2'] } }],
    ['the ARN of a secret', { accessConfigurations: { saslPlainAuth: [{ secretArn: 'hunter2' }] } }],
    ['a cluster', { accessConfigurations: { iamAuth: 'hunter2' } }],
    ['a cluster with a wildcard', { accessConfigurations: { iamAuth: 'hunter2*' } }],
    ['a broker', { bootstrapServers: ['billing:hunter2@b1.example.com:9096'] }],
    ['a broker with a URL', { bootstrapServers: ['https://billing:hunter2@b1.example.com'] }],
    ['a function', { target: 'hunter2' }],
    ['a destination', { onFailure: 'hunter2' }],
    ['a key', { filterEncryption: 'hunter2' }],
    ['a registry', { schemaRegistryConfig: 'hunter2' }],
    ['the URL of a registry', registry({ schemaRegistryUri: 'hunter2' })],
    ['a URL with a password', registry({ schemaRegistryUri: 'https://billing:hunter2@registry.example.com' })],
    ['a URL without TLS and with a password', registry({ schemaRegistryUri: 'http://billing:hunter2@registry.example.com' })],
    ['the secret of a registry', registry({ accessConfigs: [{ uri: 'hunter2' }] })],
  ])('in the place of %s never reaches a message', (_, props) => {
    const problems = getProblems(props);
    expect(problems).not.toEqual([]);
    expect(problems.join()).not.toContain('hunter2');
  });
});
