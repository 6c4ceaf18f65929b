/**
 * Builds the packages of other languages, installs them as a user would, and runs the example apps with them: each must make the
 * template of examples/typescript, and read an error of the construct as text.
 *
 *   npx projen compile && npx tsx scripts/test-languages.ts [python] [java] [go] [csharp]
 */
import * as assert from 'assert';
import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { findMissingMembers, findUngeneratedMembers, readGeneratedTypes } from './csharp-members';

const ROOT = path.join(__dirname, '..');
const { devDependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
/** The apps run with the aws-cdk-lib of the TypeScript one. */
const CDK = devDependencies['aws-cdk-lib'];
const CONSTRUCTS = devDependencies.constructs;
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'languages-'));
const dist = path.join(work, 'dist');

// The programs run for seconds, so the second compiler of the JVM doesn't pay off. Nobody reads the documentation that Maven would build.
process.env.MAVEN_OPTS ??= '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dmaven.javadoc.skip=true';

/** Runs a program and returns what it prints; an error has its standard error. */
function run(cwd: string, program: string, args: string[], env = {}): string {
  return execFileSync(program, args, { cwd, encoding: 'utf8', env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}

const PROXY_AGENT = 'github.com/cdklabs/awscdk-asset-node-proxy-agent-go/nodeproxyagentv6/v2';

function exists(program: string): boolean {
  return spawnSync('which', [program]).status === 0;
}

interface Language {
  /** The name that jsii-pacmak has for it, if it is another. */
  readonly target?: string;
  /** Programs that must be there. */
  readonly needs: string[];
  /** What is checked without these programs; otherwise they are required. */
  readonly checkWithoutPrograms?: () => void;
  /** Makes the package from its code, and installs it for the app, in its folder. */
  readonly install: (app: string) => void;
  /** The file that provokes an error, and where it goes in the app. */
  readonly errors: { readonly file: string; readonly to: string };
  /** Runs the app, and then the file that provokes an error, and returns what they print. */
  readonly run: (app: string, env: object) => string;
}

const LANGUAGES: { [name: string]: Language } = {
  python: {
    needs: ['python3'],
    install: app => {
      run(app, 'python3', ['-m', 'venv', '--without-pip', path.join(work, 'venv')]); // it takes longer to install pip than what pip installs
      run(app, 'python3', ['-m', 'pip', '--python', path.join(work, 'venv/bin/python'), 'install', '--quiet', '--no-compile',
        '--disable-pip-version-check', path.join(dist, 'python'), `aws-cdk-lib==${CDK}`, `constructs==${CONSTRUCTS}`]);
    },
    errors: { file: 'errors.py', to: 'errors.py' },
    run: (app, env) => { // in one process with what `migrate` prints: it takes Python seconds to import aws_cdk
      const config = path.join(ROOT, 'test/serverless-file/fixtures/platform/serverless.yml');
      const code = run(ROOT, process.execPath, ['bin/cdk-kafka-event-source', 'migrate', config, '--language', 'python']);
      fs.writeFileSync(path.join(app, 'kafka_consumers.py'), code);
      ['consumers.py', 'aws_cdk_core.py'].forEach(file => fs.copyFileSync(path.join(ROOT, 'test/languages', file), path.join(app, file)));
      const files = "import aws_cdk_core, runpy; runpy.run_path('app.py', run_name='__main__'); import errors, consumers";
      return run(app, path.join(work, 'venv/bin/python'), ['-c', files, config, 'order-writer', 'audit_log', 'ledger', 'exports'], { ...env, PYTHONPATH: app });
    },
  },
  java: {
    needs: ['mvn', 'java'],
    install: () => run(path.join(dist, 'java'), 'mvn', ['-q', '-Dmaven.source.skip=true', 'install']),
    errors: { file: 'Errors.java', to: 'src/main/java/Errors.java' },
    run: (app, env) => { // in one process, which runs the class of the app first
      const appClass = /<exec\.mainClass>(.+)<\/exec\.mainClass>/.exec(fs.readFileSync(path.join(app, 'pom.xml'), 'utf8'))![1];
      const properties = { 'cdk-kafka-event-source.version': '0.0.0', 'cdk.version': CDK, 'exec.mainClass': 'Errors', 'exec.args': appClass };
      return run(app, 'mvn', ['-q', ...Object.entries(properties).map(([name, value]) => `-D${name}=${value}`), 'compile', 'exec:java'], env);
    },
  },
  go: {
    needs: ['go'],
    install: app => {
      fs.appendFileSync(path.join(app, 'go.mod'), [
        'replace github.com/cdk-kafka-event-source/cdk-kafka-event-source-go/cdkkafkaeventsource => ../dist/go/cdkkafkaeventsource',
        // An asset of the CDK that the app doesn't use; 2.1.3 isn't on every module proxy.
        `replace ${PROXY_AGENT} => ${PROXY_AGENT} v2.1.2`,
        '',
      ].join('\n'));
      run(app, 'go', ['mod', 'tidy']);
    },
    errors: { file: 'errors_test.go', to: 'errors_test.go' },
    run: (app, env) => [run(app, 'go', ['run', '.'], env), run(app, 'go', ['test', '-v', '.'])].join('\n'),
  },
  csharp: {
    target: 'dotnet',
    needs: ['dotnet'],
    checkWithoutPrograms: checkCsharpMembers,
    install: app => {
      run(ROOT, 'npx', ['jsii-pacmak', '--outdir', dist, '--targets', 'dotnet']);
      fs.writeFileSync(path.join(app, 'nuget.config'), [
        '<configuration><packageSources>',
        `  <add key="dist" value="${path.join(dist, 'dotnet')}" />`,
        '</packageSources></configuration>',
      ].join('\n'));
    },
    errors: { file: 'Errors.cs', to: 'Errors.cs' },
    run: (app, env) => [dotnet(app, 'Orders.Program', env), dotnet(app, 'Errors')].join('\n'),
  },
};

/** MSBuild reads properties from the environment. A folder of its own for packages: NuGet would keep version 0.0.0 for later runs. */
function dotnet(app: string, StartupObject: string, env = {}): string {
  const versions = { CdkVersion: CDK, CdkKafkaEventSourceVersion: '0.0.0' };
  return run(app, 'dotnet', ['run'], { ...env, ...versions, StartupObject, NUGET_PACKAGES: path.join(work, 'nuget'), DOTNET_NOLOGO: 'true' });
}

/** The right column and the snippets of the section on C#. */
function csharpOf(page: string): string {
  const section = /^## C#\n([^]*?)^## /m.exec(page)![1];
  return section.replace(/^\|[^|]*\|/gm, '');
}

/** Snippets of the docs name only members of the API, because their TypeScript is compiled. */
function checkCsharpMembers(): void {
  const types = readGeneratedTypes(path.join(dist, 'dotnet/CdkKafkaEventSource/CdkKafkaEventSource'));
  const assembly = JSON.parse(fs.readFileSync(path.join(ROOT, '.jsii'), 'utf8'));
  assert.deepEqual(findUngeneratedMembers(assembly, types), [], 'members of the API that the generated C# lacks');
  const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');
  for (const code of [read('examples/csharp/OrdersStack.cs'), read('test/languages/Errors.cs'), csharpOf(read('docs/languages.md'))]) {
    assert.deepEqual(findMissingMembers(code, types), [], `members that this names and the generated C# lacks:\n${code}`);
  }
}

/** The beginnings of the lines that every language prints for the mistakes in test/languages: construct path, prop, value, rule and fix. */
const ERROR = [
  "KafkaEventSource 'Shop/Orders' has an invalid configuration:",
  "  - bootstrapServers[0] 'b1.example.com' has no port; use host:port, such as 'b1.example.com:9092'",
  '  - accessConfigurations has no entry, ',
  '  - batchSize 20000 is above the maximum of 10000; set a value from 1 to 10000',
];

const templateOf = (directory: string) => JSON.parse(fs.readFileSync(path.join(directory, 'Orders.template.json'), 'utf8'));

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(LANGUAGES);
try {
  names.forEach(name => assert.ok(name in LANGUAGES, `no language is called ${name}; write ${Object.keys(LANGUAGES).join(', ')}`));
  const runnable = names.filter(name => {
    const missing = LANGUAGES[name].needs.filter(program => !exists(program));
    assert.ok(missing.length === 0 || LANGUAGES[name].checkWithoutPrograms, `${name} needs ${missing.join(' and ')}; install it`);
    return missing.length === 0;
  });
  run(path.join(ROOT, 'examples/typescript'), 'npx', ['tsx', 'app.ts'], { CDK_OUTDIR: path.join(work, 'typescript.out') });
  const expected = templateOf(path.join(work, 'typescript.out'));
  fs.cpSync(path.join(ROOT, 'examples/consumer'), path.join(work, 'consumer'), { recursive: true });
  run(ROOT, 'npx', ['jsii-pacmak', '--code-only', '--outdir', dist, '--targets', ...names.map(name => LANGUAGES[name].target ?? name)]);
  for (const name of names.filter(one => !runnable.includes(one))) {
    LANGUAGES[name].checkWithoutPrograms!();
    console.log(`${name}: the app is skipped, because ${LANGUAGES[name].needs.join(' or ')} isn't installed; the generated code has every member that it and the docs name`);
  }
  for (const name of runnable) {
    const { install, errors, run: runApp } = LANGUAGES[name];
    const app = path.join(work, name);
    fs.cpSync(path.join(ROOT, 'examples', name), app, { recursive: true });
    fs.copyFileSync(path.join(ROOT, 'test/languages', errors.file), path.join(app, errors.to));
    install(app);
    const lines = runApp(app, { CDK_OUTDIR: path.join(work, `${name}.out`) }).split('\n');
    assert.deepStrictEqual(templateOf(path.join(work, `${name}.out`)), expected, `the template of examples/${name} isn't that of examples/typescript`);
    ERROR.forEach(text => assert.ok(lines.some(line => line.startsWith(text)), `${name} reads no line '${text}' in:\n${lines.join('\n')}`));
    console.log(`${name}: the template is that of TypeScript, and the error is read`);
  }
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
