import { Component, type typescript } from 'projen';
import { TestRun } from './test-run';

const FILE = 'dist/sbom.cdx.json';

/** The licenses that code in an Apache-2.0 package can have. https://www.apache.org/legal/resolved.html#category-a */
const LICENSES = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

/**
 * Prints the bill of materials of the package as npm packs it. Of the repository, `npm sbom --omit dev` leaves out what the development
 * dependencies need too, and `yaml` is needed by one.
 */
const PRINT = [
  'folder=$(mktemp -d)/cdk-kafka-event-source && mkdir "$folder"',
  'npm pack --silent --ignore-scripts --pack-destination "$folder" >&2',
  'tar --extract --gzip --file "$folder"/*.tgz --strip-components 1 --directory "$folder" && cd "$folder"',
  'npm pkg delete devDependencies peerDependencies && npm sbom --sbom-format cyclonedx',
].join(' && ');

/** A software bill of materials that lists what users get, as an asset of each GitHub release. */
export class BillOfMaterials extends Component {
  constructor(project: typescript.TypeScriptProject) {
    super(project);
    TestRun.of(project).add(project.addTask('check:licenses', {
      description: 'Checks that what the package contains has licenses that Apache-2.0 allows',
      // Fails for a package without a license too. The packages for other languages contain this one, and depend on the runtime of jsii, which is Apache-2.0
      exec: `npm query ':root .prod${LICENSES.map(license => `:not([license="${license}"])`).join('')}' --expect-result-count=0`,
    }), 3);
    project.packageTask.exec(`(${PRINT}) > ${FILE}`);
    project.release?.publisher.addGitHubPostPublishingSteps({
      name: 'Upload the software bill of materials',
      if: '${{ !inputs.dry_run }}',
      env: { GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}' },
      run: `gh release upload "$(cat dist/releasetag.txt)" ${FILE} --clobber -R "$GITHUB_REPOSITORY"`,
    });
  }
}
