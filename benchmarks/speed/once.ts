/** One synthesis in a process of its own, for run.ts, which bundles this: node once.cjs KafkaEventSource 400 */
import { CONTENDERS } from './contenders';
import { measure } from './measure';

const [, , name, count] = process.argv;
const { synthesis } = measure(CONTENDERS[name], Number(count));
console.log(JSON.stringify({ synthesis, peak: process.resourceUsage().maxRSS * 1024 }));
