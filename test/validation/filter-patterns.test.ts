import { Token } from 'aws-cdk-lib';
import { complaintsOf, parameter } from '../helpers';

const patterns = (count: number) => Array.from({ length: count }, (_, n) => ({ value: [String(n)] }));
const complaints = (...filterPatterns: unknown[]) => complaintsOf({ filterPatterns });

describe('how many', () => {
  test.each([0, 1, 5])('takes %p', count => {
    expect(complaints(...patterns(count))).toEqual([]);
  });

  test.each([6, 10])('warns of %p', count => {
    expect(complaints(...patterns(count))).toEqual([
      `filterPatterns (a list) has ${count} patterns, and an account has a quota of 5; ask AWS for up to 10 and acknowledge this, or put alternatives into one pattern: { value: { status: ['PAID', 'SHIPPED'] } } [ack: cdk-kafka-event-source:filter-patterns-quota]`,
    ]);
  });

  test('refuses 11', () => {
    expect(complaints(...patterns(11))).toEqual([
      "filterPatterns (a list) has 11 patterns, and Lambda takes 10 at most; put alternatives into one pattern: { value: { status: ['PAID', 'SHIPPED'] } }",
    ]);
  });

  test('refuses what is no list', () => {
    expect(complaintsOf({ filterPatterns: { value: ['x'] } })).toEqual([
      "filterPatterns (an object) is not a list; write [{ value: { status: ['PAID'] } }]",
    ]);
  });

  test('refuses a token, which is a list of strings', () => {
    expect(complaintsOf({ filterPatterns: Token.asList({ Ref: 'Patterns' }) })).toEqual([
      "filterPatterns (a token) is not a list; write [{ value: { status: ['PAID'] } }]",
    ]);
  });
});

describe('how long', () => {
  const pattern = (length: number) => ({ value: ['x'.repeat(length - '{"value":[""]}'.length)] });

  test('takes 4096 characters, refuses 4097', () => {
    expect(complaints(pattern(4096))).toEqual([]);
    expect(complaints(pattern(4097))).toEqual(['filterPatterns[0] has 4097 characters of JSON, and Lambda takes 4096; shorten it, or spread it over several patterns']);
  });

  test('takes one with a token, whose length is unknown', () => {
    expect(complaintsOf(stack => ({ filterPatterns: [{ value: [`${parameter(stack, 'Text')}${'x'.repeat(5000)}`] }] }))).toEqual([]);
  });
});

test('refuses the same pattern twice', () => {
  expect(complaints({ value: ['a'] }, { value: ['b'] }, { value: ['a'] })).toEqual([0, 2].map(n => `filterPatterns[${n}] stands more than once; write each pattern once`));
});

test('takes two patterns with the same token', () => {
  expect(complaintsOf(stack => {
    const text = parameter(stack, 'Text');
    return { filterPatterns: [{ value: [text] }, { value: [text] }] };
  })).toEqual([]);
});

describe('the key', () => {
  test.each([
    [{ key: ['x'] }, "'key'"],
    [{ topic: ['x'], value: ['y'] }, "'topic'"],
    [{ $or: [{ value: ['x'] }, { offset: [1], headers: ['y'] }] }, "'offset', 'headers'"],
  ])('warns of %j', (pattern, keys) => {
    expect(complaints(pattern)).toEqual([
      `filterPatterns[0] asks for ${keys}, and Lambda filters Kafka records only by 'value'; put what the message must hold under value: { value: { … } }, and test the rest in the function [ack: cdk-kafka-event-source:filter-pattern-key]`,
    ]);
  });

  test('takes a token', () => {
    expect(complaintsOf(stack => ({ filterPatterns: [{ [parameter(stack, 'Key')]: ['x'] }] }))).toEqual([]);
  });
});

describe('the grammar', () => {
  test('refuses alternatives that contain themselves', () => {
    const pattern: { $or?: object[] } = {};
    pattern.$or = [pattern, { value: ['x'] }];
    expect(complaints(pattern)).toEqual(['filterPatterns[0].$or[0] contains itself; write out what is meant']);
  });

  test('names the place and shows the mended pattern', () => {
    expect(complaints({ value: ['x'] }, { value: { status: 'PAID', amount: [{ numeric: ['>', '5'] }] } })).toEqual([
      'filterPatterns[1].value.status "PAID" is not a list; write ["PAID"]',
      'filterPatterns[1].value.amount[0].numeric [">","5"] does not take this, but a comparison or a range of numbers that is not empty, the lower bound first; write {"numeric":[">",5]}',
    ]);
  });

  test.each([
    [{ value: [{ wildcard: 'a*' }] }, 'filterPatterns[0].value[0].wildcard "a*" is an operator of EventBridge that Lambda does not list among its own; try it before you rely on it, or filter in the function [ack: cdk-kafka-event-source:filter-pattern-operator]'],
    [{ value: { amount: { numeric: ['>', 5] } } }, "filterPatterns[0].value.amount {\"numeric\":[\">\",5]} is read as a field of the name 'numeric', not as an operator; write [{\"numeric\":[\">\",5]}] [ack: cdk-kafka-event-source:filter-pattern-field]"],
  ])('warns of %j', (pattern, message) => {
    expect(complaints(pattern)).toEqual([message]);
  });

  test('a pattern that is no JSON is one problem', () => {
    expect(complaints({ value: [1n] })).toEqual(['filterPatterns[0].value[0] is no JSON; write a string, a number, true, false, null or an operator']);
    expect(complaints('value', 5, null)).toHaveLength(3);
  });
});
