import { Deadline } from '../../../src/connection-test/engine/deadline';
import { Failure } from '../../../src/connection-test/engine/problems';

beforeEach(() => { jest.useFakeTimers(); });
afterEach(() => { jest.useRealTimers(); });

const toFailure = (within: string) => new Failure('silent', { what: within });

test('returns what a step returns', async () => {
  await expect(new Deadline(1000).limit(async () => 'ok', toFailure)).resolves.toBe('ok');
  expect(jest.getTimerCount()).toBe(0);
});

test('gives a step a quarter of the time, and aborts it', async () => {
  let signal: AbortSignal | undefined;
  const step = new Deadline(8000).limit(given => { signal = given; return new Promise(() => {}); }, toFailure);
  const failed = expect(step).rejects.toMatchObject({ code: 'silent', details: { what: 'within 2 s' } });
  await jest.advanceTimersByTimeAsync(1999);
  expect(signal!.aborted).toBe(false);
  await jest.advanceTimersByTimeAsync(1);
  await failed;
  expect(signal!.aborted).toBe(true);
});

test('gives the last step what is left', async () => {
  const deadline = new Deadline(8000);
  await jest.advanceTimersByTimeAsync(7500);
  const failed = expect(deadline.limit(() => new Promise(() => {}), toFailure)).rejects.toMatchObject({ details: { what: 'within 0.5 s' } });
  await jest.advanceTimersByTimeAsync(500);
  await failed;
});
