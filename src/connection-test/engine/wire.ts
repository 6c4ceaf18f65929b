/** The types of Kafka's protocol: https://kafka.apache.org/protocol#protocol_types. */

/** Thrown for bytes that aren't what the protocol has at that place. */
export class MalformedError extends Error {}

/** Reads the fields of a response, whose lengths a hostile server can choose. */
export class Reader {
  private offset = 0;

  constructor(private readonly buffer: Buffer) {}

  public readonly int8 = () => this.take(1).readInt8();
  public readonly int16 = () => this.take(2).readInt16BE();
  public readonly int32 = () => this.take(4).readInt32BE();
  public readonly string = () => this.nullableString() ?? '';

  public readonly nullableString = () => {
    const length = this.int16();
    return length < 0 ? undefined : this.take(length).toString();
  };

  public readonly bytes = () => this.take(Math.max(0, this.int32()));

  /** Reads an array. Each element has at least one byte, so the loop ends with the buffer. */
  public readonly array = <T>(readElement: () => T): T[] => {
    const elements: T[] = [];
    for (let length = this.int32(); length > 0; length--) {
      elements.push(readElement());
    }
    return elements;
  };

  private take(length: number): Buffer {
    if (this.offset + length > this.buffer.length) { throw new MalformedError(); }
    this.offset += length;
    return this.buffer.subarray(this.offset - length, this.offset);
  }
}

export const int8 = (value: number) => Buffer.of(value);
export function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}
export function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}
/** Whether text is short enough for a string of the protocol. */
export const isString = (value: string) => Buffer.byteLength(value) <= 0x7fff;
export function string(value: string): Buffer {
  const text = Buffer.from(value);
  return Buffer.concat([int16(text.length), text]);
}
export const bytes = (value: Buffer) => Buffer.concat([int32(value.length), value]);
export const array = (elements: Buffer[]) => Buffer.concat([int32(elements.length), ...elements]);
