import { createSecureContext } from 'tls';
import { Deadline } from '../engine/deadline';
import { ConnectionProblem, Failure } from '../engine/problems';
import { formatServer, openSocket, secure, Server } from '../engine/socket';

/** Connects to an AWS service by TLS, and returns the reason why on-demand pollers can't call it. */
export async function connectToService(service: Server, timeoutMs: number): Promise<ConnectionProblem | undefined> {
  const deadline = new Deadline(timeoutMs);
  try {
    const socket = await secure(await openSocket(service, deadline), service.host, { context: createSecureContext() }, deadline);
    socket.destroy();
    return undefined;
  } catch (error) {
    return {
      code: error instanceof Failure ? error.code : 'tls-silent',
      at: formatServer(service),
      problem: "on-demand pollers call this AWS service, and their network can't reach it",
      fix: 'add a NAT gateway or KafkaPollerVpcEndpoints, and allow HTTPS (443) in the security groups of the pollers',
    };
  }
}
