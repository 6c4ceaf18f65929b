import { Connections, IConnectable, ISecurityGroup, Port } from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { getBrokerPorts } from './broker-ports';
import { isPendingLookup } from '../app/unknown-values';

/** The network connections of the pollers of one mapping. */
export class PollerConnections extends Connections {
  constructor(private readonly mapping: IConstruct, securityGroups: ISecurityGroup[], private readonly bootstrapServers: string[]) {
    super({ securityGroups });
  }

  public allowTo(other: IConnectable, portRange: Port, description?: string): void {
    if (other instanceof Connections) { // called by the other side, which has already added its own rule
      super.allowTo(other, portRange, description);
      return;
    }
    // The CDK warns about outbound rules of a group that allows all outbound traffic, so such a group gets only the inbound rule of the other side.
    new Connections({ securityGroups: this.securityGroups.filter(group => !group.allowAllOutbound) }).allowTo(other, portRange, description);
    this.securityGroups.filter(group => group.allowAllOutbound).forEach(peer => new Connections({ peer }).allowTo(other, portRange, description));
  }

  public allowToDefaultPort(other: IConnectable, description?: string): void {
    const ports = getBrokerPorts(this.bootstrapServers);
    if (ports.length === 0 && isPendingLookup(this.mapping, this.bootstrapServers)) {
      return; // the next synthesis knows the ports
    }
    if (ports.length === 0) {
      super.allowToDefaultPort(other, description);
      return;
    }
    ports.forEach(port => this.allowTo(other, Port.tcp(port), description));
  }
}
