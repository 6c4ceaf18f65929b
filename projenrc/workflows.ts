import * as fs from 'fs';
import * as path from 'path';
import { Component, type github, TextFile } from 'projen';

/** The commits of the actions that the workflows use, and the versions that they belong to. A tag could be moved to another commit. */
const ACTIONS: Readonly<Record<string, { readonly version: string; readonly commit: string }>> = {
  'actions/checkout': { version: 'v7.0.1', commit: '3d3c42e5aac5ba805825da76410c181273ba90b1' },
  'actions/download-artifact': { version: 'v8.0.1', commit: '3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c' },
  'actions/setup-dotnet': { version: 'v6.0.0', commit: 'a98b56852c35b8e3190ac28c8c2271da59106c68' },
  'actions/setup-go': { version: 'v7.0.0', commit: 'b7ad1dad31e06c5925ef5d2fc7ad053ef454303e' },
  'actions/setup-java': { version: 'v5.7.0', commit: 'b6effb05e454b25005698d916606bdc6ffcbf961' },
  'actions/setup-node': { version: 'v7.0.0', commit: '820762786026740c76f36085b0efc47a31fe5020' },
  'actions/setup-python': { version: 'v7.0.0', commit: '5fda3b95a4ea91299a34e894583c3862153e4b97' },
  'actions/upload-artifact': { version: 'v7.0.1', commit: '043fb46d1a93c77aae656e7c1c64a875d1fc6a0a' },
  'amannn/action-semantic-pull-request': { version: 'v6.1.1', commit: '48f256284bd46cdaab1048c3721360e808335d50' },
  'peter-evans/create-pull-request': { version: 'v8.1.1', commit: '5f6978faf089d4d20b00c7766989d076bb2fc7f1' },
};

/** What zizmor finds in the workflows, and why it may stay. */
const ZIZMOR = [
  'rules:',
  '  artipacked: # Artifacts contain dist and a patch, not the folder that was checked out. The token of a job that installs packages can only read.',
  '    ignore: [build.yml, release.yml, upgrade-main.yml]',
  '  dangerous-triggers: # It reads the title of the pull request, and checks out nothing.',
  '    ignore: [pull-request-lint.yml]',
  '',
];

/** What the workflows may do: actions are pinned by commit, and a job that installs packages can't write to the repository. */
export class Workflows extends Component {
  constructor(project: github.GitHubProject) {
    super(project);
    for (const [action, { commit }] of Object.entries(ACTIONS)) {
      project.github!.actions.set(action, `${action}@${commit}`);
    }
    new TextFile(project, '.github/zizmor.yml', { lines: ZIZMOR });
    // Other jobs push commits and create the release, with what these have built
    for (const [name, job] of [['build', 'build'], ['release', 'release']]) {
      project.github!.tryFindWorkflow(name)!.file!.addOverride(`jobs.${job}.permissions.contents`, 'read');
    }
  }

  /** projen's .NET SDK isn't supported anymore. With a current one, the job that needs no rights also runs the example app with the package. */
  public preSynthesize(): void {
    for (const [name, id, ...steps] of [
      ['build', 'package-dotnet', { name: 'Run the example app in C#', run: 'cd .repo && npx tsx scripts/test-languages.ts csharp' }],
      ['release', 'release_nuget'],
    ] as const) {
      const workflow = (this.project as github.GitHubProject).github!.tryFindWorkflow(name)!;
      const job = workflow.getJob(id) as github.workflows.Job;
      workflow.updateJob(id, { ...job, tools: { ...job.tools, dotnet: { version: '10.x' } }, steps: [...job.steps, ...steps] });
    }
  }

  /** Adds the versions: projen writes no comments. */
  public postSynthesize(): void {
    const folder = path.join(this.project.outdir, '.github/workflows');
    for (const file of fs.readdirSync(folder).map(name => path.join(folder, name))) {
      const text = fs.readFileSync(file, 'utf8').replace(/uses: (\S+?)@(\S+)(?: # .*)?$/gm, (_, action, commit) => {
        if (ACTIONS[action]?.commit !== commit) {
          throw new Error(`${file} uses ${action}@${commit}; add its commit to ACTIONS in projenrc/workflows.ts`);
        }
        return `uses: ${action}@${commit} # ${ACTIONS[action].version}`;
      });
      fs.chmodSync(file, 0o644);
      fs.writeFileSync(file, text);
      fs.chmodSync(file, 0o444);
    }
  }
}
