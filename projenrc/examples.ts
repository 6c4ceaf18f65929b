import { Component, type typescript, YamlFile } from 'projen';
import { TestRun } from './test-run';

/** The example apps besides examples/typescript, and what they show. */
const APPS = {
  networking: 'the networks of docs/networking.md',
  authentication: 'the authentication methods of docs/authentication.md',
  consuming: 'destinations, schemas, filters and other options of consuming',
  serverless: 'the Kafka events of a serverless.yml',
};

/** The example apps in TypeScript, and cfn-lint for their templates. */
export class Examples extends Component {
  constructor(project: typescript.TypeScriptProject) {
    super(project);
    project.addDevDeps('aws-cdk@^2.1148.1', 'esbuild');
    project.gitignore.exclude('cdk.out');
    project.gitignore.include('/examples/**/tsconfig.json');
    new YamlFile(project, '.cfnlintrc.yaml', {
      obj: {
        templates: ['examples/*/cdk.out/*.template.json'],
        regions: ['eu-west-1'],
        ignore_checks: ['W3005'], // the CDK makes every function depend on its role, which it already refers to
      },
    });
    const lint = project.addTask('cfn-lint', {
      description: 'Checks the templates of the synthesized example apps with cfn-lint',
      env: { VENV: 'node_modules/.cache/cfn-lint' },
    });
    const install = 'python3 -m venv $VENV && $VENV/bin/pip install --quiet --no-compile --disable-pip-version-check cfn-lint==1.58.0';
    lint.exec(`bash -c '[ -x $VENV/bin/cfn-lint ] || { ${install}; }'`);
    lint.exec('$VENV/bin/cfn-lint', { receiveArgs: true });

    const example = project.addTask('example', {
      description: 'Synthesizes the example app and shows its template',
      cwd: 'examples/typescript',
      steps: [{ exec: 'cdk synth --quiet --no-notices' }, { exec: 'tsx ../show.ts cdk.out' }],
    });
    const all = project.addTask('test:examples', { description: 'Synthesizes all example apps in TypeScript, and checks their templates with cfn-lint' });
    all.spawn(example);
    for (const [name, what] of Object.entries(APPS)) {
      const task = project.addTask(`example:${name}`, { description: `Synthesizes ${what}, and checks the templates with cfn-lint` });
      task.exec('cdk synth --quiet --no-notices', { cwd: `examples/${name}` });
      task.spawn(lint, { args: ['--template', `examples/${name}/cdk.out/*.template.json`] });
      // Starting the CDK's command line takes longer than this app, and its templates are the same without
      all.exec('tsx app.ts', { cwd: `examples/${name}`, env: { CDK_OUTDIR: 'cdk.out' } });
    }
    all.spawn(lint);
    TestRun.of(project).add(all, 17);
  }
}
