import { IVpc } from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';

/** Finds the VPC construct of a subnet. The subnets of `Vpc`, also of an imported one, are its children. */
export function findVpc(subnet: IConstruct): IVpc | undefined {
  const scope = subnet.node.scope!;
  return 'isolatedSubnets' in scope ? scope as IVpc : undefined;
}
