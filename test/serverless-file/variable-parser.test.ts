import { Part, replaceVariables } from '../../src/serverless-file/variable-parser';

/** Writes parts as text: a variable as its value in angle brackets. */
const toText = (parts: Part[]) => parts.map(part => typeof part === 'string' ? part : `<${part.value}>`).join('');
/** Replaces each variable with its alternatives, separated by bars. */
const replace = (text: string) => toText(replaceVariables(text, alternatives => alternatives.map(toText).join('|')));

describe('variables', () => {
  test.each([
    ['', ''],
    ['plain', 'plain'],
    ['${self:a}', '<self:a>'],
    ['a ${self:a} b ${self:b}', 'a <self:a> b <self:b>'],
    ['${self:a.${opt:b}}', '<self:a.<opt:b>>'],
    ['${file(${opt:f}.yml):a}', '<file(<opt:f>.yml):a>'],
    ['${strToBool(true)}', '<strToBool(true)>'],
    ['$${self:a}}', '$<self:a>}'],
    ['{${self:a}}', '{<self:a>}'],
  ])('replaces those of %j', (text, expected) => {
    expect(replace(text)).toBe(expected);
  });

  test.each([
    ['${AWS::Region}', '${AWS::Region}'],
    ['${Resource.Arn}', '${Resource.Arn}'],
    ['${!literal}', '${!literal}'],
    ['${}', '${}'],
    ["${'a'}", "${'a'}"],
    ['${ self:a}', '${ self:a}'],
    ['${${self:a}:b}', '${<self:a>:b}'],
    ['${AWS::${self:a}}', '${AWS::<self:a>}'],
    ['${opt:a, ${AWS::Region}}', '${opt:a, ${AWS::Region}}'],
    ['${opt:a, $}', '${opt:a, $}'],
    ['${opt:a, {}}', '${opt:a, {}}'],
    ['${opt:a, {} ${self:b}}', '${opt:a, {} <self:b>}'],
    ['${opt:a', '${opt:a'],
    ['${opt:a, ${self:b}', '${opt:a, <self:b>'],
    ['}', '}'],
  ])('leaves the rest of %j alone', (text, expected) => {
    expect(replace(text)).toBe(expected);
  });

  test('keeps the source of a variable', () => {
    expect(replaceVariables('a${opt:b, ${self:c}}', () => 1)).toEqual(['a', { source: '${opt:b, ${self:c}}', value: 1 }]);
  });

  test('evaluates inner variables first, and from left to right', () => {
    const order: string[] = [];
    replaceVariables('${a:1, ${b:2}, ${c:3}} ${d:4}', alternatives => order.push(toText(alternatives[0])));
    expect(order).toEqual(['b:2', 'c:3', 'a:1', 'd:4']);
  });

  test('passes the values of inner variables on, whatever their type', () => {
    const object = { a: 1 };
    const evaluate = ([first, second]: Part[][]) => second === undefined ? object : [first, second];
    expect(replaceVariables('${opt:a, ${self:b}}', evaluate)).toEqual([
      { source: '${opt:a, ${self:b}}', value: [['opt:a'], [{ source: '${self:b}', value: object }]] },
    ]);
  });

  test('leaves control characters alone', () => {
    expect(replace('\u00010\u0001 ${self:a} \u00010\u0001')).toBe('\u00010\u0001 <self:a> \u00010\u0001');
  });
});

describe('alternatives', () => {
  test.each([
    ['${a:b, c:d,42 ,  true }', '<a:b|c:d|42|true>'],
    ["${a:b, 'c, d', \"e, f\"}", "<a:b|'c, d'|\"e, f\">"],
    ['${file(a, b):c, d:e}', '<file(a, b):c|d:e>'],
    ["${a:b, x'c, d'y}", "<a:b|x'c, d'y>"],
    ["${a:b, it's, c:d}", "<a:b|it's|c:d>"],
    ['${a:b, (c, d:e}', '<a:b|(c|d:e>'],
    ["${a:b, '(', c:d, ')'}", "<a:b|'('|c:d|')'>"],
    ["${a:b, ('), c:d}", "<a:b|(')|c:d>"],
    ["${a:b, 'c ${d:e} f, '}", "<a:b|'c <d:e> f, '>"],
    ['${a:b, ${c:d, e:f} }', '<a:b|<c:d|e:f>>'],
    ['${a:b,}', '<a:b>'],
    ['${a:b,,c:d}', '<a:b|c:d>'],
    ['${a:b, }', '<a:b|>'],
  ])('splits %j', (text, expected) => {
    expect(replace(text)).toBe(expected);
  });
});

describe('takes linear time for', () => {
  const COUNT = 20_000;
  test.each([
    ['many variables', '${opt:a} '.repeat(COUNT), COUNT],
    ['nested variables', `${'${opt:a, '.repeat(COUNT)}1${'}'.repeat(COUNT)}`, COUNT],
    ['nested variables in quotes', `${"${opt:a, 'b".repeat(COUNT)}${"'}".repeat(COUNT)}`, COUNT],
    ['nested calls', `${'${a-b('.repeat(COUNT)}${')}'.repeat(COUNT)}`, COUNT],
    ['variables that are not closed', '${opt:a, '.repeat(COUNT), 0],
    ['nested references of CloudFormation', `${'${AWS::'.repeat(COUNT)}${'}'.repeat(COUNT)}`, 0],
    ['variables in references of CloudFormation', `${'${AWS:: ${opt:a}'.repeat(COUNT)}${'}'.repeat(COUNT)}`, COUNT],
    ['many alternatives', `\${opt:a${', opt:b'.repeat(COUNT)}}`, 1],
    ['parentheses that are not closed', `\${opt:a, ${'('.repeat(COUNT)}}`, 1],
    ['quotes', `\${opt:a, ${'\'"'.repeat(COUNT)}}`, 1],
    ['spaces', `\${opt:a,${' '.repeat(COUNT)}1}`, 1],
  ])('%s', (_, text, variables) => {
    let count = 0;
    const parts = replaceVariables(text, () => { count += 1; });
    expect(count).toBe(variables);
    expect(parts.map(part => typeof part === 'string' ? part : part.source).join('')).toBe(text);
  }, 2_000);
});
