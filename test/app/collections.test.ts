import { flatMap, getOrCreate, groupBy } from '../../src/app/collections';

test('getOrCreate creates the value of a key once', () => {
  const map = new Map<string, string>();
  const create = jest.fn((key: string) => key.toUpperCase());
  expect([getOrCreate(map, 'a', create), getOrCreate(map, 'a', create)]).toEqual(['A', 'A']);
  expect(create).toHaveBeenCalledTimes(1);
});

test('flatMap returns the elements of all lists, also for the holes of a list', () => {
  expect(flatMap(['a', , 'b'], element => element === undefined ? [] : [element, element.toUpperCase()])).toEqual(['a', 'A', 'b', 'B']); // eslint-disable-line no-sparse-arrays
});

test('flatMap returns the only list with elements itself, and changes none', () => {
  const lists = [[], ['a'], ['b', 'c'], ['d']];
  expect(flatMap(lists.slice(0, 2), list => list)).toBe(lists[1]);
  expect(flatMap(lists, list => list)).toEqual(['a', 'b', 'c', 'd']);
  expect(lists).toEqual([[], ['a'], ['b', 'c'], ['d']]);
});

test('groupBy groups an element by each of its keys, and ignores undefined', () => {
  const groups = groupBy([['a', 'b'], ['b', undefined], ['a', 'a'], []], keys => keys);
  expect(Object.fromEntries(groups)).toEqual({ a: [['a', 'b'], ['a', 'a']], b: [['a', 'b'], ['b', undefined]] });
});
