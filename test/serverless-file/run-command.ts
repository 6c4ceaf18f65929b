/** Runs the command in a process of its own, and prints its exit code, its messages, its time in milliseconds and its memory in megabytes. */
import { main } from '../../src/serverless-file/migrate';

const messages: string[] = [];
const start = process.cpuUsage().user;
const code = main(process.argv.slice(2), { out: () => undefined, error: text => messages.push(text) });
const [time, memory] = [(process.cpuUsage().user - start) / 1_000, process.resourceUsage().maxRSS / 1_000];
process.stdout.write(JSON.stringify({ code, messages: messages.join(''), time, memory }));
