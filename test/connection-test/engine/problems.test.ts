import { clean, Failure, ProblemCode, SENTENCES } from '../../../src/connection-test/engine/problems';

describe.each(Object.keys(SENTENCES) as ProblemCode[])('%s', code => {
  test.each([
    ['what', { what: 'WHAT', fix: 'set something' }],
    ['what and what else', { what: 'WHAT', instead: 'ELSE', fix: 'set something' }],
    ['nothing', { fix: 'set something' }],
    ['nothing, with its own fix', {}],
  ])('is a sentence and an instruction without periods, with %s', (_, details) => {
    const { at, problem, fix = 'set something' } = new Failure(code, details).toProblem('b1:9096');
    expect(at).toBe('b1:9096');
    expect(problem).toMatch(/^[a-z].*[^.]$/i);
    expect(fix).toMatch(/^[a-z].*[^.]$/);
  });
});

test('cleans the text of servers', () => {
  expect(clean(' a\n\x1b[31mb\u202ec\u2028d\ud800 ')).toBe('a [31mb c d');
  expect(clean('x'.repeat(1000))).toHaveLength(200);
  expect(clean('Österreich, 東京')).toBe('Österreich, 東京');
});
