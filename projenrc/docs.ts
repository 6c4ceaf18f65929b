import { Component, type typescript } from 'projen';
import { TestRun } from './test-run';

/** Everything that is generated in the docs: `npm run docs`, after the compiler. `npm test` generates it again and fails if it was out of date. */
export class Docs extends Component {
  constructor(project: typescript.TypeScriptProject) {
    super(project);
    project.addDevDeps('echarts'); // draws docs/dashboard.svg
    project.addDevDeps('github-markdown-css', 'marked@^18'); // show the pages as GitHub does
    const docs = project.addTask('docs', { description: 'Writes everything that is generated in the docs; `compile` comes first' });
    const add = (name: string, description: string, exec: string) => docs.spawn(project.addTask(`docs:${name}`, { description, exec }));
    add('snippets', 'Compiles the snippets of README.md, docs and docstrings, and writes their Python below them', 'tsx scripts/translate-snippets.ts');
    add('tables', 'Writes the tables of the docs that list access configurations and metrics', 'tsx scripts/generate-tables.ts');
    add('checks', 'Writes docs/checks.md from the rules', 'tsx scripts/generate-checks.ts');
    add('dashboard', 'Draws docs/dashboard.svg from the dashboard of the example app', 'tsx scripts/render-dashboard.ts');

    const api = project.tasks.tryFind('docgen')!;
    api.reset('tsx scripts/generate-api.ts');
    docs.spawn(api);

    project.postCompileTask.reset(); // npm test does the same
    project.annotateGenerated('/docs/dashboard.svg');
    project.annotateGenerated('/docs/api/*');
    project.gitignore.exclude('.jsii.tabl.json');
    TestRun.of(project).add(docs, 30);
    TestRun.of(project).add(project.addTask('check:pages', {
      description: 'Renders README.md and docs in Chromium as GitHub shows them, and fails for what is cut or scrolls at the width of a screen or a phone',
      exec: 'tsx scripts/render-pages.ts',
    }), 10);
  }
}
