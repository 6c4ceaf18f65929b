import * as cdk from 'aws-cdk-lib';
import { IamOauthStack } from './iam-oauth-stack';
import { MskClusterStack } from './msk-cluster-stack';
import { MskIamStack } from './msk-iam-stack';
import { MskOtherAccountStack } from './msk-other-account-stack';
import { MskSecretsStack } from './msk-secrets-stack';
import { MutualTlsStack } from './mutual-tls-stack';
import { OauthStack } from './oauth-stack';
import { SaslPlainStack } from './sasl-plain-stack';
import { SaslScramStack } from './sasl-scram-stack';
import { SecretsStack } from './secrets-stack';

// One cluster with another authentication method on each port. Use the stack for the method of your brokers.
export const app = new cdk.App();
new SaslPlainStack(app, 'SaslPlain');
new SaslScramStack(app, 'SaslScram');
new MskIamStack(app, 'MskIam');
new IamOauthStack(app, 'IamOauth');
new MskClusterStack(app, 'MskCluster');
new MskSecretsStack(app, 'MskSecrets');
new MskOtherAccountStack(app, 'MskOtherAccount');

// Deploy this stack and fill its secrets before you deploy the stacks that use them.
const { clientCertificate, rootCa, oauthClient } = new SecretsStack(app, 'Secrets');
new MutualTlsStack(app, 'MutualTls', { clientCertificate, rootCa });
new OauthStack(app, 'Oauth', { oauthClient });
