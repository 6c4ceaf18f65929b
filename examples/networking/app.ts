import * as cdk from 'aws-cdk-lib';
import { ConfluentCloudStack } from './confluent-cloud-stack';
import { NatGatewayStack } from './nat-gateway-stack';
import { PeeredVpcStack } from './peered-vpc-stack';
import { PrivateLinkStack } from './privatelink-stack';
import { VpcEndpointsStack } from './vpc-endpoints-stack';

const app = new cdk.App();
new NatGatewayStack(app, 'NatGateway');
new VpcEndpointsStack(app, 'VpcEndpoints');
new PeeredVpcStack(app, 'PeeredVpc');
new ConfluentCloudStack(app, 'ConfluentCloud');
new PrivateLinkStack(app, 'PrivateLink');
