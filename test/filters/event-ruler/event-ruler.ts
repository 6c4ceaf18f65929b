import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

const FOLDER = __dirname;
const CACHE = path.join(FOLDER, '../../../node_modules/.cache/event-ruler');

/** Returns the class path of event-ruler, which Maven downloads once. */
function getClassPath(): string {
  const pom = fs.readFileSync(path.join(FOLDER, 'pom.xml'), 'utf8');
  const jars = path.join(CACHE, /event-ruler<\/artifactId>\s*<version>(.+)<\/version>\s*<\/dependency>/.exec(pom)![1]);
  const isComplete = path.join(jars, 'complete');
  if (!fs.existsSync(isComplete)) {
    const env = { ...process.env, MAVEN_OPTS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' }; // the second compiler of the JVM doesn't pay off in seconds
    execFileSync('mvn', ['--quiet', '--batch-mode', '--file', path.join(FOLDER, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`], { env });
    fs.writeFileSync(isComplete, '');
  }
  return path.join(jars, '*');
}

/** A pattern as JSON, and for a match a record. */
export type Case = [pattern: string, record?: string];
export type Verdict = 'accepted' | 'rejected' | 'true' | 'false';

/** Asks event-ruler about all cases in one process: whether it accepts the pattern, or whether the record matches. */
export function judge(cases: Case[]): Verdict[] {
  const input = cases.map(texts => `${JSON.stringify(texts)}\n`).join('');
  const output = execFileSync('java', ['-Xmx1g', '-XX:TieredStopAtLevel=1', '-cp', getClassPath(), path.join(FOLDER, 'Judge.java')], {
    input, encoding: 'utf8', maxBuffer: 1e9, stdio: ['pipe', 'pipe', 'ignore'], timeout: 120_000,
  });
  return output.trimEnd().split('\n') as Verdict[];
}
