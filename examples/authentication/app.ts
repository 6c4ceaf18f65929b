import * as cdk from 'aws-cdk-lib';
import { IamOauthStack } from './iam-oauth-stack';
import { MskIamStack } from './msk-iam-stack';
import { MutualTlsStack } from './mutual-tls-stack';
import { OauthStack } from './oauth-stack';
import { SaslPlainStack } from './sasl-plain-stack';
import { SaslScramStack } from './sasl-scram-stack';
import { SecretsStack } from './secrets-stack';

// One cluster, asking for an identity on each of its ports: take the stack that fits yours.
export const app = new cdk.App();
new SaslPlainStack(app, 'SaslPlain');
new SaslScramStack(app, 'SaslScram');
new MskIamStack(app, 'MskIam');
new IamOauthStack(app, 'IamOauth');

// Deploy this one and fill its secrets before you deploy those that read them.
const { clientCertificate, rootCa, oauthClient } = new SecretsStack(app, 'Secrets');
new MutualTlsStack(app, 'MutualTls', { clientCertificate, rootCa });
new OauthStack(app, 'Oauth', { oauthClient });
