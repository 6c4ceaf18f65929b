/** Measures one synthesis in a separate process. run.ts bundles this file: node once.cjs KafkaEventSource 400 */
import { IMPLEMENTATIONS } from './implementations';
import { measure } from './measure';

const [, , name, count] = process.argv;
const { synthesis } = measure(IMPLEMENTATIONS[name], Number(count));
console.log(JSON.stringify({ synthesis, peak: process.resourceUsage().maxRSS * 1024 }));
