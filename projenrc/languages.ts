import { Component, type typescript } from 'projen';
import { TestRun } from './test-run';

/** The packages of other languages: built, installed and used, as far as the tools are quick or installed. */
export class Languages extends Component {
  constructor(project: typescript.TypeScriptProject) {
    super(project);
    const run = TestRun.of(project);
    const tests = [
      ['python', 'Builds and installs the package for Python, and runs its example app', 60],
      ['java', 'Builds and installs the package for Java, and runs its example app', 35],
      ['dotnet', 'Generates the package for .NET, and compiles it if there is an SDK', 8],
    ] as const;
    for (const [language, description, seconds] of tests) {
      run.add(project.addTask(`test:${language}`, { description, exec: `tsx scripts/test-languages.ts ${language}` }), seconds);
    }
    for (const [language, name] of [['python', 'Python'], ['java', 'Java'], ['go', 'Go']]) { // Go compiles the whole CDK, which is too slow for the tests
      const task = project.addTask(`example:${language}`, { description: `Builds the package for ${name}, and runs its example app` });
      task.spawn(project.compileTask);
      task.exec(`tsx scripts/test-languages.ts ${language}`);
    }
  }
}
