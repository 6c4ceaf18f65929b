import { Connections, IConnectable, ISecurityGroup, Port } from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { getBrokerPorts } from './broker-ports';
import { isPendingLookup } from '../app/unknown-values';
import { PollerProps } from '../props/poller-props';

/** The network connections of the pollers of one mapping. */
export class PollerConnections extends Connections {
  constructor(private readonly mapping: IConstruct, private readonly props: PollerProps) {
    super({ securityGroups: props.accessConfigurations.vpcSecurityGroup });
  }

  public allowTo(other: IConnectable, portRange: Port, description?: string): void {
    if (other instanceof Connections) { // called by the other side, which has already added its own rule
      super.allowTo(other, portRange, description);
      return;
    }
    // The CDK warns about outbound rules of a group that allows all outbound traffic, so such a group gets only the inbound rule of the other side.
    new Connections({ securityGroups: this.getGroups(false) }).allowTo(other, portRange, description);
    this.getGroups(true).forEach(peer => new Connections({ peer }).allowTo(other, portRange, description));
  }

  public allowToDefaultPort(other: IConnectable, description?: string): void {
    const ports = getBrokerPorts(this.props);
    if (ports.length === 0 && isPendingLookup(this.mapping, this.props.bootstrapServers)) {
      return; // the next synthesis knows the ports
    }
    if (ports.length === 0) {
      super.allowToDefaultPort(other, description);
      return;
    }
    ports.forEach(port => this.allowTo(other, Port.tcp(port), description));
  }

  public allowInternally(portRange: Port, description?: string): void {
    new Connections({ securityGroups: this.getGroups(false) }).allowInternally(portRange, description);
    this.getGroups(true).forEach(group => group.addIngressRule(group, portRange, description));
  }

  public allowDefaultPortInternally(description?: string): void {
    const ports = getBrokerPorts(this.props);
    if (ports.length === 0) {
      super.allowDefaultPortInternally(description); // throws
    }
    ports.forEach(port => this.allowInternally(Port.tcp(port), description));
  }

  private getGroups(allowAllOutbound: boolean): ISecurityGroup[] {
    return this.securityGroups.filter(group => group.allowAllOutbound === allowAllOutbound);
  }
}
