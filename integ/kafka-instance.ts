import { join } from 'path';
import { AmazonLinuxCpuType, Instance, InstanceClass, InstanceSize, InstanceType, IVpc, MachineImage, SubnetType, UserData } from 'aws-cdk-lib/aws-ec2';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

const VERSION = '3.9.2'; // the tests start this version too
const KAFKA = `kafka_2.13-${VERSION}`;
const PROGRAM = join(__dirname, '../test/connection-test/kafka/KafkaBroker.java');

/** A small instance that runs the program which starts brokers in the tests. The deployment waits until its commands have succeeded. */
export class KafkaInstance extends Instance {
  constructor(scope: Construct, id: string, vpc: IVpc) {
    super(scope, id, {
      vpc,
      vpcSubnets: { subnetType: SubnetType.PUBLIC }, // for downloads
      instanceType: InstanceType.of(InstanceClass.T4G, InstanceSize.SMALL),
      machineImage: MachineImage.latestAmazonLinux2023({ cpuType: AmazonLinuxCpuType.ARM_64 }),
      userData: UserData.forLinux(),
    });
    this.instance.node.addDependency(vpc.selectSubnets({ subnetType: SubnetType.PUBLIC }).internetConnectivityEstablished);
    this.instance.cfnOptions.creationPolicy = { resourceSignal: { timeout: 'PT15M' } };
    this.userData.addSignalOnExitCommand(this);

    const program = new Asset(this, 'Program', { path: PROGRAM });
    program.grantRead(this);
    this.userData.addCommands(
      'set -euo pipefail', // and no -x, which would write credentials to the log
      `export AWS_DEFAULT_REGION=${Stack.of(this).region}`,
      'mkdir -p "${KAFKA_FOLDER:=/opt/kafka}"',
      'cd "$KAFKA_FOLDER"',
      'dnf install --assumeyes --quiet java-17-amazon-corretto-devel openssl tar gzip aws-cfn-bootstrap',
      download(`https://archive.apache.org/dist/kafka/${VERSION}/${KAFKA}.tgz`, '| tar --extract --gzip'),
    );
    this.userData.addS3DownloadCommand({ bucket: program.bucket, bucketKey: program.s3ObjectKey, localFile: 'KafkaBroker.java' });
    this.userData.addCommands(
      `export CLASSPATH="classes:${KAFKA}/libs/*"`,
      'javac -encoding UTF-8 -d classes KafkaBroker.java',
    );
  }

  /** Adds a command that writes a file. Variables of the shell in the text get their values. */
  public addFile(name: string, text: string): void {
    this.userData.addCommands(`cat > ${name} <<END\n${text}\nEND`);
  }
}

/** Returns a command that downloads a file. */
export function download(url: string, to: string): string {
  return `curl --fail --silent --show-error --location --retry 5 ${url} ${to}`;
}
