import { array, bytes, int16, int32, int8, isString, MalformedError, Reader, string } from '../../../src/connection-test/engine/wire';

test('reads what it writes', () => {
  const reader = new Reader(Buffer.concat([int8(-1), int16(-2), int32(-3), string('ü'), int16(-1), bytes(Buffer.from('b')), array([int8(1), int8(2)])]));
  const { int8: readInt8, int16: readInt16, int32: readInt32, string: readString, nullableString, bytes: readBytes, array: readArray } = reader;
  expect([readInt8(), readInt16(), readInt32(), readString(), nullableString(), String(readBytes()), readArray(readInt8)])
    .toEqual([-1, -2, -3, 'ü', undefined, 'b', [1, 2]]);
});

test('reads null as nothing', () => {
  const { string: readString, bytes: readBytes, array: readArray, int8: readInt8 } = new Reader(Buffer.concat([int16(-1), int32(-1), int32(-1)]));
  expect([readString(), readBytes().length, readArray(readInt8)]).toEqual(['', 0, []]);
});

test.each([
  ['a number', Buffer.alloc(3), (reader: Reader) => reader.int32()],
  ['a string', int16(5), (reader: Reader) => reader.string()],
  ['an array', int32(0x7fffffff), (reader: Reader) => reader.array(reader.int8)],
])('throws for %s that ends too early', (_, buffer, read) => {
  expect(() => read(new Reader(buffer))).toThrow(MalformedError);
});

test.each([[32_767, true], [32_768, false]])('%i bytes are a string: %s', (length, expected) => {
  expect(isString('x'.repeat(length))).toBe(expected);
});
