import { Component, type typescript } from 'projen';
import { TestRun } from './test-run';

/** The packages of other languages: built, installed and used, as far as the tools are quick or installed. */
export class Languages extends Component {
  constructor(project: typescript.TypeScriptProject) {
    super(project);
    TestRun.of(project).add(project.addTask('test:languages', {
      description: 'Installs the packages for Python, Java and C#, and runs their example apps. Without a .NET SDK, compares the names in the generated C#',
      exec: 'tsx scripts/test-languages.ts python java csharp', // at once, because jsii-pacmak reads all of aws-cdk-lib each time
    }), 55);
    for (const [language, name] of [['python', 'Python'], ['java', 'Java'], ['csharp', 'C#'], ['go', 'Go']]) { // Go compiles the whole CDK, which is too slow for the tests
      const task = project.addTask(`example:${language}`, { description: `Builds the package for ${name}, and runs its example app` });
      task.spawn(project.compileTask);
      task.exec(`tsx scripts/test-languages.ts ${language}`);
    }
  }
}
