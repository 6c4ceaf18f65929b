/**
 * Runs cfn-lint on the templates of an example app.
 *
 *   tsx scripts/lint-examples.ts examples/networking/cdk.out
 */
import * as childProcess from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { installPythonTools } from '../benchmarks/python-tools';

const directory = path.resolve(process.argv[2]);
const templates = fs.readdirSync(directory).filter(file => file.endsWith('.template.json')).map(file => path.join(directory, file));
// W3005: the CDK lets every function wait for its role, though it names the role anyway.
const options = ['--regions', 'eu-west-1', '--ignore-checks', 'W3005', '--template', ...templates];
childProcess.execFileSync(path.join(installPythonTools(), 'cfn-lint'), options, { stdio: 'inherit' });
console.log(`cfn-lint finds nothing in ${templates.length} templates`);
