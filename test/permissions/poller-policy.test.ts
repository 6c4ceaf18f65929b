import * as fs from 'fs';
import { Annotations, App, ArnFormat, Aspects, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as msk from 'aws-cdk-lib/aws-msk';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { KafkaOnFailure, KafkaSchemaRegistry, MskEventSource } from '../../src';
import {
  ARN, catchError, CLUSTER_ARN, decrypt, getMapping, getResources, getStatements, getWarnings, importSecret, inVpc, NETWORK, newFunction,
  newMskSource, newParameter, newSource, newStack, READ,
} from '../helpers';

const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';
const ROLE_ARN = 'arn:aws:iam::111122223333:role/consumer';

const importedRole = (scope: Construct, options?: iam.FromRoleArnOptions) => iam.Role.fromRoleArn(scope, 'Role', ROLE_ARN, options);

/** Returns the policies that the mapping of a stack depends on. */
function getPolicyDependencies(stack: Stack) {
  return getMapping(stack).DependsOn.map((id: string) => getResources(stack, 'AWS::IAM::Policy')[id]);
}

test('a mapping that is added after the policy was resolved gets its permissions too', () => {
  const stack = newStack();
  const target = newFunction(stack);
  newSource(stack, { target });
  expect(getStatements(stack)).toEqual([READ]);
  newSource(stack, { target, topic: 'refunds', accessConfigurations: { saslPlainAuth: [importSecret(stack, 'Other', ARN.replace('kafka', 'other'))] } }, 'Refunds');
  const [policy] = stack.node.findAll().filter((child): child is iam.CfnPolicy => child instanceof iam.CfnPolicy && /^KafkaPollerPolicy/.test(child.node.scope!.node.id));
  expect(stack.resolve(policy.policyDocument).Statement).toEqual([READ, { ...READ, Resource: ARN.replace('kafka', 'other') }]);
});

test('permissions that differ only in their conditions are all granted', () => {
  const stack = newStack();
  const target = newFunction(stack);
  ['orders', 'refunds'].forEach(audience =>
    newSource(stack, { target, topic: audience, accessConfigurations: { iamOauthBearerAuth: true, oauthBearerAudience: audience } }, audience));
  expect(getStatements(stack).map(({ Condition }) => Condition['ForAllValues:StringEquals'])).toEqual(['orders', 'refunds'].map(audience => ({ 'sts:IdentityTokenAudience': audience })));
});

describe('each statement is granted once', () => {
  test.each([true, false])('for all mappings of a role (minimizePolicies: %s)', minimize => {
    const stack = new Stack(new App({ context: { '@aws-cdk/aws-iam:minimizePolicies': minimize } }), 'Stack');
    const target = newFunction(stack);
    const accessConfigurations = { ...inVpc(stack), saslPlainAuth: [importSecret(stack)] };
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);
    const other = ARN.replace('kafka', 'other');
    const second = secretsmanager.Secret.fromSecretAttributes(stack, 'Second', { secretCompleteArn: other, encryptionKey });
    for (let n = 0; n < 3; n++) {
      newSource(stack, { target, topic: `topic-${n}`, accessConfigurations }, `Source${n}`);
    }
    newSource(stack, { target, topic: 'other', accessConfigurations: { ...accessConfigurations, saslPlainAuth: [second] } }, 'Other');
    expect(getStatements(stack)).toEqual([NETWORK, { ...READ, Resource: [ARN, other] }, decrypt(KEY_ARN)]);
  });

  test('for values that are known only at deployment', () => {
    const stack = newStack();
    const target = newFunction(stack);
    const { attrArn: clusterArn } = new msk.CfnServerlessCluster(stack, 'Cluster', {
      clusterName: 'orders', clientAuthentication: { sasl: { iam: { enabled: true } } }, vpcConfigs: [{ subnetIds: ['subnet-1'] }],
    });
    const importRegistryUser = (id: string) => secretsmanager.Secret.fromSecretCompleteArn(stack, id, Fn.importValue('RegistryUser'));
    ['orders', 'raw.orders'].forEach(topic => newMskSource(stack, {
      target,
      clusterArn,
      topic,
      provisionedPollerConfig: { minimumPollers: 1 },
      schemaRegistryConfig: KafkaSchemaRegistry.confluent({
        schemaRegistryUri: 'https://registry.example.com',
        basicAuth: importRegistryUser(topic),
        eventRecordFormat: lambda.EventRecordFormat.JSON,
        schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }],
      }),
    }, `Source-${topic}`));
    const resources = getStatements(stack).map(({ Resource }) => [Resource].flat().map(resource => JSON.stringify(resource)));
    expect(resources.map(({ length }) => length)).toEqual([1, 1, 1, 2, 1, 1]); // only the topics differ
  });

  test('for a role that is imported twice', () => {
    const stack = newStack();
    for (const id of ['A', 'B']) {
      const scope = new Construct(stack, id);
      const functionArn = `arn:aws:lambda:eu-west-1:111122223333:function:${id}`;
      newSource(scope, {
        target: lambda.Function.fromFunctionAttributes(scope, 'Fn', { functionArn, role: importedRole(scope) }),
        accessConfigurations: inVpc(scope),
      });
    }
    expect(getStatements(stack)).toEqual([NETWORK]);
  });

  test('for a function, its alias and its version', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
    const accessConfigurations = inVpc(stack);
    [fn, fn.currentVersion, alias].forEach((target, n) => newSource(stack, { target, topic: `topic-${n}`, accessConfigurations }, `Source${n}`));
    expect(getStatements(stack)).toEqual([NETWORK]);
  });
});

describe('the mapping depends on its policy', () => {
  test.each<[string, (stack: Stack) => lambda.IFunction]>([
    ['an owned function', stack => newFunction(stack)],
    ['an owned function with an imported role', stack => newFunction(stack, 'Fn', { role: importedRole(stack) })],
    ['an imported function', stack => lambda.Function.fromFunctionAttributes(stack, 'Fn', {
      functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:fn', role: importedRole(stack),
    })],
    ['an imported function with an owned role', stack => lambda.Function.fromFunctionAttributes(stack, 'Fn', {
      functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:fn',
      role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }),
    })],
    ['an alias', stack => new lambda.Alias(stack, 'Live', { aliasName: 'live', version: newFunction(stack).currentVersion })],
    ['a version', stack => newFunction(stack).currentVersion],
    ['a function in another stack', stack => newFunction(new Stack(stack.node.scope!, 'FunctionStack'))],
    ['a function in a nested stack', stack => newFunction(new NestedStack(stack, 'Nested'))],
  ])('for %s', (_, createTarget) => {
    const stack = newStack();
    newSource(stack, { target: createTarget(stack) });
    expect(getPolicyDependencies(stack)).toMatchObject([{ Properties: { PolicyDocument: { Statement: [READ] } } }]);
    expect(getWarnings(stack)).toEqual([]);
  });

  test('and on no other policy of the role, because that can refer to the mapping', () => {
    const stack = newStack();
    const target = newFunction(stack);
    newSource(stack, { target });
    target.addToRolePolicy(new iam.PolicyStatement({ actions: ['lambda:ListTags'], resources: ['*'] }));
    expect(getMapping(stack).DependsOn).toEqual(['KafkaPollerPolicyStackFnServiceRole7197D562B18CCB57']);
  });
});

describe('with several stacks', () => {
  const keyAndSecret = (scope: Construct) => new secretsmanager.Secret(scope, 'Secret', { encryptionKey: new kms.Key(scope, 'Key') });

  test('no cycle: secret, key and mapping in one stack, the function in another', () => {
    const app = new App();
    const stack = new Stack(app, 'Mapping');
    const functionStack = new Stack(app, 'Function');
    newSource(stack, { target: newFunction(functionStack), accessConfigurations: { saslPlainAuth: [keyAndSecret(stack)] } });
    expect(getStatements(stack)).toEqual([{ ...READ, Resource: { Ref: 'SecretA720EF05' } }, decrypt({ 'Fn::GetAtt': ['Key961B73FD', 'Arn'] })]);
    expect(getStatements(functionStack)).toEqual([]);
    expect(stack.dependencies).toEqual([functionStack]);
    expect(functionStack.dependencies).toEqual([]);
  });

  test('no cycle: function and mapping in one stack, secret and key in another', () => {
    const app = new App();
    const stack = new Stack(app, 'Mapping');
    const secretStack = new Stack(app, 'Secrets');
    newSource(stack, { accessConfigurations: { saslPlainAuth: [keyAndSecret(secretStack)] } });
    expect(getStatements(stack)).toHaveLength(2);
    expect(stack.dependencies).toEqual([secretStack]);
    expect(secretStack.dependencies).toEqual([]);
  });

  test('no cycle: function, secret and key in one stack, the mapping in another', () => {
    const app = new App();
    const stack = new Stack(app, 'Mapping');
    const other = new Stack(app, 'Other');
    newSource(stack, { target: newFunction(other), accessConfigurations: { saslPlainAuth: [keyAndSecret(other)] } });
    expect(getStatements(stack)).toHaveLength(2);
    expect(stack.dependencies).toEqual([other]);
    expect(other.dependencies).toEqual([]);
  });

  test('no cycle: each in its own stack', () => {
    const app = new App();
    const [stack, secretStack, functionStack] = ['Mapping', 'Secrets', 'Function'].map(id => new Stack(app, id));
    newSource(stack, { target: newFunction(functionStack), accessConfigurations: { saslPlainAuth: [keyAndSecret(secretStack)] } });
    expect(getStatements(stack)).toHaveLength(2);
    expect(stack.dependencies.map(({ node }) => node.id).sort()).toEqual(['Function', 'Secrets']);
  });

  test('copies of a stack that share a role have different policy names', () => {
    const app = new App();
    const stacks = ['dev', 'prod'].map(stackName => new Stack(app, `Stack-${stackName}`, { stackName }));
    stacks.forEach(stack => newSource(stack, { target: newFunction(stack, 'Fn', { role: importedRole(stack) }) }));
    const names = stacks.map(stack => Object.values(getResources(stack, 'AWS::IAM::Policy'))[0].Properties.PolicyName);
    expect(names[0]).not.toEqual(names[1]);
  });

  test('copies of a stack in two Regions that share a role have different policy names', () => {
    const app = new App();
    const stacks = ['eu-west-1', 'us-east-1'].map(region => new Stack(app, region, { stackName: 'svc', env: { account: '111122223333', region } }));
    stacks.forEach(stack => newSource(stack, {
      target: newFunction(stack, 'Fn', { role: importedRole(stack) }),
      accessConfigurations: { saslPlainAuth: [importSecret(stack, 'S', ARN.replace('eu-west-1', stack.region))] },
    }));
    const names = stacks.map(stack => Object.values(getResources(stack, 'AWS::IAM::Policy'))[0].Properties.PolicyName);
    expect(names).toEqual([expect.stringMatching(/-eu-west-1$/), expect.stringMatching(/-us-east-1$/)]);
    expect(Math.max(...names.map(name => name.length))).toBeLessThanOrEqual(128);
  });

  test('the policy name of a role of the app is a plain string in every stack, because aspects read it', () => {
    const stack = newStack();
    newSource(stack);
    expect(Object.values(getResources(stack, 'AWS::IAM::Policy'))[0].Properties.PolicyName).toBe('KafkaEventSource-Stack-StackFnServiceRole7197D562');
  });

  test('the policy name is within the limit of IAM for the longest names', () => {
    const stack = new Stack(new App(), 'S'.repeat(128), { env: { account: '111122223333', region: 'ap-southeast-1' } });
    newSource(stack, { target: newFunction(stack, 'F'.repeat(100)), accessConfigurations: inVpc(stack) });
    const { PolicyName } = Object.values(getResources(stack, 'AWS::IAM::Policy'))[0].Properties;
    expect(PolicyName.length).toBeLessThanOrEqual(128);
  });

  test('a role that is imported twice, by name and by ARN, gets one policy', () => {
    const stack = newStack();
    const roles = [iam.Role.fromRoleName(stack, 'ByName', 'consumer'), iam.Role.fromRoleArn(stack, 'ByArn', ROLE_ARN)];
    roles.forEach((role, n) => newSource(stack, {
      target: newFunction(stack, `Fn${n}`, { role }), accessConfigurations: { saslPlainAuth: [importSecret(stack, `S${n}`, ARN.replace('kafka', `s${n}`))] },
    }, `Source${n}`));
    expect(getStatements(stack)).toEqual([{ ...READ, Resource: ['s0', 's1'].map(name => ARN.replace('kafka', name)) }]);
  });

  test('roles whose names are tokens get policies of different names', () => {
    const stack = newStack();
    const roles = ['A', 'B'].map(id => iam.Role.fromRoleArn(stack, id, newParameter(stack, `Arn${id}`)));
    roles.forEach((role, n) => newSource(stack, { target: newFunction(stack, `Fn${n}`, { role }), accessConfigurations: { saslPlainAuth: [importSecret(stack, `S${n}`)] } }, `Source${n}`));
    const [one, other] = Object.values(getResources(stack, 'AWS::IAM::Policy')).map(({ Properties }) => Properties.PolicyName);
    expect(one).not.toEqual(other);
  });
});

describe("a role that can't be changed", () => {
  const required = [NETWORK, { ...READ, Resource: ARN }];

  test.each<[string, (stack: Stack) => lambda.IFunction]>([
    ['of a function that is imported without a role', stack => lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:fn')],
    ['with withoutPolicyUpdates()', stack => newFunction(stack, 'Fn', {
      role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }).withoutPolicyUpdates(),
    })],
    ['with mutable: false', stack => newFunction(stack, 'Fn', { role: importedRole(stack, { mutable: false }) })],
  ])('%s gets one warning that prints the statements', (_, createTarget) => {
    const stack = newStack();
    newSource(stack, { target: createTarget(stack), accessConfigurations: { ...inVpc(stack), saslPlainAuth: [importSecret(stack)] } });
    expect(getStatements(stack)).toEqual([]);
    const warnings = getWarnings(stack);
    expect(warnings).toHaveLength(1);
    expect(warnings[0].split('\n').slice(0, 2)).toEqual([
      "The role of the function 'Stack/Fn' can't be changed in this app, so no permissions are granted.",
      'Without these statements the mapping fails to deploy or consumes nothing; add them to the role, then acknowledge this warning with '
        + "Annotations.of(source).acknowledgeWarning('cdk-kafka-event-source:role-not-changed'):",
    ]);
    expect(warnings[0]).toMatch(/\[ack: cdk-kafka-event-source:role-not-changed\]$/);
    expect(JSON.parse(warnings[0].slice(warnings[0].indexOf('['), warnings[0].lastIndexOf('[ack')))).toEqual(required);
    expect(getMapping(stack).DependsOn).toBeUndefined();
  });

  test('can be a role of another account', () => {
    const stack = newStack('Stack', { env: { account: '999999999999', region: 'eu-west-1' } });
    const saslScram512Auth = [importSecret(stack, 'Secret', ARN.replace('111122223333', '999999999999'))];
    newSource(stack, { target: newFunction(stack, 'Fn', { role: importedRole(stack) }), accessConfigurations: { saslScram512Auth } });
    expect(getStatements(stack)).toEqual([]);
    expect(getWarnings(stack)).toHaveLength(1);
  });

  test('with Role.customizeRoles has the statements in its report', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'Stack/Fn/ServiceRole': 'precreated' } });
    newSource(stack);
    expect(getStatements(stack)).toEqual([]);
    expect(getWarnings(stack)).toHaveLength(1);
    const report = JSON.parse(fs.readFileSync(`${app.synth().directory}/iam-policy-report.json`, 'utf8'));
    expect(report.roles[0].identityPolicyStatements).toEqual([READ]);
  });

  test('gets no warning after it is acknowledged', () => {
    const stack = newStack();
    const source = newSource(stack, { target: lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:fn') });
    Annotations.of(source).acknowledgeWarning('cdk-kafka-event-source:role-not-changed');
    expect(getWarnings(stack)).toEqual([]);
  });

  test('gets a warning for each of its mappings', () => {
    const stack = newStack();
    const target = lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:fn');
    const accessConfigurations = { saslPlainAuth: [importSecret(stack)] };
    newSource(stack, { target, accessConfigurations }, 'One');
    newSource(stack, { target, accessConfigurations, topic: 'other' }, 'Two');
    expect(getWarnings(stack)).toHaveLength(2);
  });
});

describe('permissions that exceed one policy', () => {
  const getArn = (n: number, length = 90) => `${ARN.slice(0, -6)}${n}-`.padEnd(length - 7, 'x') + '-a1b2c3';
  /** Fills managed policies with few mappings, which have two secrets with long ARNs: 12 are in the inline policy, and 15 in each managed one. */
  const fill = (stack: Stack, managed: number, target = newFunction(stack)) => Array.from({ length: 12 + 15 * managed }, (_, n) => {
    const [saslPlainAuth, serverRootCaCertificate] = [2 * n, 2 * n + 1].map(secret => [importSecret(stack, `Secret${secret}`, getArn(secret, 190))]);
    return newSource(stack, { target, topic: `topic-${n}`, accessConfigurations: { saslPlainAuth, serverRootCaCertificate } }, `Source${n}`);
  });
  const readAll = (stack: Stack, count: number, arn = (n: number): string => getArn(n), target = newFunction(stack)) =>
    Array.from({ length: count }, (_, n) => newSource(stack, {
      target, topic: `topic-${n}`, accessConfigurations: { saslPlainAuth: [importSecret(stack, `Secret${n}`, arn(n))] },
    }, `Source${n}`));
  const getPolicies = (stack: Stack, type: string) =>
    Object.entries(getResources(stack, type)).map(([id, { Properties }]) => ({ id, ...Properties }));
  const getLengths = (stack: Stack, type: string) => getPolicies(stack, type).map(({ PolicyDocument }) => JSON.stringify(PolicyDocument).length);
  const MANAGED = 'AWS::IAM::ManagedPolicy';
  const INLINE = 'AWS::IAM::Policy';

  test('of 120 secrets are in managed policies, and each mapping depends on its own policy', () => {
    const stack = newStack();
    readAll(stack, 120);
    const [inline, managed] = [INLINE, MANAGED].map(type => getPolicies(stack, type));
    expect(getLengths(stack, INLINE)).toEqual([expect.any(Number)]);
    expect(getLengths(stack, INLINE)[0]).toBeLessThanOrEqual(5120);
    expect(getLengths(stack, MANAGED)).toHaveLength(2);
    getLengths(stack, MANAGED).forEach(length => expect(length).toBeLessThanOrEqual(6144));
    const secrets = [...inline, ...managed].flatMap(({ PolicyDocument }) => PolicyDocument.Statement[0].Resource);
    expect(secrets).toEqual(Array.from({ length: 120 }, (_, n) => getArn(n)));
    expect(managed.map(({ Roles }) => Roles)).toEqual(managed.map(() => inline[0].Roles));
    expect(getWarnings(stack)).toEqual([]);
    for (const { DependsOn, Properties } of Object.values(getResources(stack, 'AWS::Lambda::EventSourceMapping'))) {
      const holder = [...inline, ...managed].find(({ PolicyDocument }) =>
        PolicyDocument.Statement[0].Resource.includes(Properties.SourceAccessConfigurations[0].URI));
      expect(DependsOn).toEqual([holder!.id]);
    }
  });

  test.each([[46, 0], [110, 1]])('of %i secrets need %i managed policies', (count, managed) => {
    const stack = newStack();
    readAll(stack, count);
    expect(getPolicies(stack, MANAGED)).toHaveLength(managed);
  });

  test('go into a managed policy from the first secret that exceeds the inline policy', () => {
    const measure = (count: number) => {
      const stack = newStack();
      readAll(stack, count);
      return { inline: getLengths(stack, INLINE)[0], managed: getLengths(stack, MANAGED).length };
    };
    const max = [51, 52, 53, 54].filter(count => measure(count).managed === 0).pop()!;
    expect(measure(max).inline).toBeGreaterThan(5120 - 2 * 95);
    expect(measure(max + 1)).toEqual({ inline: measure(max).inline, managed: 1 });
  });

  test('are attached to an imported role', () => {
    const stack = newStack();
    readAll(stack, 100, getArn, newFunction(stack, 'Fn', { role: importedRole(stack) }));
    expect(getPolicies(stack, MANAGED).map(({ Roles }) => Roles)).toEqual([['consumer']]);
  });

  test("aren't attached to a role that can't be changed", () => {
    const stack = newStack();
    readAll(stack, 100, getArn, newFunction(stack, 'Fn', { role: importedRole(stack, { mutable: false }) }));
    expect([...getPolicies(stack, INLINE), ...getPolicies(stack, MANAGED)]).toEqual([]);
  });

  test('count tokens as the longest ARNs', () => {
    const stack = newStack();
    readAll(stack, 100, n => newParameter(stack, `Arn${n}`));
    const counts = [INLINE, MANAGED].flatMap(type => getPolicies(stack, type))
      .map(({ PolicyDocument }) => PolicyDocument.Statement[0].Resource.length);
    expect(counts[0] * 138).toBeLessThanOrEqual(5120);
    counts.slice(1).forEach(count => expect(count * 138).toBeLessThanOrEqual(6144));
    expect(counts.reduce((sum, count) => sum + count)).toBe(100);
  });

  test('count pseudo parameters as short', () => {
    const stack = newStack();
    readAll(stack, 40, n => stack.formatArn({
      service: 'secretsmanager', resource: 'secret', resourceName: `s${n}-a1b2c3`, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }));
    expect(getLengths(stack, MANAGED)).toHaveLength(1);
  });

  test('share the limit of inline policies with other stacks of the role', () => {
    const app = new App();
    const { role } = newFunction(new Stack(app, 'Functions'));
    const [a, b] = ['A', 'B'].map(id => {
      const stack = new Stack(app, id);
      readAll(stack, 40, getArn, newFunction(stack, 'Fn', { role }));
      return stack;
    });
    expect([INLINE, MANAGED].map(type => getPolicies(a, type).length)).toEqual([1, 0]);
    expect([INLINE, MANAGED].map(type => getPolicies(b, type).length)).toEqual([1, 1]);
    expect(getLengths(a, INLINE)[0] + getLengths(b, INLINE)[0]).toBeLessThanOrEqual(5120);
  });

  describe('with other inline policies of the role', () => {
    const statement = (characters: number) => new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [`arn:aws:s3:::${'b'.repeat(characters)}`] });
    const others: [string, (stack: Stack, characters: number) => iam.IRole][] = [
      ['statements of the function', (stack, characters) => {
        const { role } = newFunction(stack);
        role!.addToPrincipalPolicy(statement(characters));
        return role!;
      }],
      ['policies inside the role', (stack, characters) => new iam.Role(stack, 'Role', {
        assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
        inlinePolicies: { Bucket: new iam.PolicyDocument({ statements: [statement(characters)] }) },
      })],
      ['policies for an imported role', (stack, characters) => {
        const role = importedRole(stack);
        new iam.Policy(new Stack(stack.node.root as App, 'Other'), 'Bucket', { roles: [role], statements: [statement(characters)] });
        return role;
      }],
    ];

    const sizes = [{ characters: 9700, warnings: 0 }, { characters: 9880, warnings: 1 }];
    test.each(others.flatMap(([what, roleWith]) => sizes.map(size => ({ what, roleWith, ...size }))))(
      '$what with $characters characters get warnings: $warnings', ({ roleWith, characters, warnings }) => {
        const stack = newStack();
        newSource(stack, {
          target: newFunction(stack, 'Consumer', { role: roleWith(stack, characters) }),
          accessConfigurations: { saslScram512Auth: [importSecret(stack)], ...inVpc(stack) },
        });
        expect(getWarnings(stack)).toEqual(Array(warnings).fill(expect.stringMatching(
          /^The inline policies of the role '.*' can have 10\d{3} characters, \d+ of them for its mappings, and IAM allows 10240; .*\[ack: cdk-kafka-event-source:role-inline-policies-too-long\]$/)));
      });

    test('ignore what the CDK moves to a managed policy', () => {
      const stack = newStack();
      const target = newFunction(stack);
      [1, 2, 3].forEach(n => target.addToRolePolicy(statement(3400 + n)));
      newSource(stack, { target });
      expect(getWarnings(stack)).toEqual([]);
      expect(getLengths(stack, MANAGED)).toHaveLength(1);
    });

    test('the CDK throws for a single statement that is too long', () => {
      const stack = newStack();
      const target = newFunction(stack);
      target.addToRolePolicy(statement(9990));
      newSource(stack, { target });
      expect(() => getWarnings(stack)).toThrow(/must contain at least one statement/);
    });

    test('ignore policies of other roles and of users', () => {
      const stack = newStack();
      newFunction(stack, 'Other').addToRolePolicy(statement(9960));
      new iam.Policy(stack, 'OfUser', { users: [new iam.User(stack, 'User')], statements: [statement(9960)] });
      newSource(stack);
      expect(getWarnings(stack)).toEqual([]);
    });

    test.each([[['111122223333', '444455556666'], 0], [['111122223333', '111122223333'], 1]])('are those of the same account: %j', (accounts, warnings) => {
      const app = new App();
      const stacks = accounts.map((account, n) => new Stack(new Stage(app, `Stage${n}`), 'Stack', { env: { account, region: 'eu-west-1' } }));
      for (const stack of stacks) {
        const role = iam.Role.fromRoleName(stack, 'Role', 'consumer');
        role.addToPrincipalPolicy(statement(5000));
        newSource(stack, { target: newFunction(stack, 'Fn', { role }), accessConfigurations: { saslPlainAuth: [importSecret(stack, 'S', ARN.replace(/\d{12}/, stack.account))] } });
      }
      stacks.forEach(stack => expect(getWarnings(stack)).toHaveLength(warnings));
    });

    test('need work that is linear in the number of roles', () => {
      const resolutions = (count: number) => {
        const stack = newStack();
        for (let n = 0; n < count; n++) {
          const target = newFunction(stack, `Fn${n}`);
          target.addToRolePolicy(statement(10));
          newSource(new Construct(stack, `Scope${n}`), { target });
        }
        const resolve = jest.spyOn(Stack.prototype, 'resolve');
        getWarnings(stack);
        const { length } = resolve.mock.calls;
        resolve.mockRestore();
        return length;
      };
      expect(resolutions(40)).toBeLessThanOrEqual(2 * resolutions(20));
    });

    test("get no warning if the role can't be changed", () => {
      const stack = newStack();
      const role = importedRole(stack, { mutable: false });
      newSource(stack, { target: newFunction(stack, 'Fn', { role }) });
      expect(getWarnings(stack)).toEqual([expect.stringContaining('role-not-changed')]);
    });
  });

  test.each([[8, 0], [9, 1]])('in %i managed policies get warnings: %i', (managed, warnings) => {
    const stack = newStack();
    fill(stack, managed);
    expect(getPolicies(stack, MANAGED)).toHaveLength(managed);
    expect(getWarnings(stack)).toEqual(Array(warnings).fill(expect.stringMatching(/more than 8 managed policies.*\[ack: cdk-kafka-event-source:role-managed-policies-above-quota\]$/)));
  });

  test('in 24 managed policies throw with the class of the source', () => {
    const stack = new Stack(new App({ context: { '@aws-cdk/core:stackResourceLimit': 1000 } }), 'Stack');
    const target = newFunction(stack);
    fill(stack, 23, target);
    class Subclass extends MskEventSource {}
    const addMsk = (n: number) => new Subclass(stack, `Msk${n}`, {
      target, clusterArn: CLUSTER_ARN, topic: `msk-${n}`, consumerGroupId: `${'g'.repeat(190)}${n}`,
    });
    expect(catchError(() => Array.from({ length: 20 }, (_, n) => addMsk(n)))).toMatch(/^MskEventSource 'Stack\/Msk\d+' has an invalid configuration:\n  - the mappings of this app need 24/);
  });

  test('in 24 managed policies throw with the class of another mapping, for a destination', () => {
    const stack = new Stack(new App({ context: { '@aws-cdk/core:stackResourceLimit': 1000 } }), 'Stack');
    const target = newFunction(stack);
    fill(stack, 23, target);
    const addMapping = (n: number) => new lambda.EventSourceMapping(stack, `Other${n}`, {
      target,
      kafkaBootstrapServers: ['broker.example.com:9092'],
      kafkaTopic: `other-${n}`,
      startingPosition: lambda.StartingPosition.LATEST,
      onFailure: KafkaOnFailure.sqsQueue(sqs.Queue.fromQueueArn(stack, `Queue${n}`, `arn:aws:sqs:eu-west-1:111122223333:${'q'.repeat(60)}${n}`)),
    });
    expect(catchError(() => Array.from({ length: 60 }, (_, n) => addMapping(n)))).toMatch(/^EventSourceMapping 'Stack\/Other\d+' has an invalid configuration/);
  });

  test.each([[23, 'are accepted'], [24, 'throw']])('in %i managed policies %s', (managed, outcome) => {
    const stack = new Stack(new App({ context: { '@aws-cdk/core:stackResourceLimit': 1000 } }), 'Stack');
    const build = () => fill(stack, managed);
    if (outcome === 'throw') {
      expect(catchError(build)).toMatch(/the mappings of this app need 24 managed policies on the role of the function, and IAM allows 23 beside Lambda's own; let mappings share secrets/);
    } else {
      build();
      expect(stack.node.children.filter(child => child instanceof iam.ManagedPolicy)).toHaveLength(managed);
    }
  });
});

describe('with useManagedPolicies', () => {
  const getManaged = (stack: Stack) => getResources(stack, 'AWS::IAM::ManagedPolicy');
  const countInline = (stack: Stack) => stack.node.findAll().filter(child => child instanceof iam.CfnPolicy).length;

  test('the permissions are in a managed policy, and the app has no inline policy that an aspect could report', () => {
    const stack = newStack();
    const source = newSource(stack, { useManagedPolicies: true });
    const managed = getManaged(stack);
    expect(Object.values(managed)).toEqual([{
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Description: expect.any(String),
        Path: '/',
        PolicyDocument: { Version: '2012-10-17', Statement: [READ] },
        Roles: [{ Ref: 'FnServiceRoleB9001A96' }],
      },
    }]);
    expect(getMapping(stack).DependsOn).toEqual(Object.keys(managed));
    expect(source.pollerPolicies).toEqual(stack.node.children.filter(child => child instanceof iam.ManagedPolicy));
    expect(countInline(stack)).toBe(0);
    expect(getWarnings(stack)).toEqual([]);
  });

  test('mappings of a role share the policy, and an imported role can have it', () => {
    const stack = newStack();
    const target = newFunction(stack, 'Fn', { role: importedRole(stack) });
    const accessConfigurations = { saslPlainAuth: [importSecret(stack)] };
    ['orders', 'refunds'].forEach(topic => newSource(stack, { target, topic, accessConfigurations, useManagedPolicies: true }, topic));
    expect(Object.values(getManaged(stack)).map(({ Properties }) => [Properties.Roles, Properties.PolicyDocument.Statement])).toEqual([[['consumer'], [READ]]]);
    expect(countInline(stack)).toBe(0);
  });

  test("a role that can't be changed has the warning", () => {
    const stack = newStack();
    newSource(stack, { target: newFunction(stack, 'Fn', { role: importedRole(stack, { mutable: false }) }), useManagedPolicies: true });
    expect(getManaged(stack)).toEqual({});
    expect(countInline(stack)).toBe(0);
    expect(getWarnings(stack)).toEqual([expect.stringContaining('role-not-changed')]);
  });

  test('Role.customizeRoles leaves out the policy for a role of another stack', () => {
    const app = new App();
    const [stack, other] = ['Stack', 'Other'].map(id => new Stack(app, id));
    iam.Role.customizeRoles(stack);
    const role = new iam.Role(other, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    newSource(stack, { target: newFunction(stack, 'Fn', { role }), useManagedPolicies: true });
    expect(getMapping(stack).DependsOn).toBeUndefined();
  });

  test('a mapping of the same role without it has an inline policy of its own', () => {
    const stack = newStack();
    const target = newFunction(stack);
    [true, false].forEach(useManagedPolicies => newSource(stack, {
      target, topic: `topic-${useManagedPolicies}`, useManagedPolicies, accessConfigurations: { saslPlainAuth: [importSecret(stack, `Secret-${useManagedPolicies}`)] },
    }, `Source-${useManagedPolicies}`));
    expect(Object.values(getManaged(stack))).toHaveLength(1);
    expect(getStatements(stack)).toEqual([READ]);
    const mappings = Object.values(getResources(stack, 'AWS::Lambda::EventSourceMapping'));
    expect(mappings.map(({ DependsOn }) => DependsOn)).toEqual([Object.keys(getManaged(stack)), Object.keys(getResources(stack, 'AWS::IAM::Policy'))]);
  });

  test.each([[40, 1], [70, 2]])('%i secrets need %i policies', (count, policies) => {
    const stack = newStack();
    const target = newFunction(stack);
    for (let n = 0; n < count; n++) {
      const secret = importSecret(stack, `Secret${n}`, `${ARN.slice(0, -6)}${n}-`.padEnd(83, 'x') + '-a1b2c3');
      newSource(stack, { target, topic: `topic-${n}`, accessConfigurations: { saslPlainAuth: [secret] }, useManagedPolicies: true }, `Source${n}`);
    }
    const lengths = Object.values(getManaged(stack)).map(({ Properties }) => JSON.stringify(Properties.PolicyDocument).length);
    expect(lengths).toHaveLength(policies);
    lengths.forEach(length => expect(length).toBeLessThanOrEqual(6144));
    expect(countInline(stack)).toBe(0);
  });
});

describe('after mappings were removed', () => {
  const countPolicies = (stack: Stack) => ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap(type => Object.keys(getResources(stack, type))).length;

  test.each([true, false])('the policy is too, because the role can be (useManagedPolicies: %s)', useManagedPolicies => {
    const stack = newStack();
    new sqs.Queue(stack, 'Queue'); // the newest aws-cdk-lib reports a stack without resources
    newSource(stack, { useManagedPolicies });
    ['Source', 'Fn'].forEach(id => stack.node.tryRemoveChild(id));
    expect(countPolicies(stack)).toBe(0);
  });

  test('a mapping that an aspect adds later has its permissions at each synthesis', () => {
    const stack = newStack();
    const target = newFunction(stack);
    const accessConfigurations = { saslPlainAuth: [importSecret(stack)] };
    newSource(stack, { target, accessConfigurations });
    stack.node.tryRemoveChild('Source');
    Aspects.of(new Construct(stack.node.root, 'Last')).add({
      visit: () => stack.node.tryFindChild('Source') ?? newSource(stack, { target, accessConfigurations }),
    });
    for (let n = 0; n < 2; n++) {
      const { template } = (stack.node.root as App).synth({ force: true }).getStackByName(stack.stackName);
      expect(Object.values<any>(template.Resources).filter(({ Type }) => Type === 'AWS::IAM::Policy')).toHaveLength(1);
    }
  });

  test('the policy of another stack of the role remains', () => {
    const stack = newStack();
    const other = new Stack(stack.node.root, 'Other');
    new sqs.Queue(other, 'Queue');
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['logs:*'], resources: ['*'] }));
    const target = newFunction(stack, 'Fn', { role });
    const options = { logLevel: lambda.EventSourceMappingLogLevel.INFO, provisionedPollerConfig: { minimumPollers: 1 } };
    [stack, other].forEach((scope, n) => newSource(scope, { target, topic: `topic-${n}`, ...options }));
    other.node.tryRemoveChild('Source');
    expect(getPolicyDependencies(stack)).toHaveLength(1);
    expect(countPolicies(other)).toBe(0);
  });

  test('the policy remains for another mapping', () => {
    const stack = newStack();
    const target = newFunction(stack);
    ['orders', 'refunds'].forEach(topic => newSource(new Construct(stack, topic), { target, topic }));
    stack.node.tryRemoveChild('orders');
    expect(getPolicyDependencies(stack)).toHaveLength(1);
  });
});

test('depends on the resource that an aspect puts in the place of the policy', () => {
  const stack = newStack();
  newSource(stack);
  Aspects.of(stack).add({
    visit: construct => {
      if (construct instanceof iam.CfnPolicy) {
        construct.node.scope!.node.tryRemoveChild(construct.node.id);
        new iam.CfnManagedPolicy(construct.node.scope!, 'Managed', { policyDocument: construct.policyDocument, roles: construct.roles });
      }
    },
  });
  expect(getMapping(stack).DependsOn).toEqual(Object.keys(getResources(stack, 'AWS::IAM::ManagedPolicy')));
});
