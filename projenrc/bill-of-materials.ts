import { Component, type typescript } from 'projen';

const FILE = 'dist/sbom.cdx.json';

/** A software bill of materials that lists what users get, as an asset of each GitHub release. */
export class BillOfMaterials extends Component {
  constructor(project: typescript.TypeScriptProject) {
    super(project);
    project.packageTask.exec(`npm sbom --sbom-format cyclonedx --omit dev > ${FILE}`);
    project.release?.publisher.addGitHubPostPublishingSteps({
      name: 'Upload the software bill of materials',
      if: '${{ !inputs.dry_run }}',
      env: { GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}' },
      run: `gh release upload "$(cat dist/releasetag.txt)" ${FILE} --clobber -R "$GITHUB_REPOSITORY"`,
    });
  }
}
