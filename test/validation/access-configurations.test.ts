import { Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { findViolations } from './helpers';
import { ARN, getProblems, newStack, newParameter, importSecret, importSecurityGroup, importSubnet } from '../helpers';

type Build = (stack: Stack) => unknown;
const ENV = { account: '111122223333', region: 'eu-west-1' };

function findAccessViolations(build: Build, stack = newStack()): string[] {
  return findViolations({ accessConfigurations: build(stack) }, stack);
}

/** Expects violations, with the entry instead of the prop: `.saslPlainAuth[0]: secret-duplicate`. */
function expectViolations(build: Build, violations: string[], stack = newStack()): void {
  expect(findAccessViolations(build, stack)).toEqual(violations.map(violation => `accessConfigurations${violation}`));
}

describe('combinations', () => {
  test.each<[string, Build]>([
    ['SASL/PLAIN', stack => ({ saslPlainAuth: [importSecret(stack)] })],
    ['SCRAM-256', stack => ({ saslScram256Auth: [importSecret(stack)] })],
    ['SCRAM-512', stack => ({ saslScram512Auth: [importSecret(stack)] })],
    ['mTLS', stack => ({ clientCertificateTlsAuth: [importSecret(stack)] })],
    ['an authentication method and a CA', stack => ({ saslPlainAuth: [importSecret(stack)], serverRootCaCertificate: [importSecret(stack, 'Ca')] })],
    ['two CAs', stack => ({
      saslPlainAuth: [importSecret(stack)],
      serverRootCaCertificate: ['a', 'b'].map(name => importSecret(stack, name, ARN.replace('kafka', name))),
    })],
    ['only a VPC', stack => ({ vpcSubnet: [importSubnet(stack)], vpcSecurityGroup: [importSecurityGroup(stack)] })],
    ['a VPC and a CA', stack => ({ vpcSubnet: [importSubnet(stack)], vpcSecurityGroup: [importSecurityGroup(stack)], serverRootCaCertificate: [importSecret(stack)] })],
    ['an undefined entry', stack => ({ saslPlainAuth: [importSecret(stack)], serverRootCaCertificate: undefined })],
    ['the IDs that the CDK returns until it has looked up a VPC', stack => ({
      vpcSubnet: ['p-12345', 'p-67890', 's-12345', 's-67890'].map(id => importSubnet(stack, id)), vpcSecurityGroup: [importSecurityGroup(stack, 'sg-12345678')],
    })],
    ['a secret of another partition', stack => ({ saslPlainAuth: [importSecret(stack, 'Secret', ARN.replace('arn:aws:', 'arn:aws-us-gov:'))] })],
    ['one secret in two entries', stack => ({ saslPlainAuth: [importSecret(stack)], serverRootCaCertificate: [importSecret(stack, 'Again')] })],
  ])('allows %s', (_, build) => {
    expectViolations(build, []);
  });

  test.each<[string, Build, string]>([
    ['no entry', () => ({}), 'access-configurations-empty'],
    ['empty lists', () => ({ saslPlainAuth: [], vpcSubnet: [] }), 'access-configurations-empty'],
    ['subnets without groups', stack => ({ vpcSubnet: [importSubnet(stack)], vpcSecurityGroup: [] }), 'security-group-missing'],
    ['groups without subnets', stack => ({ vpcSecurityGroup: [importSecurityGroup(stack)], saslPlainAuth: [importSecret(stack)] }), 'subnet-missing'],
    ['only a CA', stack => ({ serverRootCaCertificate: [importSecret(stack)] }), 'authentication-missing'],
    ['two authentication methods', stack => ({ saslPlainAuth: [importSecret(stack)], clientCertificateTlsAuth: [importSecret(stack, 'Cert')] }),
      'authentication-methods-conflict'],
  ])('throws for %s', (_, build, rule) => {
    expectViolations(build, [`: ${rule}`]);
  });

  test('warns about two secrets of one authentication method', () => {
    expectViolations(stack => ({
      oauthBearerAuth: ['a', 'b'].map(name => importSecret(stack, name, ARN.replace('kafka', name))),
    }), [': authentication-several-secrets (warning)']);
  });

  test('allows 23 elements in all entries, warns about 24 to 29, and throws for 30', () => {
    const build = (count: number): Build => stack => ({
      vpcSubnet: Array.from({ length: count - 14 }, (_, n) => importSubnet(stack, `subnet-${n}`)),
      vpcSecurityGroup: [importSecurityGroup(stack)],
      serverRootCaCertificate: Array.from({ length: 12 }, (_, n) => importSecret(stack, `S${n}`, ARN.replace('kafka', `kafka${n}`))),
      saslPlainAuth: [importSecret(stack)],
    });
    expectViolations(build(23), []);
    expectViolations(build(24), [': access-configurations-above-api-maximum (warning)']);
    expectViolations(build(29), [': access-configurations-above-api-maximum (warning)']);
    expectViolations(build(30), [': access-configurations-too-many']);
  });

  test('counts a string and a flag as one element each', () => {
    const build = (count: number): Build => stack => ({
      vpcSubnet: Array.from({ length: count - 3 }, (_, n) => importSubnet(stack, `subnet-${n}`)),
      vpcSecurityGroup: [importSecurityGroup(stack)],
      iamOauthBearerAuth: true,
      oauthBearerAudience: 'kafka',
    });
    expect(findAccessViolations(build(29))).toEqual([
      'accessConfigurations: access-configurations-above-api-maximum (warning)', 'accessConfigurations.vpcSubnet: subnets-too-many (warning)',
    ]);
    expectViolations(build(30), [': access-configurations-too-many']);
  });
});

describe('entries', () => {
  test.each([[[], '(a list)'], ['SASL', "'SASL'"], [Lazy.any({ produce: () => ({}) }), '(a token)']])('throw when accessConfigurations is %p', (accessConfigurations, formatted) => {
    expect(findViolations({ accessConfigurations })).toEqual(['accessConfigurations: access-configurations-wrong-type']);
    expect(getProblems({ accessConfigurations })[0]).toContain(`accessConfigurations ${formatted} is not an object`);
  });

  test.each<[string, Build, string]>([
    ['a secret outside a list', stack => ({ saslPlainAuth: importSecret(stack) }), '.saslPlainAuth: access-configurations-not-a-list'],
    ['subnets outside a list', stack => ({ vpcSubnet: importSubnet(stack), vpcSecurityGroup: [importSecurityGroup(stack)] }),
      '.vpcSubnet: access-configurations-not-a-list'],
    ['null instead of a list', () => ({ saslPlainAuth: null }), '.saslPlainAuth: access-configurations-not-a-list'],
    ['an unknown entry', stack => ({ saslPlain: [importSecret(stack)] }), '.saslPlain: access-configurations-unknown-entry'],
  ])('throw for %s', (_, build, violation) => {
    expectViolations(build, [violation]);
  });
});

describe('elements', () => {
  const inVpc = (vpcSubnet: unknown[], vpcSecurityGroup: unknown[]) => ({ vpcSubnet, vpcSecurityGroup });

  test.each(['xsubnet-1', 'subnet-1 ', 'subnet-1,subnet-2', 's-1', 'x-12345', 'p-123456', 'vpc-1'])("throw for the subnet ID '%s'", id => {
    expectViolations(stack => inVpc([importSubnet(stack, id)], [importSecurityGroup(stack)]), ['.vpcSubnet[0]: subnet-invalid-id']);
  });

  /** @see https://docs.aws.amazon.com/cdk/v2/guide/tokens.html a VPC by the exports of another stack */
  test('suggest elements of a list that only the deployment knows', () => {
    expect(getProblems(stack => {
      const privateSubnetIds = Fn.split(',', Fn.importValue('SubnetIds'));
      const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: Fn.importValue('VpcId'), availabilityZones: ['eu-west-1a'], privateSubnetIds });
      return { accessConfigurations: inVpc(vpc.privateSubnets, [importSecurityGroup(stack)]) };
    })).toEqual([expect.stringMatching(/^accessConfigurations.vpcSubnet\[0\] .* use an element of the list, which only the deployment knows: cdk.Fn.select\(0, list\)$/)]);
  });

  test.each(['xsg-1', 'sg-1,sg-2', 'sg_1'])("throw for the security group ID '%s'", id => {
    expectViolations(stack => inVpc([importSubnet(stack)], [importSecurityGroup(stack, id)]), ['.vpcSecurityGroup[0]: security-group-invalid-id']);
  });

  test.each([`arn:${ARN}`, ARN.replace('kafka', 'kafka,orders'), 'arn:aws:ssm:eu-west-1:111122223333:parameter/kafka-123456'])("throw for the secret ARN '%s'", arn => {
    expectViolations(stack => ({ saslPlainAuth: [importSecret(stack, 'Secret', arn)] }), ['.saslPlainAuth[0]: secret-invalid-arn']);
  });

  test.each<[string, Build, string]>([
    ['an ID instead of a subnet', stack => inVpc(['subnet-1'], [importSecurityGroup(stack)]), '.vpcSubnet[0]: subnet-wrong-type'],
    ['an ID instead of a group', stack => inVpc([importSubnet(stack)], ['sg-1']), '.vpcSecurityGroup[0]: security-group-wrong-type'],
    ['an ARN instead of a secret', () => ({ saslPlainAuth: [ARN] }), '.saslPlainAuth[0]: secret-wrong-type'],
    ['a subnet instead of a secret', stack => ({ saslPlainAuth: [importSubnet(stack)] }), '.saslPlainAuth[0]: secret-wrong-type'],
    ['null instead of a secret', () => ({ saslPlainAuth: [null] }), '.saslPlainAuth[0]: secret-wrong-type'],
    ['a hole in a list', () => ({ saslPlainAuth: new Array(1) }), '.saslPlainAuth[0]: secret-wrong-type'],
    ['a token instead of a secret', stack => ({ saslPlainAuth: [newParameter(stack, 'Arn')] }), '.saslPlainAuth[0]: secret-wrong-type'],
  ])('throw for %s', (_, build, violation) => {
    expectViolations(build, [violation]);
  });

  test.each<[unknown, string]>([
    [ARN, `'${ARN}'`], ['subnet-1', "'subnet-1'"], ['sg-1', "'sg-1'"], ['hunter2', '(a string)'], ['hunter2-arn:x', '(a string)'], [{ password: 'hunter2' }, '(an object)'],
    [{ secretArn: undefined }, '(an object)'], [{ secretArn: Object.create(null) }, '(an object)'], [null, 'null'], [undefined, 'undefined'],
  ])('format %p without a credential', (secret, formatted) => {
    expect(getProblems({ accessConfigurations: { saslPlainAuth: [secret] } })).toEqual([
      expect.stringMatching(/^accessConfigurations\.saslPlainAuth\[0\] .* is not a secret; pass a secret of this app, /),
    ]);
    expect(getProblems({ accessConfigurations: { saslPlainAuth: [secret] } })[0]).toContain(`accessConfigurations.saslPlainAuth[0] ${formatted} is not a secret`);
  });

  test('format a construct as its path, or as its ARN or ID if known', () => {
    const getMessage = (build: Build) => getProblems(stack => ({ accessConfigurations: build(stack) }))[0];
    expect(getMessage(stack => ({ saslPlainAuth: [importSubnet(stack)] }))).toContain("saslPlainAuth[0] 'Stack/Import-subnet-0123456789abcdef0' is not a secret");
    expect(getMessage(stack => ({ saslPlainAuth: [importSecret(stack), importSecret(stack, 'Again')] }))).toContain(`saslPlainAuth[0] '${ARN}' is in the list`);
    expect(getMessage(stack => ({ saslPlainAuth: Array(2).fill(new secretsmanager.Secret(stack, 'Own')) }))).toContain("saslPlainAuth[0] 'Stack/Own' is in the list");
  });

  test('allow a secret of JavaScript without an environment', () => {
    expectViolations(stack => ({ saslPlainAuth: [{ secretArn: newParameter(stack, 'Arn') }] }), []);
  });

  test('throw for a token instead of a list of constructs', () => {
    expectViolations(() => inVpc(Token.asList({ Ref: 'Subnets' }), Token.asList({ Ref: 'Groups' })), [
      '.vpcSubnet: subnet-wrong-type', '.vpcSecurityGroup: security-group-wrong-type',
    ]);
  });

  test.each<[string, Build, string, string]>([
    ['subnet', stack => inVpc([importSubnet(stack), importSubnet(stack.node.scope as Stack)], [importSecurityGroup(stack)]), 'vpcSubnet', 'subnet-duplicate'],
    ['group', stack => inVpc([importSubnet(stack)], Array(2).fill(importSecurityGroup(stack))), 'vpcSecurityGroup', 'security-group-duplicate'],
    ['secret', stack => ({ saslPlainAuth: Array(2).fill(new secretsmanager.Secret(stack, 'Secret')) }), 'saslPlainAuth', 'secret-duplicate'],
  ])('throw for a duplicate %s', (_, build, entry, rule) => {
    expectViolations(build, [0, 1].map(n => `.${entry}[${n}]: ${rule}`));
  });

  test('allow a secret ARN of 200 characters and throw for 201', () => {
    const arn = (length: number) => ARN.replace('kafka', 'x'.repeat(length - ARN.length + 'kafka'.length));
    expectViolations(stack => ({ saslPlainAuth: [importSecret(stack, 'S', arn(200))] }), []);
    expectViolations(stack => ({ saslPlainAuth: [importSecret(stack, 'S', arn(201))] }), ['.saslPlainAuth[0]: secret-arn-too-long']);
  });

  test('allow a secret of the same Region and throw for another', () => {
    const build: Build = stack => ({ saslPlainAuth: [importSecret(stack)] });
    expectViolations(build, [], newStack('Stack', { env: ENV }));
    expectViolations(build, ['.saslPlainAuth[0]: secret-other-region'], newStack('Stack', { env: { ...ENV, region: 'us-east-1' } }));
    expectViolations(build, [], newStack());
  });

  test('throw for a secret that a stack in another Region creates', () => {
    const stack = newStack('Stack', { env: ENV });
    const other = new Stack(stack.node.scope!, 'Other', { env: { ...ENV, region: 'us-east-1' } });
    const accessConfigurations = { saslPlainAuth: [new secretsmanager.Secret(other, 'Secret')] };
    expectViolations(() => accessConfigurations, ['.saslPlainAuth[0]: secret-other-region'], stack);
    expect(getProblems({ accessConfigurations }, newStack('Again', { env: ENV }))[0]).toContain("'Other/Secret' is in us-east-1, and the mapping is in eu-west-1");
  });

  test('allow tokens as IDs and ARNs', () => {
    expectViolations(stack => ({
      vpcSubnet: [ec2.Subnet.fromSubnetAttributes(stack, 'S', { subnetId: newParameter(stack, 'SubnetId'), routeTableId: 'rtb-1' })],
      vpcSecurityGroup: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'G', newParameter(stack, 'GroupId'))],
      saslPlainAuth: [importSecret(stack, 'Imported', newParameter(stack, 'Arn'))],
      serverRootCaCertificate: [secretsmanager.Secret.fromSecretNameV2(stack, 'Ca', 'ca')],
    }), []);
  });
});

describe('OAuth and IAM', () => {
  const MSK = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/a1b2c3d4-1';
  const oauth = (more: object): Build => stack => ({ oauthBearerAuth: [importSecret(stack)], ...more });

  test('throw for a wildcard in the ARN of a cluster that contains a token', () => {
    const build = (name: string): Build => stack => ({ iamAuth: stack.formatArn({ service: 'kafka', resource: 'cluster', resourceName: name }) });
    expectViolations(build('*/*'), ['.iamAuth: iam-auth-wildcard']);
    expectViolations(build('orders/a1b2c3d4-1'), []);
  });

  test.each<[string, Build]>([
    ['only OAuth', oauth({})],
    ['OAuth with the longest values', oauth({ oauthBearerScope: 's'.repeat(200), oauthBearerAudience: 'a'.repeat(200) })],
    ['OAuth with every allowed character', oauth({ oauthBearerScope: 'aZ09-/*:_+=.@ b' })],
    ['OAuth with tokens', stack => oauth({
      oauthBearerScope: newParameter(stack, 'Scope'), oauthBearerAudience: newParameter(stack, 'Audience'),
    })(stack)],
    ['OAuth with IAM', () => ({ iamOauthBearerAuth: true, oauthBearerAudience: 'kafka' })],
    ['OAuth with IAM and a token as the audience', stack => ({
      iamOauthBearerAuth: true, oauthBearerAudience: newParameter(stack, 'Audience'),
    })],
    ['IAM', () => ({ iamAuth: MSK })],
    ['IAM in another partition', () => ({ iamAuth: MSK.replace('arn:aws:', 'arn:aws-cn:') })],
    ['IAM with a token', stack => ({ iamAuth: newParameter(stack, 'Cluster') })],
  ])('allow %s', (_, build) => {
    expectViolations(build, []);
  });

  test.each<[string, Build, string[]]>([
    ['a value of 201 characters', oauth({ oauthBearerLogicalCluster: 'l'.repeat(201) }), ['.oauthBearerLogicalCluster: oauth-invalid-value']],
    ['an empty value', oauth({ oauthBearerScope: '' }), ['.oauthBearerScope: oauth-invalid-value']],
    ['a secret instead of a value', stack => oauth({ oauthBearerAudience: importSecret(stack, 'Audience') })(stack),
      ['.oauthBearerAudience: oauth-invalid-value']],
    ['a list instead of a value', oauth({ oauthBearerScope: ['orders', 'refunds'] }), ['.oauthBearerScope: oauth-invalid-value']],
    ['OAuth entries with another authentication method', stack => ({ saslPlainAuth: [importSecret(stack)], oauthBearerScope: 's', oauthBearerAudience: 'a' }),
      ['.oauthBearerScope: oauth-bearer-scope-requires-oauth', '.oauthBearerAudience: oauth-bearer-audience-requires-oauth']],
    ['an identity pool with IAM', () => ({ iamOauthBearerAuth: true, oauthBearerAudience: 'a', oauthBearerIdentityPool: 'pool-1' }),
      ['.oauthBearerIdentityPool: oauth-bearer-identity-pool-requires-oauth']],
    ['OAuth with IAM without an audience', () => ({ iamOauthBearerAuth: true }), [': oauth-bearer-audience-missing']],
    ['a string instead of true', () => ({ iamOauthBearerAuth: 'true', oauthBearerAudience: 'a' }),
      ['.iamOauthBearerAuth: iam-oauth-bearer-auth-wrong-type']],
    ['OAuth and OAuth with IAM', stack => ({ oauthBearerAuth: [importSecret(stack)], iamOauthBearerAuth: true, oauthBearerAudience: 'a' }),
      [': authentication-methods-conflict']],
    ['only a disabled flag', () => ({ iamOauthBearerAuth: false }), [': access-configurations-empty']],
    ['IAM with the name of a cluster', () => ({ iamAuth: 'orders' }), ['.iamAuth: iam-auth-invalid-arn']],
    ['IAM with a topic of a cluster', () => ({ iamAuth: `${MSK}/orders` }), ['.iamAuth: iam-auth-invalid-arn']],
    ['IAM with text before the ARN', () => ({ iamAuth: `x${MSK}` }), ['.iamAuth: iam-auth-invalid-arn']],
    ['IAM with a list of clusters', () => ({ iamAuth: [MSK, `${MSK}2`] }), ['.iamAuth: iam-auth-invalid-arn']],
  ])('throw for %s', (_, build, violations) => {
    expectViolations(build, violations);
  });

  test('suggest to remove the brackets of a list, and otherwise a value of this form', () => {
    const getMessage = (oauthBearerScope: unknown) => getProblems(stack => ({ accessConfigurations: oauth({ oauthBearerScope })(stack) }))[0];
    expect(getMessage(['orders'])).toMatch(/; remove the square brackets, because a mapping has one value$/);
    expect(getMessage('a$b')).toMatch(/; use a value of this form$/);
  });

  test.each([['orders', '(a string)'], [MSK.slice(0, 30), `'${MSK.slice(0, 30)}'`], [5, '5']])('format the cluster %p as %s', (iamAuth, formatted) => {
    expect(getProblems({ accessConfigurations: { iamAuth } })[0]).toContain(`accessConfigurations.iamAuth ${formatted} is not the ARN`);
  });
});
