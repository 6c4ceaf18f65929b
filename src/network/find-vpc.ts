import { IVpc } from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';

const LISTS = ['publicSubnets', 'privateSubnets', 'isolatedSubnets'] as const;

/** Finds the VPC construct of a subnet. The subnets of `Vpc`, also of an imported one, are its children. Other constructs can have some of the lists. */
export function findVpc(subnet: IConstruct): IVpc | undefined {
  const scope = subnet.node.scope as IVpc;
  return LISTS.every(list => Array.isArray(scope[list])) ? scope : undefined;
}
