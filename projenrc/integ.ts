import { Component, type typescript } from 'projen';
import { TestRun } from './test-run';

/**
 * The tests on AWS. Their apps run on the oldest aws-cdk-lib like all others of the repository: the constructs of the assertions import
 * `aws-cdk-lib`, and this is their newest version that accepts it. test/integ.test.ts synthesizes them on the newest too.
 */
export class Integ extends Component {
  constructor(project: typescript.TypeScriptProject) {
    super(project);
    project.addDevDeps('@aws-cdk/integ-runner@^2.197.10', '@aws-cdk/integ-tests-alpha@2.239.0-alpha.0');
    // Nothing reads assets and trees of a snapshot, because a test deploys once, and not its snapshot first
    project.gitignore.exclude('cdk-integ.out.*', '/integ/*.snapshot/asset.*', '/integ/*.snapshot/tree.json');
    project.gitattributes.addAttributes('/integ/*.snapshot/**', 'linguist-generated');
    project.eslint!.addIgnorePattern('cdk-integ.out.*');

    const runner = "integ-runner --directory integ --language typescript --app 'tsx {filePath}'";
    TestRun.of(project).add(project.addTask('test:integ', {
      description: 'Compares the templates of the tests on AWS with their snapshots, without an account',
      exec: runner,
      env: { AWS_REGION: 'us-east-1' }, // otherwise it asks the metadata service of EC2 for seconds
    }), 10);
    project.addTask('integ:snapshots', {
      description: 'Writes the snapshots of the tests on AWS, without an account',
      // integ-runner compares with the old ones first, and fails where an update would replace a resource
      steps: [{ exec: 'rm -rf integ/*.snapshot' }, { exec: `${runner} --force --dry-run` }],
    });
    project.addTask('integ', {
      description: 'Deploys the tests on AWS with your credentials, checks what arrives, destroys them and writes their snapshots',
      exec: `${runner} --parallel-regions us-east-2 --force`,
      receiveArgs: true,
    });
  }
}
