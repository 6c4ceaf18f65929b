import * as childProcess from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

/** Returns a temporary directory for tools and templates, outside of the repository. */
export function workDirectory(name: string): string {
  const directory = path.join(os.tmpdir(), 'cdk-kafka-event-source-benchmarks', name);
  fs.mkdirSync(directory, { recursive: true });
  return directory;
}

/** Installs a pinned tool once, and returns its directory. */
export function install(name: string, getCommands: (directory: string) => string[][]): string {
  const directory = workDirectory(name);
  const done = path.join(directory, 'installed');
  if (!fs.existsSync(done)) {
    getCommands(directory).forEach(([file, ...args]) => childProcess.execFileSync(file, args, { stdio: ['ignore', 'ignore', 'pipe'] }));
    fs.writeFileSync(done, '');
  }
  return directory;
}
