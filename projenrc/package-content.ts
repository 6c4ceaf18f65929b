import { Component, type typescript } from 'projen';
import { TestRun } from './test-run';

/** The files of the published package, besides those that npm always includes. */
const FILES = [
  '.jsii',
  'lib/**/*.js',
  'lib/**/*.d.ts',
  // Nobody can import these
  '!lib/connection-test/*/*.d.ts',
  '!lib/connection-test/event-command.d.ts',
  '!lib/connection-test/lambda-event.d.ts',
  'bin',
  'API.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/**/*.md',
  'docs/**/*.svg',
  'rosetta/default.ts-fixture', // Construct Hub translates the snippets of the README with it
];

/** What the published package contains. */
export class PackageContent extends Component {
  constructor(project: typescript.TypeScriptProject) {
    super(project);
    project.package.addField('files', FILES);
    // The type declarations have a file for each module, and the code has one: an import from lib/… must not compile
    project.package.addField('exports', { '.': './lib/index.js', './package.json': './package.json', './.jsii': './.jsii' });
    // Source maps would be most of the package, and only a debugger of the library itself reads them
    project.package.file.addOverride('jsii.tsc.inlineSourceMap', false);
    project.package.file.addOverride('jsii.tsc.inlineSources', false);
    project.compileTask.prependExec('rm -rf lib'); // the package would contain what older versions of the source left there
    project.compileTask.exec('tsx scripts/bundle.ts');

    project.addDevDeps('publint', 'size-limit@^11', '@size-limit/file@^11'); // 12 needs a newer Node.js than the oldest one here
    project.package.addField('size-limit', [ // compressed; more isn't wrong, but should be intended
      { name: 'everything', path: ['lib/**/*.js', 'bin/*'], limit: '127 kB' },
      { name: 'connection test', path: 'lib/connection-test/**/*.js', limit: '26 kB' },
    ]);
    const run = TestRun.of(project);
    run.add(project.addTask('check:package', {
      description: 'Checks the package as npm packs it with publint, its size, what the first mapping loads, and that ECMAScript modules can import names from it',
      steps: [
        { exec: 'publint --strict' },
        { exec: 'size-limit' },
        { exec: 'tsx scripts/check-loading.ts' },
        { exec: 'node --input-type=module --eval "import { KafkaEventSource, KafkaUserSecret, ServerlessKafkaEvents } from \'./lib/index.js\'"' },
      ],
    }), 4);
    run.add(project.tasks.tryFind('compat')!, 2); // passes as long as nothing is released
  }
}
