import { connectToService } from './service';
import { Authentication, ConnectionProblem, ConnectionTestInput, ConnectionTestResult, testConnection } from '../engine/connection-test';

/** The connection to test, with credentials, so it's never logged. */
export interface ProbeInput {
  readonly connection: ConnectionTestInput;
  /** For `iamAuth`: the Region of the cluster. The function signs as its own role. */
  readonly region?: string;
  /** The host names of the AWS services that on-demand pollers call. */
  readonly services: string[];
}

/** Tests the connection from where it runs: in the subnets and security groups of the pollers, or on the internet. */
export async function handler({ connection, region, services }: ProbeInput): Promise<ConnectionTestResult> {
  const [result, ...unreachable] = await Promise.all([
    testConnection({ ...connection, authentication: connection.authentication && addSigner(connection.authentication, region) }),
    ...services.map(host => connectToService({ host, port: 443 }, connection.timeoutMs)),
  ]);
  const problems: ConnectionProblem[] = [...result.problems, ...unreachable.flatMap(problem => problem ?? [])];
  return { ...result, ok: problems.length === 0, problems };
}

function addSigner(authentication: Authentication, region?: string): Authentication {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  return region === undefined ? authentication : {
    ...authentication,
    iam: { region, accessKeyId: AWS_ACCESS_KEY_ID!, secretAccessKey: AWS_SECRET_ACCESS_KEY!, sessionToken: AWS_SESSION_TOKEN },
  };
}
