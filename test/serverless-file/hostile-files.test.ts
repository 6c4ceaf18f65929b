import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { buildSync } from 'esbuild';
import { ORDERS, run, writeEvent, writeFile } from './helpers';

const command = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'command-')), 'run-command.js');
beforeAll(() => {
  buildSync({ entryPoints: [path.join(__dirname, 'run-command.ts')], outfile: command, bundle: true, platform: 'node', external: ['aws-cdk-lib', 'constructs'] });
});

/** Runs the command in a process of its own. */
function runAlone(...args: string[]): { readonly code: number; readonly messages: string; readonly time: number; readonly memory: number } {
  const { stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8', env: { ...process.env, NODE_PATH: path.join(__dirname, '../../node_modules') } });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const repeat = (count: number, write: (index: number) => string) => Array.from({ length: count }, (_, index) => write(index)).join('');
const group = (text: string, rest: string) => writeEvent(`${ORDERS}\nconsumerGroupId: ${text}`, rest);
const doubling = (write: (index: number) => string) => `custom:\n${repeat(60, index => `  a${index}: ${write(index + 1)}\n`)}  a60: x\n`;

describe('a file that would take all time or memory ends within 10 seconds and 500 MB in a plain message', () => {
  test.each<[string, string, RegExp]>([
    ['aliases that double', writeFile(`a0: &a0 [x, x]\n${repeat(60, index => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]\n`)}`),
      /has aliases that contain themselves, or each other too many times/],
    ['many aliases', writeFile(`a: &a 1\nb:\n${'  - *a\n'.repeat(100_000)}`), /has 100000 aliases, and the maximum is 10000/],
    ['370,000 elements', writeFile(`a:\n${'-\n'.repeat(370_000)}`), /has no functions with kafka or msk events/],
    ['text that doubles', group('${self:custom.a0}', doubling(index => `\${self:custom.a${index}}\${self:custom.a${index}}`)), /:8: the variables and aliases of the file have more than 500000 values/],
    ['20,000 variables of the environment', group(`'${'${env:PATH}'.repeat(20_000)}'`, ''), /:8: (consumerGroupId|the variables and aliases)/],
  ])('%s', (_, config, message) => {
    const { code, messages, time, memory } = runAlone('migrate', config);
    expect(code).toBe(1);
    expect(messages).toMatch(message);
    expect(time).toBeLessThan(10_000);
    expect(memory).toBeLessThan(500);
  }, 60_000);

  test.each<[string, string, RegExp]>([
    ['200,000 keys', writeFile(repeat(200_000, index => `key${index}: 1\n`)), /has too many bytes; the maximum is 750000 for all files together/],
    ['10,001 aliases', writeFile(`a: &a 1\nb:\n${'  - *a\n'.repeat(10_001)}`), /has 10001 aliases, and the maximum is 10000/],
    ['a long text in another, several times', group(`'${'${self:custom.a}'.repeat(24)}'`, `custom:\n  a: ${'x'.repeat(400_000)}\n`), /:8: the variables and aliases of the file have more than 500000 values/],
    ['variables that are read many times', group(`'${'${self:custom.a}'.repeat(30)}'`, `custom:\n  a: '${'${opt:no, self:custom.b}'.repeat(1_000)}'\n  b: '${'${self:custom.c}'.repeat(50)}'\n  c: ''\n`), /:8: the variables and aliases of the file have more than 500000 values/],
    ['nested lists', writeFile('['.repeat(500_000)), /is nested too deeply/],
    ['nested mappings', writeFile(repeat(1_200, index => `${' '.repeat(index)}a:\n`)), /is nested too deeply/],
    ['an empty merge of itself', writeFile('a: &a\n  <<: *a\n'), /has aliases that contain themselves/],
    ['lists that double', writeEvent(`${ORDERS}\nfilterPatterns: [{ value: { a: '\${self:custom.a0}' } }]`,
      doubling(index => `['\${self:custom.a${index}}', '\${self:custom.a${index}}']`)), /:8: the variables and aliases of the file have more than 500000 values/],
    ['an anchor that contains itself', writeEvent(`${ORDERS}\nfilterPatterns: &a [{ value: *a }]`), /:8: the value refers to itself/],
    ['anchors that contain each other', writeEvent(`${ORDERS}\nfilterPatterns: [{ value: '\${self:custom.a}' }]`, 'custom:\n  a: &a { b: [*a, *a] }\n'), /refers to itself/],
    ['20,000 variables in one text', group(`'${'${opt:no}'.repeat(20_000)}'`, ''), /:8: \$\{opt:no\} has no value/],
    ['a chain of 5,000 variables', group('${self:custom.a0}', `custom:\n${repeat(5_000, index => `  a${index}: \${self:custom.a${index + 1}}\n`)}`), /is nested more than 100 levels deep/],
    ['a text with many backslashes', group(`'${'\\'.repeat(300_000)}'`, ''), /:8: consumerGroupId/],
    ['5,000 filter patterns', writeEvent(`${ORDERS}\nfilterPatterns: [${'{ value: { a: [b] } }, '.repeat(5_000)}]`), /:8: filterPatterns/],
    ['20,000 keys', writeEvent(`${ORDERS}\n${repeat(20_000, index => `key${index}: 1\n`)}`), /more problems; fix these first/],
  ])('%s', (_, config, message) => {
    const start = process.cpuUsage().user;
    const { code, error } = run('migrate', config);
    expect(code).toBe(1);
    expect(error).toMatch(message);
    expect(error.length).toBeLessThan(100_000);
    expect((process.cpuUsage().user - start) / 1_000).toBeLessThan(10_000);
  }, 60_000);
});

describe('files', () => {
  const directory = path.dirname(writeFile('kafka: { topic: orders }\n', {}, 'shared.yml'));
  const link = (name: string, target: string) => {
    fs.symlinkSync(target, path.join(directory, name));
    return path.join(directory, name);
  };

  test('can be symbolic links to other files of YAML', () => {
    expect(run('migrate', link('a.yml', 'shared.yml')).error).toMatch(/a\.yml has no functions with kafka or msk events/);
  });

  test.each([
    ['a link to another kind of file', () => link('b.yml', '/etc/passwd')],
    ['a directory', () => { fs.mkdirSync(path.join(directory, 'c.yml')); return path.join(directory, 'c.yml'); }],
    ['a device', () => '/dev/null'],
    ['another file', () => { fs.writeFileSync(path.join(directory, 'd.txt'), 'a: 1'); return path.join(directory, 'd.txt'); }],
  ])('are not %s', (_, getFile) => {
    const { code, error } = run('migrate', getFile());
    expect(code).toBe(1);
    expect(error).toMatch(/^ {2}- \S+ is not a regular file whose name ends in \.yml, \.yaml or \.json, or leads to another one; use such a file$/m);
    expect(error.trim().split('\n')).toHaveLength(2);
  });

  test('of a variable are the same kind of files', () => {
    const config = writeEvent(`${ORDERS}\nconsumerGroupId: \${file(secret.yml):root}`);
    fs.symlinkSync('/etc/passwd', path.join(path.dirname(config), 'secret.yml'));
    expect(run('migrate', config).error).toMatch(/:8: \S*secret\.yml is not a regular file/);
  });

  test('have one size together', () => {
    const config = writeEvent(`${ORDERS}\nconsumerGroupId: \${file(large.yml):a}`);
    fs.writeFileSync(path.join(path.dirname(config), 'large.yml'), `a: 1 # ${'x'.repeat(749_900)}\n`);
    expect(run('migrate', config).error).toMatch(/:8: \S*large\.yml has too many bytes; the maximum is 750000 for all files together/);
  });

  test.each([['utf16le', Buffer.from('\ufefffunctions: {}', 'utf16le')], ['zeros', Buffer.alloc(8)]])('in another encoding have one problem: %s', (_, content) => {
    const file = writeFile('', {}, 'serverless.yml');
    fs.writeFileSync(file, content);
    expect(run('migrate', file).error.split('\n').slice(1, -1)).toEqual([expect.stringMatching(/serverless\.yml:1: is encoded in UTF-16, or is not text; save it in UTF-8$/)]);
  });
});

describe('messages', () => {
  test('show no credentials', () => {
    const config = writeEvent(`topic: orders
      bootstrapServers: 'kafka://user:hunter2@b1.example.com:9092'
      accessConfigurations: { saslScram512Auth: hunter2, saslPlainAuth: '\${self:custom.\${env:PASSWORD_OF_TEST}}', vpcSubnet: '\${file(a.txt):\${env:PASSWORD_OF_TEST}}' }
      onFailureDestination: hunter2`);
    process.env.PASSWORD_OF_TEST = 'hunter2';
    try {
      const { code, error } = run('migrate', config);
      expect(code).toBe(1);
      expect(error).not.toContain('hunter2');
    } finally {
      delete process.env.PASSWORD_OF_TEST;
    }
  });

  test('have no control characters, and a limited length', () => {
    const config = writeEvent(`${ORDERS}\nconsumerGroupId: "\${opt:\\e[31m}"\nenabled: \${opt:${'a'.repeat(10_000)}}\n"\\e]0;x\\a": 1`);
    const { error } = run('migrate', config);
    expect(error.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f]/);
    expect(error.length).toBeLessThan(2_000);
  });
});
