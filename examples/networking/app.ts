import * as cdk from 'aws-cdk-lib';
import { ConfluentCloudStack } from './confluent-cloud-stack';
import { ConnectionTestStack } from './connection-test-stack';
import { ExistingEndpointsStack } from './existing-endpoints-stack';
import { NatGatewayStack } from './nat-gateway-stack';
import { PeeredVpcStack } from './peered-vpc-stack';
import { PrivateLinkStack } from './privatelink-stack';
import { VpcEndpointsStack } from './vpc-endpoints-stack';

export const app = new cdk.App();
new NatGatewayStack(app, 'NatGateway');
new VpcEndpointsStack(app, 'VpcEndpoints');
new ExistingEndpointsStack(app, 'ExistingEndpoints');
new PeeredVpcStack(app, 'PeeredVpc');
new ConfluentCloudStack(app, 'ConfluentCloud');
new PrivateLinkStack(app, 'PrivateLink');
new ConnectionTestStack(app, 'ConnectionTest');
