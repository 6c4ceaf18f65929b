import { Component, type typescript } from 'projen';
import { TestRun } from './test-run';

/** Checks with prh that the words of `prh.yml` aren't used in code, messages and docs. */
export class Prose extends Component {
  constructor(project: typescript.TypeScriptProject) {
    super(project);
    project.addDevDeps('prh@^5');
    const task = project.addTask('check:words', {
      description: 'Fails where code, messages or docs use a word of prh.yml',
      exec: "prh --verify $(git ls-files src README.md CONTRIBUTING.md 'docs/*.md' ':!docs/api/*')",
    });
    TestRun.of(project).add(task, 5);
  }
}
