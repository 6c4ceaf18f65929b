import { getOrCreate, groupBy } from '../../src/app/collections';

test('getOrCreate creates the value of a key once', () => {
  const map = new Map<string, string>();
  const create = jest.fn((key: string) => key.toUpperCase());
  expect([getOrCreate(map, 'a', create), getOrCreate(map, 'a', create)]).toEqual(['A', 'A']);
  expect(create).toHaveBeenCalledTimes(1);
});

test('groupBy groups an element by each of its keys, and ignores undefined', () => {
  const groups = groupBy([['a', 'b'], ['b', undefined], ['a', 'a'], []], keys => keys);
  expect(Object.fromEntries(groups)).toEqual({ a: [['a', 'b'], ['a', 'a']], b: [['a', 'b'], ['b', undefined]] });
});
