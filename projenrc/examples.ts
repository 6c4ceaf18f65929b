import { Component, type Task, type typescript } from 'projen';
import { TestRun } from './test-run';

/** The example apps besides examples/typescript, and what they show. */
const APPS = {
  networking: 'the networks of docs/networking.md',
  authentication: 'the authentication methods of docs/authentication.md',
  consuming: 'destinations, schemas, filters and other options of consuming',
  serverless: 'the Kafka events of a serverless.yml',
};

/** The Python tools that judge templates. Each new environment has the newest botocore, whose model of the API AWS updates daily. */
const PYTHON_TOOLS = 'cfn-lint==1.58.0 botocore';
const CORPUS = 'node_modules/.cache/corpus';
const TEMPLATES = ['examples/*/cdk.out/*.template.json', `${CORPUS}/*.template.json`, 'integ/*.snapshot/*.template.json'].map(glob => `'${glob}'`);

/** The example apps in TypeScript, and the judges of their templates and of those of the corpus. */
export class Examples extends Component {
  constructor(project: typescript.TypeScriptProject) {
    super(project);
    project.addDevDeps('aws-cdk@^2.1148.1', 'esbuild');
    project.gitignore.exclude('cdk.out');
    project.gitignore.include('/examples/**/tsconfig.json');
    const judge = this.addJudge('cfn-lint', 'test/judges/templates.py', 'Checks templates with cfn-lint');
    const judgeParameters = this.addJudge('check:parameters', 'test/judges/parameters.py', "Checks the mappings of templates with AWS's own model of the API");

    const example = project.addTask('example', {
      description: 'Synthesizes the example app and shows its template',
      cwd: 'examples/typescript',
      steps: [{ exec: 'cdk synth --quiet --no-notices' }, { exec: 'tsx ../show.ts cdk.out' }],
    });
    const all = project.addTask('test:examples', {
      description: 'Synthesizes all example apps in TypeScript and all valid configurations, and checks their templates with cfn-lint and botocore',
    });
    all.spawn(example);
    for (const [name, what] of Object.entries(APPS)) {
      const task = project.addTask(`example:${name}`, { description: `Synthesizes ${what}, and checks the templates with cfn-lint` });
      task.exec('cdk synth --quiet --no-notices', { cwd: `examples/${name}` });
      task.spawn(judge, { args: [`'examples/${name}/cdk.out/*.template.json'`] });
    }
    // Starting the CDK's command line takes longer than these apps, and their templates are the same without
    all.exec(`tsx test/judges/synthesize.ts ${CORPUS}`);
    all.spawn(judgeParameters, { args: TEMPLATES });
    all.spawn(judge, { args: TEMPLATES });
    TestRun.of(project).add(all, 50);
  }

  /** Adds a task that runs a Python program on templates. All share an environment. */
  private addJudge(name: string, program: string, description: string): Task {
    const task = this.project.addTask(name, { description, env: { VENV: 'node_modules/.cache/judges' } });
    const pip = 'python3 -m pip --python $VENV/bin/python'; // it takes longer to install pip in $VENV than what pip installs
    const install = `python3 -m venv --without-pip $VENV && ${pip} install --quiet --no-compile --disable-pip-version-check ${PYTHON_TOOLS}`;
    task.exec(`bash -c '[ -x $VENV/bin/cfn-lint ] || { ${install}; }'`);
    task.exec(`$VENV/bin/python ${program}`, { receiveArgs: true });
    return task;
  }
}
