import { Socket } from 'net';
import { Deadline } from './deadline';
import { Failure } from './problems';
import { int16, int32, MalformedError, Reader, string } from './wire';

/** A request: the key and the version of its API, its fields, and how its response is read. */
export interface Request<T> {
  readonly key: number;
  readonly version: number;
  readonly body: Buffer;
  readonly read: (reader: Reader) => T;
}

/** The longest response that is read. The metadata of every topic of an old cluster can have some megabytes. */
const MAX_FRAME = 16 * 1024 * 1024;

/** An end of the connection instead of an answer. */
export class ClosedError extends Error {
  /**
   * @param received What it sent instead of a response.
   * @param reason The error of the socket.
   */
  constructor(public readonly received: Buffer, public readonly reason?: NodeJS.ErrnoException) {
    super();
  }
}

/** Requests and responses over a socket, one at a time. */
export class Channel {
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private end?: { readonly reason?: NodeJS.ErrnoException };
  private correlationId = 0;
  private onChange?: () => void;

  constructor(private readonly socket: Socket, private readonly deadline: Deadline) {
    let reason: NodeJS.ErrnoException | undefined;
    socket.on('error', error => { reason = error; });
    socket.on('close', () => {
      this.end = { reason };
      this.onChange?.();
    });
    socket.on('data', data => {
      this.chunks.push(data);
      this.size += data.length;
      socket.pause(); // until somebody waits for more
      this.onChange?.();
    });
  }

  /** Sends a request and returns its response. Throws a `ClosedError`, or a `Failure` for silence and for answers that aren't Kafka's. */
  public async send<T>({ key, version, body, read }: Request<T>): Promise<T> {
    const correlationId = ++this.correlationId;
    const message = Buffer.concat([int16(key), int16(version), int32(correlationId), string('cdk-kafka-event-source'), body]);
    this.socket.write(Buffer.concat([int32(message.length), message]));
    const frame = await this.deadline.limit(() => this.readFrame(), within => new Failure('silent', { what: `doesn't answer ${within}` }));
    try {
      const reader = new Reader(frame);
      if (reader.int32() !== correlationId) { throw new MalformedError(); }
      return read(reader);
    } catch {
      throw new Failure('not-kafka');
    }
  }

  public close(): void {
    this.socket.destroy();
  }

  private async readFrame(): Promise<Buffer> {
    const header = await this.read(4);
    const length = header.readInt32BE();
    if (length < 4 || length > MAX_FRAME) { throw new ClosedError(header); }
    return this.read(length);
  }

  private async read(length: number): Promise<Buffer> {
    while (this.size < length) {
      if (this.end) { throw new ClosedError(Buffer.concat(this.chunks), this.end.reason); }
      await new Promise<void>(resolve => {
        this.onChange = resolve;
        this.socket.resume();
      });
    }
    const received = Buffer.concat(this.chunks.splice(0));
    this.chunks.push(received.subarray(length));
    this.size -= length;
    return received.subarray(0, length);
  }
}
