import { Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ENTRIES } from '../../src/access-configurations';
import { ARN, complaintsOf, newStack, parameter, secretOf, securityGroup, subnet } from '../helpers';

type Build = (stack: ReturnType<typeof newStack>) => object;
const complaints = (build: Build, stack = newStack()) => complaintsOf({ accessConfigurations: build(stack) }, stack);

describe('what stands together', () => {
  test.each<[string, Build]>([
    ['each identity alone', stack => ({ saslPlainAuth: [secretOf(stack)] })],
    ['SCRAM-256', stack => ({ saslScram256Auth: [secretOf(stack)] })],
    ['SCRAM-512', stack => ({ saslScram512Auth: [secretOf(stack)] })],
    ['mTLS', stack => ({ clientCertificateTlsAuth: [secretOf(stack)] })],
    ['an identity and a CA', stack => ({ saslPlainAuth: [secretOf(stack)], serverRootCaCertificate: [secretOf(stack, 'Ca')] })],
    ['two CAs', stack => ({ saslPlainAuth: [secretOf(stack)], serverRootCaCertificate: [secretOf(stack, 'A', ARN.replace('kafka', 'a')), secretOf(stack, 'B', ARN.replace('kafka', 'b'))] })],
    ['a network alone', stack => ({ vpcSubnet: [subnet(stack)], vpcSecurityGroup: [securityGroup(stack)] })],
    ['a network and a CA', stack => ({ vpcSubnet: [subnet(stack)], vpcSecurityGroup: [securityGroup(stack)], serverRootCaCertificate: [secretOf(stack)] })],
    ['an entry that is undefined', stack => ({ saslPlainAuth: [secretOf(stack)], serverRootCaCertificate: undefined })],
    ['what the CDK makes up for a VPC until it is looked up', stack => ({
      vpcSubnet: ['p-12345', 'p-67890', 's-12345', 's-67890'].map(id => subnet(stack, id)), vpcSecurityGroup: [securityGroup(stack, 'sg-12345678')],
    })],
    ['a secret of another partition', stack => ({ saslPlainAuth: [secretOf(stack, 'Secret', ARN.replace('arn:aws:', 'arn:aws-us-gov:'))] })],
    ['one secret in two entries', stack => ({ saslPlainAuth: [secretOf(stack)], serverRootCaCertificate: [secretOf(stack, 'Again')] })],
  ])('takes %s', (_, build) => {
    expect(complaints(build)).toEqual([]);
  });

  test.each<[string, Build, string]>([
    ['nothing', () => ({}),
      'accessConfigurations has no entry, and Lambda asks for one at least; write saslScram512Auth: [secret] or another identity, or vpcSubnet and vpcSecurityGroup for brokers in a VPC'],
    ['empty lists', () => ({ saslPlainAuth: [], vpcSubnet: [] }),
      'accessConfigurations has no entry, and Lambda asks for one at least; write saslScram512Auth: [secret] or another identity, or vpcSubnet and vpcSecurityGroup for brokers in a VPC'],
    ['subnets without groups', stack => ({ vpcSubnet: [subnet(stack)], vpcSecurityGroup: [] }),
      'accessConfigurations has vpcSubnet, and vpcSecurityGroup is missing; add vpcSecurityGroup: [securityGroup]; the two only work together'],
    ['groups without subnets', stack => ({ vpcSecurityGroup: [securityGroup(stack)], saslPlainAuth: [secretOf(stack)] }),
      'accessConfigurations has vpcSecurityGroup, and vpcSubnet is missing; add vpcSubnet: vpc.privateSubnets; the two only work together'],
    ['a CA alone', stack => ({ serverRootCaCertificate: [secretOf(stack)] }),
      'accessConfigurations has only a root CA, which says whom to trust and not who the pollers are; brokers on the internet need an identity: add one of saslPlainAuth, saslScram256Auth, saslScram512Auth, clientCertificateTlsAuth, oauthBearerAuth, iamAuth, iamOauthBearerAuth'],
    ['two identities', stack => ({ saslPlainAuth: [secretOf(stack)], clientCertificateTlsAuth: [secretOf(stack, 'Cert')] }),
      "accessConfigurations has saslPlainAuth and clientCertificateTlsAuth, and a mapping has one way to authenticate; keep the one that the brokers' port asks for"],
  ])('refuses %s', (_, build, message) => {
    expect(complaints(build)).toEqual([message]);
  });

  test('warns of two secrets of one identity, and of two scopes', () => {
    expect(complaints(stack => ({
      oauthBearerAuth: [secretOf(stack, 'A', ARN.replace('kafka', 'a')), secretOf(stack, 'B', ARN.replace('kafka', 'b'))],
      oauthBearerScope: ['orders', 'refunds'],
    }))).toEqual([
      'accessConfigurations has several elements in oauthBearerAuth and oauthBearerScope, and nobody documents which of them the pollers use; name one [ack: cdk-kafka-event-source:identity-more-than-once]',
    ]);
  });
});

describe('the elements', () => {
  const inVpc = (vpcSubnet: unknown[], vpcSecurityGroup: unknown[]) => ({ vpcSubnet, vpcSecurityGroup });

  test.each(['xsubnet-1', 'subnet-1 ', 'subnet-1,subnet-2', 's-1', 'x-12345', 'p-123456'])("refuses '%s' for a subnet ID", id => {
    expect(complaints(stack => inVpc([subnet(stack, id)], [securityGroup(stack)]))).toEqual([
      `accessConfigurations.vpcSubnet[0] '${id}' is not the ID of a subnet; write one of the form subnet-0123456789abcdef0`,
    ]);
  });

  test.each(['xsg-1', 'sg-1,sg-2'])("refuses '%s' for the ID of a security group", id => {
    expect(complaints(stack => inVpc([subnet(stack)], [securityGroup(stack, id)]))).toEqual([
      `accessConfigurations.vpcSecurityGroup[0] '${id}' is not the ID of a security group; write one of the form sg-0123456789abcdef0`,
    ]);
  });

  test.each([`arn:${ARN}`, ARN.replace('kafka', 'kafka,orders')])("refuses '%s' for the ARN of a secret", arn => {
    expect(complaints(stack => ({ saslPlainAuth: [secretOf(stack, 'Secret', arn)] }))).toEqual([
      `accessConfigurations.saslPlainAuth[0] '${arn}' is not the ARN of a secret; write one of the form arn:aws:secretsmanager:eu-west-1:111122223333:secret:name-a1b2c3`,
    ]);
  });

  test.each<[string, Build, string]>([
    ['a subnet ID that is none', stack => inVpc([subnet(stack, 'vpc-1')], [securityGroup(stack)]),
      "accessConfigurations.vpcSubnet[0] 'vpc-1' is not the ID of a subnet; write one of the form subnet-0123456789abcdef0"],
    ['a group ID that is none', stack => inVpc([subnet(stack)], [securityGroup(stack, 'sg_1')]),
      "accessConfigurations.vpcSecurityGroup[0] 'sg_1' is not the ID of a security group; write one of the form sg-0123456789abcdef0"],
    ['the ARN of something else', stack => ({ saslPlainAuth: [secretOf(stack, 'S', 'arn:aws:ssm:eu-west-1:111122223333:parameter/kafka-123456')] }),
      "accessConfigurations.saslPlainAuth[0] 'arn:aws:ssm:eu-west-1:111122223333:parameter/kafka-123456' is not the ARN of a secret; write one of the form arn:aws:secretsmanager:eu-west-1:111122223333:secret:name-a1b2c3"],
    ['an ID for a subnet', stack => inVpc(['subnet-1'], [securityGroup(stack)]),
      "accessConfigurations.vpcSubnet[0] 'subnet-1' is not a subnet; pass one of this app, or import it: ec2.Subnet.fromSubnetId(this, 'Subnet', id)"],
    ['an ID for a group', stack => inVpc([subnet(stack)], ['sg-1']),
      "accessConfigurations.vpcSecurityGroup[0] 'sg-1' is not a security group; pass one of this app, or import it: ec2.SecurityGroup.fromSecurityGroupId(this, 'Pollers', id)"],
    ['an ARN for a secret', () => ({ saslPlainAuth: [ARN] }),
      `accessConfigurations.saslPlainAuth[0] '${ARN}' is not a secret; pass one of this app, or import it: secretsmanager.Secret.fromSecretCompleteArn(this, 'Credentials', arn)`],
    ['a subnet for a secret', stack => ({ saslPlainAuth: [subnet(stack)] }),
      "accessConfigurations.saslPlainAuth[0] 'Stack/Import-subnet-0123456789abcdef0' is not a secret; pass one of this app, or import it: secretsmanager.Secret.fromSecretCompleteArn(this, 'Credentials', arn)"],
    ['null for a secret', () => ({ saslPlainAuth: [null] }),
      "accessConfigurations.saslPlainAuth[0] null is not a secret; pass one of this app, or import it: secretsmanager.Secret.fromSecretCompleteArn(this, 'Credentials', arn)"],
    ['a secret that is in no list', stack => ({ saslPlainAuth: secretOf(stack) }),
      'accessConfigurations.saslPlainAuth is not a list; put square brackets around it: saslPlainAuth: […]'],
    ['subnets that are in no list', stack => ({ vpcSubnet: subnet(stack), vpcSecurityGroup: [securityGroup(stack)] }),
      'accessConfigurations.vpcSubnet is not a list; put square brackets around it: vpcSubnet: […]'],
    ['null for a list', () => ({ saslPlainAuth: null }),
      'accessConfigurations.saslPlainAuth is not a list; put square brackets around it: saslPlainAuth: […]'],
    ['an entry that there is not', stack => ({ saslPlain: [secretOf(stack)] }),
      `accessConfigurations.saslPlain is unknown; write one of ${ENTRIES.join(', ')}`],
  ])('refuses %s', (_, build, message) => {
    expect(complaints(build)).toEqual([message]);
  });

  test.each([['a list', [], '(a list)'], ['a string', 'SASL', "'SASL'"], ['a token', Lazy.any({ produce: () => ({}) }), '(a token)']])('refuses %s for the whole', (_, accessConfigurations, shown) => {
    expect(complaintsOf({ accessConfigurations })).toEqual([`accessConfigurations ${shown} is not an object; write { saslScram512Auth: [secret] }`]);
  });

  test.each<[unknown, string]>([
    [{ secretArn: undefined }, '(an object)'], [{ secretArn: Object.create(null) }, '(an object)'], [undefined, 'undefined'],
  ])('refuses %p for a secret', (secret, shown) => {
    expect(complaints(() => ({ saslPlainAuth: [secret] }))[0]).toContain(`accessConfigurations.saslPlainAuth[0] ${shown} is not a secret`);
  });

  test('takes a secret of JavaScript that is in no Region', () => {
    expect(complaints(stack => ({ saslPlainAuth: [{ secretArn: parameter(stack, 'Arn') }] }))).toEqual([]);
  });

  test('refuses a hole in a list', () => {
    expect(complaints(() => ({ saslPlainAuth: new Array(1) }))[0]).toContain('accessConfigurations.saslPlainAuth[0] undefined is not a secret');
  });

  test('refuses a token for a list of constructs', () => {
    expect(complaints(() => ({ vpcSubnet: Token.asList({ Ref: 'Subnets' }), vpcSecurityGroup: Token.asList({ Ref: 'Groups' }) }))).toEqual([
      expect.stringContaining('accessConfigurations.vpcSubnet (a token) is not a subnet; pass one of this app, or import it'),
      expect.stringContaining('accessConfigurations.vpcSecurityGroup (a token) is not a security group; pass one of this app, or import it'),
    ]);
  });

  test('refuses a token for a secret', () => {
    expect(complaints(stack => ({ saslPlainAuth: [parameter(stack, 'Arn')] }))[0]).toContain('accessConfigurations.saslPlainAuth[0] (a string) is not a secret');
  });

  test('never shows a credential', () => {
    const text = complaints(() => ({ saslPlainAuth: ['hunter2', { username: 'u', password: 'hunter2' }, 'hunter2-arn:x'] })).join('\n');
    expect(text).toContain('accessConfigurations.saslPlainAuth[0] (a string) is not a secret');
    expect(text).toContain('accessConfigurations.saslPlainAuth[1] (an object) is not a secret');
    expect(text).not.toContain('hunter2');
  });

  test.each<[string, Build]>([
    ['a subnet', stack => inVpc([subnet(stack), subnet(stack.node.scope!)], [securityGroup(stack)])],
    ['a group', stack => inVpc([subnet(stack)], Array(2).fill(securityGroup(stack)))],
  ])('refuses %s that stands twice', (_, build) => {
    expect(complaints(build)).toEqual([0, 1].map(n => expect.stringMatching(new RegExp(`\\[${n}\\] .* stands more than once in its list; name it once$`))));
  });

  test('refuses a secret that stands twice', () => {
    const stack = newStack();
    const secret = new secretsmanager.Secret(stack, 'Secret');
    expect(complaints(() => ({ saslPlainAuth: [secret, secret] }), stack)).toEqual([0, 1].map(n =>
      `accessConfigurations.saslPlainAuth[${n}] 'Stack/Secret' stands more than once in its list; name it once`));
  });

  test('a secret ARN of 200 characters, and of 201', () => {
    const arn = (length: number) => ARN.replace('kafka', 'x'.repeat(length - ARN.length + 'kafka'.length));
    expect(complaints(stack => ({ saslPlainAuth: [secretOf(stack, 'S', arn(200))] }))).toEqual([]);
    expect(complaints(stack => ({ saslPlainAuth: [secretOf(stack, 'S', arn(201))] }))).toEqual([
      `accessConfigurations.saslPlainAuth[0] '${arn(201)}' has an ARN of 201 characters, and Lambda takes 200; keep the credentials in a secret with a shorter name`,
    ]);
  });

  test('29 elements altogether, and 30', () => {
    const build = (count: number): Build => stack => ({
      vpcSubnet: Array.from({ length: count - 14 }, (_, n) => subnet(stack, `subnet-${n}`)),
      vpcSecurityGroup: [securityGroup(stack)],
      serverRootCaCertificate: Array.from({ length: 12 }, (_, n) => secretOf(stack, `S${n}`, ARN.replace('kafka', `kafka${n}`))),
      saslPlainAuth: [secretOf(stack)],
    });
    expect(complaints(build(29))).toEqual([]);
    expect(complaints(build(30))).toEqual([
      'accessConfigurations has 30 elements in its lists, and Lambda takes 29 altogether; name fewer subnets: one in each Availability Zone of the brokers is enough',
    ]);
  });

  test('a secret of the same Region, and of another', () => {
    const env = { account: '111122223333', region: 'eu-west-1' };
    expect(complaints(stack => ({ saslPlainAuth: [secretOf(stack)] }), newStack('Stack', { env }))).toEqual([]);
    expect(complaints(stack => ({ saslPlainAuth: [secretOf(stack)] }), newStack('Stack', { env: { ...env, region: 'us-east-1' } }))).toEqual([
      `accessConfigurations.saslPlainAuth[0] '${ARN}' is in eu-west-1, and the mapping in us-east-1; replicate the secret to the mapping's Region and pass the replica`,
    ]);
    expect(complaints(stack => ({ saslPlainAuth: [secretOf(stack)] }), newStack())).toEqual([]);
  });

  test('an owned secret of a stack in another Region', () => {
    const stack = newStack('Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    const other = new Stack(stack.node.scope!, 'Other', { env: { account: '111122223333', region: 'us-east-1' } });
    expect(complaints(() => ({ saslPlainAuth: [new secretsmanager.Secret(other, 'Secret')] }), stack)).toEqual([
      "accessConfigurations.saslPlainAuth[0] 'Other/Secret' is in us-east-1, and the mapping in eu-west-1; replicate the secret to the mapping's Region and pass the replica",
    ]);
  });

  test('takes tokens for IDs and ARNs', () => {
    expect(complaints(stack => ({
      vpcSubnet: [ec2.Subnet.fromSubnetAttributes(stack, 'S', { subnetId: parameter(stack, 'SubnetId'), routeTableId: 'rtb-1' })],
      vpcSecurityGroup: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'G', parameter(stack, 'GroupId'))],
      saslPlainAuth: [secretOf(stack, 'Imported', parameter(stack, 'Arn'))],
      serverRootCaCertificate: [secretsmanager.Secret.fromSecretNameV2(stack, 'Ca', 'ca')],
    }))).toEqual([]);
  });
});

describe('identities beyond those of Serverless', () => {
  const MSK = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/a1b2c3d4-1';
  const oauth = (more: object): Build => stack => ({ oauthBearerAuth: [secretOf(stack)], ...more });

  test.each<[string, Build]>([
    ['OAuth alone', oauth({})],
    ['OAuth with the longest values', oauth({ oauthBearerScope: 's'.repeat(200), oauthBearerAudience: 'a'.repeat(200) })],
    ['OAuth with all characters that Lambda takes', oauth({ oauthBearerScope: 'aZ09-/*:_+=.@' })],
    ['OAuth with tokens', stack => oauth({ oauthBearerScope: parameter(stack, 'Scope'), oauthBearerAudience: Fn.split(',', parameter(stack, 'Audiences')) })(stack)],
    ['OAuth with IAM', () => ({ iamOauthBearerAuth: true, oauthBearerAudience: 'kafka' })],
    ['OAuth with IAM and an audience that is a token', stack => ({ iamOauthBearerAuth: true, oauthBearerAudience: Fn.split(',', parameter(stack, 'Audiences')) })],
    ['IAM', () => ({ iamAuth: MSK })],
    ['IAM in another partition', () => ({ iamAuth: MSK.replace('arn:aws:', 'arn:aws-cn:') })],
    ['IAM with a token', stack => ({ iamAuth: parameter(stack, 'Cluster') })],
    ['IAM with a list that is a token', stack => ({ iamAuth: Fn.split(',', parameter(stack, 'Clusters')) })],
  ])('takes %s', (_, build) => {
    expect(complaints(build)).toEqual([]);
  });

  test.each<[string, Build, string[]]>([
    ['a value that is too long', oauth({ oauthBearerLogicalCluster: 'l'.repeat(201) }),
      [`accessConfigurations.oauthBearerLogicalCluster[0] '${'l'.repeat(120)}…' is not a value of 1 to 200 letters, digits and - / * : _ + = . @; write the value itself; Lambda takes no other characters`]],
    ['an empty value', oauth({ oauthBearerScope: '' }),
      ["accessConfigurations.oauthBearerScope[0] '' is not a value of 1 to 200 letters, digits and - / * : _ + = . @; write the value itself; Lambda takes no other characters"]],
    ['a secret for a value', stack => oauth({ oauthBearerAudience: secretOf(stack, 'Audience') })(stack),
      ["accessConfigurations.oauthBearerAudience[0] 'Stack/Audience' is not a value of 1 to 200 letters, digits and - / * : _ + = . @; write the value itself; Lambda takes no other characters"]],
    ['what belongs to OAuth beside something else', stack => ({ saslPlainAuth: [secretOf(stack)], oauthBearerScope: 's', oauthBearerAudience: 'a' }), [
      'accessConfigurations.oauthBearerScope needs oauthBearerAuth, which is missing; add oauthBearerAuth: [secret], or leave oauthBearerScope out',
      'accessConfigurations.oauthBearerAudience needs oauthBearerAuth or iamOauthBearerAuth, which is missing; add oauthBearerAuth: [secret], or leave oauthBearerAudience out',
    ]],
    ['a pool with IAM', () => ({ iamOauthBearerAuth: true, oauthBearerAudience: 'a', oauthBearerIdentityPool: 'pool-1' }),
      ['accessConfigurations.oauthBearerIdentityPool needs oauthBearerAuth, which is missing; add oauthBearerAuth: [secret], or leave oauthBearerIdentityPool out']],
    ['OAuth with IAM without an audience', () => ({ iamOauthBearerAuth: true }),
      ["accessConfigurations has iamOauthBearerAuth, and oauthBearerAudience is missing; add oauthBearerAudience: 'https://kafka.example.com', the audience that the brokers expect"]],
    ['a string for true', () => ({ iamOauthBearerAuth: 'true', oauthBearerAudience: 'a' }),
      ["accessConfigurations.iamOauthBearerAuth 'true' is not a boolean; write true, and the audience as oauthBearerAudience"]],
    ['two ways of OAuth', stack => ({ oauthBearerAuth: [secretOf(stack)], iamOauthBearerAuth: true, oauthBearerAudience: 'a' }),
      ["accessConfigurations has oauthBearerAuth and iamOauthBearerAuth, and a mapping has one way to authenticate; keep the one that the brokers' port asks for"]],
    ['nothing but false', () => ({ iamOauthBearerAuth: false }),
      ['accessConfigurations has no entry, and Lambda asks for one at least; write saslScram512Auth: [secret] or another identity, or vpcSubnet and vpcSecurityGroup for brokers in a VPC']],
    ['IAM with the name of a cluster', () => ({ iamAuth: 'orders' }),
      ["accessConfigurations.iamAuth[0] 'orders' is not the ARN of an Amazon MSK cluster; write one of the form arn:aws:kafka:eu-west-1:111122223333:cluster/name/a1b2c3d4-5678-90ab-cdef-111122223333-1"]],
    ['IAM with a topic of a cluster', () => ({ iamAuth: `${MSK}/orders` }),
      [`accessConfigurations.iamAuth[0] '${MSK}/orders' is not the ARN of an Amazon MSK cluster; write one of the form arn:aws:kafka:eu-west-1:111122223333:cluster/name/a1b2c3d4-5678-90ab-cdef-111122223333-1`]],
    ['IAM with an ARN inside something else', () => ({ iamAuth: `x${MSK}` }),
      [`accessConfigurations.iamAuth[0] 'x${MSK}' is not the ARN of an Amazon MSK cluster; write one of the form arn:aws:kafka:eu-west-1:111122223333:cluster/name/a1b2c3d4-5678-90ab-cdef-111122223333-1`]],
    ['IAM with a second cluster', () => ({ iamAuth: [MSK, `${MSK}2`] }),
      [`accessConfigurations.iamAuth[1] '${MSK}2' is a second cluster, and a mapping reads from one; name the cluster behind the bootstrapServers`]],
  ])('refuses %s', (_, build, messages) => {
    expect(complaints(build)).toEqual(messages);
  });

});
