import { connect } from 'tls';
import type { ConnectionProblem, ProblemCode } from '../engine/connection-test';

/** Codes for what Node.js reports. Other errors come from TLS. */
const CODES: { readonly [code: string]: ProblemCode } = {
  ENOTFOUND: 'dns', EAI_AGAIN: 'dns', ECONNREFUSED: 'tcp-refused', ETIMEDOUT: 'tcp-timeout', EHOSTUNREACH: 'tcp-timeout', ENETUNREACH: 'tcp-timeout',
};
const MAX_TIME = 10_000;

/** Connects to an AWS service by TLS, and returns the reason why on-demand pollers can't call it. */
export async function connectToService(host: string, timeoutMs: number, port = 443): Promise<ConnectionProblem | undefined> {
  const code = await new Promise<ProblemCode | undefined>(resolve => {
    const socket = connect({ host, port, servername: host });
    const timer = setTimeout(() => end('tcp-timeout'), Math.min(timeoutMs, MAX_TIME));
    const end = (result?: ProblemCode) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    socket.on('secureConnect', () => end());
    socket.on('error', ({ code: reason = '' }: NodeJS.ErrnoException) => end(CODES[reason] ?? 'tls-ca'));
  });
  return code && {
    code,
    at: `${host}:${port}`,
    problem: 'on-demand pollers call this AWS service, and their network can\'t reach it',
    fix: 'add a NAT gateway or KafkaPollerVpcEndpoints, and allow HTTPS (443) to it in the security groups of the pollers',
  };
}
