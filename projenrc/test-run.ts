import { Component, type Project, type Task, type typescript } from 'projen';

/** Returns the command of Jest with a version of Node.js. Not `npx -- node jest`: npx passes its own options on, and the bundling of an example calls npx again. */
export const jest = (node: string) => `"$(npx --yes --package=node@${node} -- node -p process.execPath)" node_modules/jest/bin/jest.js`;

/** `npm test`: compiles, then runs all checks, two at a time. Fails if that changed a file of the repository. */
export class TestRun extends Component {
  public static of(project: Project): TestRun {
    const run = project.components.find(component => component instanceof TestRun);
    if (!run) {
      throw new Error('This component adds a check to npm test; create it after TestRun');
    }
    return run as TestRun;
  }

  private readonly checks: { readonly task: Task; readonly seconds: number }[] = [];

  constructor(private readonly library: typescript.TypeScriptProject) {
    super(library);
    this.add(library.eslint!.eslintTask, 15);
    // The same as what projen asks npx for, at the start of each task and of each task that it spawns
    library.tasks.addEnvironment('PATH', '$(node --print "path.resolve(\'node_modules/.bin\') + path.delimiter + process.env.PATH")');
    library.defaultTask!.env('TS_NODE_TRANSPILE_ONLY', 'true'); // test:types checks the types
  }

  /** Adds a check. The slowest start first, so that none runs alone at the end. */
  public add(task: Task, seconds: number): void {
    this.checks.push({ task, seconds });
  }

  public preSynthesize(): void {
    const { project, library: { compileTask, defaultTask, testTask } } = this;
    // The first check doesn't read what the compiler writes, and the others start when it has written all
    const [first, ...others] = this.checks.sort((a, b) => b.seconds - a.seconds).map(({ task }) => task.name);
    const names = [compileTask.name, first, ...others];
    const everything = project.addTask('test:everything', { description: 'Compiles, generates files and runs all checks' });
    everything.spawn(defaultTask!);
    // Each check prints its output when those before it have ended
    everything.exec(`concurrently --max-processes 2 --group --timings --names ${names.join()} ${names.map(name => `"projen ${name}"`).join(' ')}`);
    testTask.reset('bash scripts/check-generated.sh projen test:everything');
  }
}
