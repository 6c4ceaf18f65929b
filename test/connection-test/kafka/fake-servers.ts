import { spawn } from 'child_process';
import { createServer as createHttpServer } from 'http';
import { createServer as createHttpsServer } from 'https';
import { AddressInfo, connect, createServer, Server, Socket } from 'net';
import { createServer as createTlsServer } from 'tls';
import { Certificate } from './certificates';
import { createCertificates } from './kafka';

/** Addresses where no broker is, and an identity provider. */
export interface Servers {
  readonly closed: string;
  /** Drops the packets of new connections, as a security group does. */
  readonly full: string;
  readonly silent: string;
  readonly closing: string;
  readonly http: string;
  readonly https: string;
  readonly expired: string;
  readonly future: string;
  /** Returns the secret of a client of the identity provider, which gives tokens to all clients but `nobody`. */
  readonly oauthSecret: (client: string) => string;
  readonly close: () => void;
}

export async function startServers({ root, server, expired, future }: ReturnType<typeof createCertificates>): Promise<Servers> {
  const opened: { close: () => unknown }[] = [];
  const listen = async (listener: Server): Promise<string> => {
    const sockets = new Set<Socket>();
    listener.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    });
    listener.on('tlsClientError', () => {});
    opened.push({
      close: () => {
        sockets.forEach(socket => socket.destroy());
        listener.close();
      },
    });
    await new Promise<void>(resolve => { listener.listen(0, '127.0.0.1', resolve); });
    return `localhost:${(listener.address() as AddressInfo).port}`;
  };
  const tls = ({ chain, key }: Certificate) => ({ cert: chain, key });

  const closed = createServer();
  const closedAddress = await listen(closed);
  closed.close();
  const full = await startFullServer();
  opened.push(full);
  const identityProvider = await listen(createHttpsServer(tls(server), (request, response) => {
    let body = '';
    request.on('data', chunk => { body += chunk; });
    request.on('end', () => {
      const client = Buffer.from((request.headers.authorization ?? '').slice('Basic '.length), 'base64').toString().split(':')[0];
      if (client === 'nobody' || !client) {
        response.writeHead(401).end(JSON.stringify({ error: 'invalid_client', error_description: 'client-secret' }));
      } else {
        response.end(JSON.stringify({ access_token: createToken(client), token_type: 'Bearer', scope: new URLSearchParams(body).get('scope') }));
      }
    });
  }));
  return {
    closed: closedAddress,
    full: full.address,
    silent: await listen(createServer()),
    closing: await listen(createServer(socket => { socket.destroy(); })),
    http: await listen(createHttpServer((_, response) => { response.end('Hello'); })),
    https: await listen(createHttpsServer(tls(server), (_, response) => { response.end('Hello'); })),
    expired: await listen(createTlsServer(tls(expired))),
    future: await listen(createTlsServer(tls(future))),
    oauthSecret: client => JSON.stringify({
      oauthTokenEndpointUrl: `https://${identityProvider}/token`, oauthClientId: client, oauthClientSecret: 'client-secret', oauthIdpCaCertificate: root.pem,
    }),
    close: () => opened.forEach(server_ => server_.close()),
  };
}

/** Makes an unsecured JWT, which the broker's default validator accepts. */
function createToken(client: string): string {
  const now = Date.now() / 1000;
  const claims = client === 'expired' ? { sub: 'alice', iat: now - 7200, exp: now - 3600 } : { sub: client, iat: now, exp: now + 600 };
  return `${[{ alg: 'none' }, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;
}

/** Starts a process that listens and is then stopped; when its queue is full, the kernel drops the packets of new connections. */
async function startFullServer(): Promise<{ address: string; close: () => void }> {
  const script = 'const s = require("net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => console.log(s.address().port)); process.stdin.resume().on("end", () => process.exit());';
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = Number(await new Promise<Buffer>(resolve => { child.stdout.once('data', resolve); }));
  child.kill('SIGSTOP');
  const fillers = Array.from({ length: 4 }, () => connect({ port, host: '127.0.0.1' }).on('error', () => {}));
  await new Promise(resolve => { setTimeout(resolve, 100); });
  return {
    address: `localhost:${port}`,
    close: () => {
      fillers.forEach(filler => filler.destroy());
      child.kill('SIGKILL');
    },
  };
}
