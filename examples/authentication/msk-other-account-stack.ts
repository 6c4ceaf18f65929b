import * as cdk from 'aws-cdk-lib';
import * as msk from 'aws-cdk-lib/aws-msk';
import { MskEventSource } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** The ARN of the cluster as its owner sees it. The policy of the cluster must allow the account of this stack. */
const CLUSTER = 'arn:aws:kafka:eu-west-1:444455556666:cluster/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1';

/** Consumes from an Amazon MSK cluster of another account with IAM, through a managed VPC connection. */
export class MskOtherAccountStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const connection = new msk.CfnVpcConnection(this, 'Connection', {
      targetClusterArn: CLUSTER,
      authentication: 'SASL_IAM',
      vpcId: 'vpc-0123456789abcdef0',
      clientSubnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      securityGroups: ['sg-0123456789abcdef0'],
    });
    new MskEventSource(this, 'Orders', {
      target: newConsumer(this), clusterArn: CLUSTER, vpcConnectionArn: connection.attrArn, topic: 'orders',
    });
  }
}
