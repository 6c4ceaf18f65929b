import { Connections, IConnectable, ISecurityGroup, Port } from 'aws-cdk-lib/aws-ec2';
import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { KafkaAccessConfigurations } from './access-configurations';
import { Mappings } from './validation/mappings';

/** The network of the pollers of one mapping. */
export class PollerConnections extends Connections {
  constructor(securityGroups: ISecurityGroup[], private readonly bootstrapServers: string[]) {
    super({ securityGroups });
  }

  public allowTo(other: IConnectable, portRange: Port, description?: string): void {
    if (other instanceof Connections) { // the other side has opened itself, and asks for the same here
      super.allowTo(other, portRange, description);
      return;
    }
    // The CDK warns of every rule for a group that lets out everything already; such a group only has to be let in.
    new Connections({ securityGroups: this.securityGroups.filter(group => !group.allowAllOutbound) }).allowTo(other, portRange, description);
    this.securityGroups.filter(group => group.allowAllOutbound).forEach(peer => new Connections({ peer }).allowTo(other, portRange, description));
  }

  public allowToDefaultPort(other: IConnectable, description?: string): void {
    const ports = portsOf(this.bootstrapServers);
    if (ports.length === 0) {
      super.allowToDefaultPort(other, description);
      return;
    }
    ports.forEach(port => this.allowTo(other, Port.tcp(port), description));
  }
}

/** The ports of the brokers, each once, as far as they are known. */
export function portsOf(bootstrapServers: string[]): number[] {
  const ports = bootstrapServers.filter(server => !Token.isUnresolved(server)).map(server => Number(server.split(':').pop()));
  return [...new Set(ports)];
}

/**
 * Lets the mapping be made after what its pollers need of the VPC, and deleted before it: the routes to the internet, and the rules
 * of their security groups, which other constructs may add later.
 */
export function waitForNetwork(mapping: Construct, { vpcSubnet = [], vpcSecurityGroup = [] }: KafkaAccessConfigurations): void {
  // JavaScript can hand in anything that has an ID.
  mapping.node.addDependency(...vpcSubnet.flatMap(subnet => subnet.internetConnectivityEstablished ?? []));
  const groups = vpcSecurityGroup.map(group => group.securityGroupId);
  if (groups.length > 0) {
    Mappings.of(mapping).finally(mapping, () => {
      const rules = groups.flatMap(group => Mappings.of(mapping).securityGroupRulesOf(group));
      mapping.node.addDependency(...rules.filter(rule => Stack.of(rule) === Stack.of(mapping))); // the stack of others may wait for this one
    });
  }
}
