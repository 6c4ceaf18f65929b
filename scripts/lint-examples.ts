/**
 * Runs cfn-lint on the templates of example apps.
 *
 *   tsx scripts/lint-examples.ts examples/networking/cdk.out …
 */
import * as childProcess from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { installPythonTools } from '../benchmarks/python-tools';

const templates = process.argv.slice(2).flatMap(directory => fs.readdirSync(directory)
  .filter(file => file.endsWith('.template.json')).map(file => path.resolve(directory, file)));
// W3005: the CDK makes every function depend on its role, which it already refers to.
const options = ['--regions', 'eu-west-1', '--ignore-checks', 'W3005', '--template', ...templates];
childProcess.execFileSync(path.join(installPythonTools(), 'cfn-lint'), options, { stdio: 'inherit' });
console.log(`cfn-lint finds nothing in ${templates.length} templates`);
