/** @see https://github.com/aws/aws-cdk/issues/18571 secrets that Lambda can't read */
import { Aws, CfnCondition, CfnResource, Fn, NestedStack, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AnyPrincipal, ArnPrincipal, CfnPolicy, CfnRole, CfnRolePolicy, ManagedPolicy, Policy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, CfnAlias, CfnKey, CfnReplicaKey, Key } from 'aws-cdk-lib/aws-kms';
import { Function, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket, BucketEncryption, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnSecret, ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnTopic, Topic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { findMskViolations, findViolations } from './helpers';
import { KafkaUserSecret, KafkaOnFailure } from '../../src';
import { getWarnings, importSecret, newFunction, newParameter, newSource, newStack } from '../helpers';

const VALUE = { generateSecretString: { secretStringTemplate: '{"username":"billing"}', generateStringKey: 'password', excludePunctuation: true } };
const newCfnSecret = (scope: Construct, kmsKeyId?: string) => new CfnSecret(scope, 'CfnSecret', { ...VALUE, kmsKeyId });
const newCondition = (scope: Construct, value: string) =>
  Fn.conditionIf(new CfnCondition(scope, 'HasKey', { expression: Fn.conditionEquals(newParameter(scope, 'Key'), 'yes') }).logicalId, value, Aws.NO_VALUE).toString();
const useSecret = (secret: ISecret) => ({ accessConfigurations: { saslPlainAuth: [secret] } });

test.each<[string, (scope: Construct) => object, string]>([
  ['a secret by its ARN', scope => useSecret(importSecret(scope, 'S', new KafkaUserSecret(scope, 'Own', { username: 'billing', encryptionKey: new Key(scope, 'Key') }).secretArn)), 'accessConfigurations.saslPlainAuth[0]'],
  ['the resource of a secret', scope => useSecret(importSecret(scope, 'S', newCfnSecret(scope, new CfnKey(scope, 'Key').ref).ref)), 'accessConfigurations.saslPlainAuth[0]'],
  ['the resource of a secret with an alias', scope => useSecret(importSecret(scope, 'S', newCfnSecret(scope, 'alias/kafka').attrId)), 'accessConfigurations.saslPlainAuth[0]'],
  ['a queue by its ARN', scope => ({
    onFailure: KafkaOnFailure.sqsQueue(Queue.fromQueueArn(scope, 'Q', new Queue(scope, 'Own', { encryption: QueueEncryption.KMS }).queueArn)),
  }), 'onFailure'],
  ['a topic by its ARN', scope => ({
    onFailure: KafkaOnFailure.snsTopic(Topic.fromTopicArn(scope, 'T', new CfnTopic(scope, 'Own', { kmsMasterKeyId: new Key(scope, 'Key').keyArn }).ref)),
  }), 'onFailure'],
  ['a bucket by its ARN', scope => ({
    onFailure: KafkaOnFailure.s3Bucket(Bucket.fromBucketArn(scope, 'B', new Bucket(scope, 'Own', { encryption: BucketEncryption.KMS }).bucketArn)),
  }), 'onFailure'],
  ['a queue whose key is set later', scope => {
    const queue = new Queue(scope, 'Q');
    (queue.node.defaultChild as CfnQueue).kmsMasterKeyId = new Key(scope, 'Key').keyId;
    return { onFailure: KafkaOnFailure.sqsQueue(queue) };
  }, 'onFailure'],
  ['a queue whose key is an override', scope => {
    const queue = new Queue(scope, 'Q');
    (queue.node.defaultChild as CfnQueue).addPropertyOverride('KmsMasterKeyId', 'alias/kafka');
    return { onFailure: KafkaOnFailure.sqsQueue(queue) };
  }, 'onFailure'],
  ['an object without a path', scope => {
    const { ref } = newCfnSecret(scope, 'alias/kafka');
    return { accessConfigurations: { saslPlainAuth: [{ secretArn: ref, secretFullArn: ref }] } };
  }, 'accessConfigurations.saslPlainAuth[0]'],
])('%s gets a warning, because its construct has no key', (_, create, prop) => {
  expect(findViolations(create)).toEqual([`${prop}: encryption-key-unknown (warning)`]);
});

test.each<[string, (scope: Construct) => object]>([
  ['a secret without a key', scope => useSecret(importSecret(scope, 'S', newCfnSecret(scope).ref))],
  ['a secret with the key of AWS', scope => useSecret(importSecret(scope, 'S', newCfnSecret(scope, 'alias/aws/secretsmanager').ref))],
  ['a secret without a key, in other words', scope => useSecret(importSecret(scope, 'S', newCfnSecret(scope, Aws.NO_VALUE).ref))],
  ['a key that a condition can leave out', scope => useSecret(importSecret(scope, 'S', newCfnSecret(scope, newCondition(scope, 'alias/kafka')).ref))],
  ['a secret whose key an override removes', scope => {
    const secret = newCfnSecret(scope, 'alias/kafka');
    secret.addPropertyDeletionOverride('KmsKeyId');
    return useSecret(importSecret(scope, 'S', secret.ref));
  }],
  ['a topic with the key of AWS', scope => ({
    onFailure: KafkaOnFailure.snsTopic(Topic.fromTopicArn(scope, 'T', new Topic(scope, 'Own', { masterKey: Alias.fromAliasName(scope, 'Key', 'alias/aws/sns') }).topicArn)),
  })],
  ['a bucket with other encryption', scope => ({ onFailure: KafkaOnFailure.s3Bucket(Bucket.fromBucketArn(scope, 'B', new Bucket(scope, 'Own').bucketArn)) })],
  ['a bucket without a default', scope => ({
    onFailure: KafkaOnFailure.s3Bucket(Bucket.fromBucketArn(scope, 'B', new CfnBucket(scope, 'Own', { bucketEncryption: { serverSideEncryptionConfiguration: [{ bucketKeyEnabled: true }] } }).attrArn)),
  })],
  ['a Kafka topic', () => ({ onFailure: KafkaOnFailure.kafkaTopic('failed'), provisionedPollerConfig: { minimumPollers: 1 } })],
  ['an object that is only like a secret', () => ({ accessConfigurations: { saslPlainAuth: [{ secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-a1b2c3', secretFullArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-a1b2c3' }] } })],
])('%s gets none', (_, create) => {
  expect(findViolations(create)).toEqual([]);
});

describe('a policy of the app that lets the role use a key', () => {
  const DECRYPT = { Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }] };
  const create = (allow: (target: IFunction, key: Key, other: Key) => void) => (scope: Construct) => {
    const [target, key, other] = [newFunction(scope), new Key(scope, 'Key'), new Key(scope, 'Other')];
    allow(target, key, other);
    return { target, ...useSecret(importSecret(scope, 'S', newCfnSecret(scope, key.keyArn).ref)) };
  };
  const allow = (target: IFunction, Action: string, more: object = { Resource: '*' }) => target.addToRolePolicy(PolicyStatement.fromJson({ Effect: 'Allow', Action, ...more }));
  const getPolicy = ({ role }: IFunction) => role!.node.findChild('DefaultPolicy').node.defaultChild as CfnPolicy;
  const warned = ['accessConfigurations.saslPlainAuth[0]: encryption-key-unknown (warning)'];

  /** @see https://github.com/aws/aws-cdk/issues/14043 all keys of an account */
  test.each<[string, Parameters<typeof create>[0], string[]]>([
    ['that key', (target, key) => key.grantDecrypt(target), []],
    ['that key by its logical ID', (target, { stack, node }) => allow(target, 'kms:Decrypt', { Resource: Fn.sub(`arn:aws:kms:eu-west-1:111122223333:key/\${${stack.getLogicalId(node.defaultChild as CfnKey)}}`) }), []],
    ['all keys', target => allow(target, 'kms:*'), []],
    ['all keys of an account', target => allow(target, 'kms:Decrypt', { Resource: 'arn:aws:kms:eu-west-1:111122223333:key/*' }), []],
    ['all multi-Region keys of an account', target => allow(target, 'kms:Decrypt', { Resource: 'arn:aws:kms:*:111122223333:key/mrk-*' }), []],
    ['all keys except one', (target, _, { keyArn }) => allow(target, 'kms:Decrypt', { NotResource: keyArn }), []],
    ['another key', (target, _, other) => other.grantDecrypt(target), warned],
    ['another secret', (target, _, other) => new KafkaUserSecret(other, 'S', { username: 'x', encryptionKey: other }).grantRead(target), warned],
    ['that key, but only to encrypt', (target, key) => key.grantEncrypt(target), warned],
    ['all secrets, not keys', target => allow(target, 'secretsmanager:*'), warned],
    ['a managed policy of the role', (target, { stack }) => {
      target.role!.addManagedPolicy(new ManagedPolicy(stack, 'Keys', { statements: [new PolicyStatement({ actions: ['kms:Decrypt'], resources: ['*'] })] }));
    }, []],
    ['a managed policy that is a CfnResource', target => {
      const properties = { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }] } };
      const { ref } = new CfnResource(target, 'Keys', { type: 'AWS::IAM::ManagedPolicy', properties });
      target.role!.addManagedPolicy(ManagedPolicy.fromManagedPolicyArn(target, 'Imported', ref));
    }, []],
    ['a policy that is a CfnResource', ({ stack, role }) => {
      new CfnResource(stack, 'Keys', { type: 'AWS::IAM::Policy', properties: { PolicyName: 'keys', Roles: [role!.roleName], PolicyDocument: DECRYPT } });
    }, []],
    ['a policy that names the role by its logical ID', ({ stack, role }) => {
      const Roles = [{ Ref: stack.getLogicalId(role!.node.defaultChild as CfnRole) }];
      new CfnResource(stack, 'Keys', { type: 'AWS::IAM::ManagedPolicy', properties: { Roles, PolicyDocument: DECRYPT } });
    }, []],
    ['any action of a service that is a parameter', target => allow(target, `${newParameter(target, 'Service')}:*`), []],
    ['a policy for one role', ({ stack, role }) => {
      new CfnRolePolicy(stack, 'Keys', { policyName: 'keys', roleName: role!.roleName, policyDocument: DECRYPT });
    }, []],
    ['a policy whose roles are a condition', (target, key) => {
      const condition = new CfnCondition(key, 'HasRole', { expression: Fn.conditionEquals(newParameter(key, 'Roles'), 'yes') });
      const roles = Token.asList(Fn.conditionIf(condition.logicalId, [target.role!.roleName], Aws.NO_VALUE));
      const policyDocument = PolicyDocument.fromJson({ Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] });
      new CfnPolicy(key, 'Policy', { policyName: 'x', roles, users: ['reader'], policyDocument });
    }, warned],
    ['a managed policy of AWS for everything', target => target.role!.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')), []],
    ['a managed policy of AWS for something else', target => target.role!.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('AmazonS3ReadOnlyAccess')), warned],
    ['the policy of the key', (target, key) => key.addToResourcePolicy(new PolicyStatement({ actions: ['kms:Decrypt'], principals: [target.role!], resources: ['*'] })), []],
    ['the policy of the key for everyone', (_, key) => key.addToResourcePolicy(new PolicyStatement({ actions: ['kms:Decrypt'], principals: [new AnyPrincipal()], resources: ['*'] })), []],
    ['the policy of the key for another role', (_, key) => key.addToResourcePolicy(new PolicyStatement({ actions: ['kms:Decrypt'], principals: [new ArnPrincipal('arn:aws:iam::111122223333:role/other')], resources: ['*'] })), warned],
    ['an override', target => {
      allow(target, 'kms:Encrypt');
      getPolicy(target).addPropertyOverride('PolicyDocument.Statement.0.Action', 'kms:Decrypt');
    }, []],
    ['no longer, by an override', target => {
      allow(target, 'kms:Decrypt');
      getPolicy(target).addPropertyOverride('PolicyDocument.Statement.0.Action', 'kms:Encrypt');
    }, warned],
  ])('%s', (_, allowUse, expected) => {
    expect(findViolations(create(allowUse))).toEqual(expected);
  });

  describe.each([undefined, 'consumer'])('in another stack, for a role with the name %s', roleName => {
    const find = (statements: PolicyStatement[], addPolicy: (scope: Stack, role: Role) => void) => {
      const stack = newStack();
      const [other, keys] = ['Other', 'Keys'].map(id => new Stack(stack.node.root, id));
      const role = new Role(other, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), roleName });
      const key = new Key(keys, 'Key');
      statements.forEach(statement => statement.addResources(key.keyArn));
      addPolicy(keys, role);
      newSource(stack, { target: newFunction(stack, 'Fn', { role }), ...useSecret(importSecret(stack, 'S', newCfnSecret(keys, key.keyArn).ref)) });
      Template.fromStack(stack); // the first synthesis
      return getWarnings(stack).length;
    };

    test.each<[string, (scope: Stack, role: Role, statements: PolicyStatement[]) => void]>([
      ['an inline policy', (scope, role, statements) => { new Policy(scope, 'Policy', { roles: [role], statements }); }],
      ['a managed policy', (scope, role, statements) => { new ManagedPolicy(scope, 'Policy', { roles: [role], statements }); }],
      ['a managed policy that the role names', (scope, role, statements) => role.addManagedPolicy(new ManagedPolicy(scope, 'Policy', { statements }))],
    ])('%s', (_, addPolicy) => {
      const getStatement = (action: string) => [new PolicyStatement({ actions: [action] })];
      expect(['kms:Decrypt', 'kms:Encrypt'].map(getStatement).map(statements => find(statements, (scope, role) => addPolicy(scope, role, statements)))).toEqual([0, 1]);
    });
  });

  test('a policy for the role of another stack with the same logical ID', () => {
    const stack = newStack();
    const stacks = [stack, new Stack(stack.node.root, 'Copy')];
    const policies = stacks.map(scope => {
      const props = create(() => undefined)(scope);
      newSource(scope, props);
      const Ref = scope.getLogicalId(props.target.role!.node.defaultChild as CfnRole);
      return { PolicyName: 'keys', Roles: [{ Ref }], PolicyDocument: DECRYPT };
    });
    expect(policies[0]).toEqual(policies[1]);
    new CfnResource(stacks[0], 'Keys', { type: 'AWS::IAM::Policy', properties: policies[0] });
    expect(stacks.map(scope => getWarnings(scope).length)).toEqual([0, 1]);
  });

  test('a policy for the role of another attribute of a construct', () => {
    expect(findViolations(scope => {
      const roles = new CfnResource(scope, 'Roles', { type: 'Custom::Roles' });
      const [role, other] = ['Consumer', 'Other'].map(id => Role.fromRoleName(scope, id, roles.getAtt(id).toString()));
      other.addToPrincipalPolicy(new PolicyStatement({ actions: ['kms:Decrypt'], resources: ['*'] }));
      return { target: newFunction(scope, 'Fn', { role }), ...useSecret(importSecret(scope, 'S', newCfnSecret(scope, new Key(scope, 'Key').keyArn).ref)) };
    })).toEqual(warned);
  });

  test('a policy of pollers whose mapping was removed', () => {
    const stack = newStack();
    const other = new Stack(stack.node.root, 'Other');
    const props = create(() => undefined)(stack);
    new Queue(other, 'Queue'); // the newest aws-cdk-lib reports a stack without resources
    newSource(other, { target: props.target });
    other.node.tryRemoveChild('Source');
    expect(findViolations(props, stack)).toEqual(warned);
  });

  test.each<[string, string, string[]]>([
    ['by its ARN', 'arn:aws:iam::111122223333:role/apps/consumer', []],
    ['by an ARN with tokens', `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/consumer`, []],
    ['with a longer name', 'arn:aws:iam::111122223333:role/orders-consumer', warned],
  ])('the policy of the key, for a role of the app that is named %s', (_, arn, expected) => {
    expect(findViolations(scope => {
      const key = new Key(scope, 'Key');
      key.addToResourcePolicy(new PolicyStatement({ actions: ['kms:Decrypt'], principals: [new ArnPrincipal(arn)], resources: ['*'] }));
      const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), roleName: 'consumer' });
      return { target: newFunction(scope, 'Fn', { role }), ...useSecret(importSecret(scope, 'S', newCfnSecret(scope, key.keyArn).ref)) };
    })).toEqual(expected);
  });

  test.each<[string, string[]]>([['kms:Decrypt', []], ['kms:Encrypt', warned]])('the policy of a replica of a key: %s', (action, expected) => {
    expect(findViolations(scope => {
      const target = newFunction(scope);
      const statement = new PolicyStatement({ actions: [action], principals: [target.role!], resources: ['*'] });
      const primaryKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';
      const { attrArn } = new CfnReplicaKey(scope, 'Key', { primaryKeyArn, keyPolicy: new PolicyDocument({ statements: [statement] }) });
      return { target, ...useSecret(importSecret(scope, 'S', newCfnSecret(scope, attrArn).ref)) };
    })).toEqual(expected);
  });

  test('that key, which is known by an alias', () => {
    expect(findViolations(scope => {
      const [target, key] = [newFunction(scope), new Key(scope, 'Key')];
      key.grantDecrypt(target);
      const { ref } = new CfnAlias(scope, 'Alias', { aliasName: 'alias/kafka', targetKeyId: key.keyId });
      return { target, ...useSecret(importSecret(scope, 'S', newCfnSecret(scope, ref).ref)) };
    })).toEqual([]);
  });

  test('a key that is a parameter of the template isn\'t compared', () => {
    expect(findViolations(scope => {
      const target = newFunction(scope);
      allow(target, 'kms:Decrypt', { Resource: newParameter(scope, 'KeyArn') });
      return { target, ...useSecret(importSecret(scope, 'S', newCfnSecret(scope, newParameter(scope, 'KeyId')).ref)) };
    })).toEqual([]);
  });

  test.each<[string, (key: Key, target: IFunction) => string]>([
    ['whose policy allows it', (key, target) => {
      key.addToResourcePolicy(new PolicyStatement({ actions: ['kms:GenerateDataKey*'], principals: [target.role!], resources: ['*'] }));
      return key.keyArn;
    }],
    ['that is known by an alias', (key, target) => {
      key.grantEncryptDecrypt(target);
      return new CfnAlias(key, 'CfnAlias', { aliasName: 'alias/kafka', targetKeyId: key.keyId }).ref;
    }],
  ])('the key of a bucket, %s', (_, create_) => {
    expect(findViolations(scope => {
      const target = newFunction(scope);
      const kmsMasterKeyId = create_(new Key(scope, 'Key'), target);
      const bucket = new CfnBucket(scope, 'B', {
        bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId } }] },
      });
      return { target, onFailure: KafkaOnFailure.s3Bucket(Bucket.fromBucketArn(scope, 'Failed', bucket.attrArn)) };
    })).toEqual([]);
  });

  test('that key, at each synthesis, by its ID in another stack', () => {
    const stack = newStack();
    const other = new Stack(stack.node.root, 'Other');
    const [target, key] = [newFunction(stack), new Key(other, 'Key')];
    key.grantDecrypt(target);
    newSource(stack, { target, ...useSecret(importSecret(stack, 'S', newCfnSecret(other, key.keyId).ref)) });
    Template.fromStack(stack); // the first synthesis
    expect(getWarnings(stack)).toEqual([]);
  });

  test('that key, at each synthesis, for a secret in a nested stack', () => {
    const stack = newStack();
    const [target, key] = [newFunction(stack), new Key(stack, 'Key')];
    key.grantDecrypt(target);
    newSource(stack, { target, ...useSecret(importSecret(stack, 'S', newCfnSecret(new NestedStack(stack, 'Secrets'), key.keyArn).ref)) });
    Template.fromStack(stack); // the first synthesis
    expect(getWarnings(stack)).toEqual([]);
  });

  test.each<[string, (key: Key, target: IFunction) => void, number]>([
    ['only to decrypt', (key, target) => key.grantDecrypt(target), 1],
    ['to encrypt and decrypt', (key, target) => key.grantEncryptDecrypt(target), 0],
  ])('of a queue %s', (_, grant, count) => {
    expect(findViolations(scope => {
      const [target, key, queue] = [newFunction(scope), new Key(scope, 'Key'), new Queue(scope, 'Q')];
      grant(key, target);
      (queue.node.defaultChild as CfnQueue).kmsMasterKeyId = key.keyId;
      return { target, onFailure: KafkaOnFailure.sqsQueue(queue) };
    })).toHaveLength(count);
  });

  test.each<[string, string, string[]]>([
    ['whose role is imported', 'arn:aws:iam::111122223333:role/consumer', []],
    ['without a role', '', ['role-not-changed', ...warned]],
  ])('is found for a function %s', (_, roleArn, expected) => {
    expect(findViolations(scope => {
      const target = Function.fromFunctionAttributes(scope, 'Imported', {
        functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:consumer', role: roleArn ? Role.fromRoleArn(scope, 'Role', roleArn) : undefined, sameEnvironment: true,
      });
      if (roleArn) { allow(target, 'kms:Decrypt'); }
      return { target, ...useSecret(importSecret(scope, 'S', newCfnSecret(scope, 'alias/kafka').ref)) };
    })).toEqual(expected);
  });
});

test('a secret of Amazon MSK gets only the warning for its key', () => {
  expect(findMskViolations(scope => {
    const secret = new CfnSecret(scope, 'CfnSecret', { ...VALUE, name: 'AmazonMSK_billing', kmsKeyId: 'alias/kafka' });
    return { saslScram512Auth: importSecret(scope, 'S', secret.ref) };
  })).toEqual(['saslScram512Auth: msk-secret-key-missing (warning)']);
});
