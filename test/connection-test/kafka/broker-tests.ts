import { writeFileSync } from 'fs';
import { join } from 'path';
import { Case, createCases, toConsumerProperties } from './cases';
import { Servers, startServers } from './fake-servers';
import { KafkaBroker } from './kafka';
import { ConnectionTestResult, testConnection } from '../../../src/connection-test/engine/connection-test';

/** Long enough for Kafka's consumers to start on a busy machine, all at a time. */
const CONSUMER_SECONDS = 20;
/** Shorter for the cases that the engine refuses, which run afterwards: a consumer that can consume has begun by then, and the others may time out. */
const REFUSED_SECONDS = 5;

interface KafkaTests {
  /** Whether Kafka's consumer judges the cases too. */
  readonly hasJudge?: boolean;
  /** Adds tests with the same broker. */
  readonly more?: (getBroker: () => KafkaBroker) => void;
}

/** The tests on a version of Kafka. Each version is a test file of its own, so they run at the same time. */
export function testOnKafka(version: string, { hasJudge = false, more = () => {} }: KafkaTests = {}): void {
  let broker: KafkaBroker;
  let servers: Servers;
  let cases: Case[];
  const results = new Map<string, ConnectionTestResult>();
  const verdicts = new Map<string, string>();

  beforeAll(async () => {
    broker = await KafkaBroker.start(version);
    servers = await startServers(broker.certificates);
    cases = createCases(broker, servers);
    const test = async ({ name, input, isTimeout }: Case) => {
      results.set(name, await testConnection({ topic: 'orders', timeoutMs: isTimeout ? 2000 : 20_000, ...input }));
    };
    await testConnection({ topic: 'orders', timeoutMs: 20_000, ...cases[2].input }); // the first one compiles and loads both ends
    for (const case_ of cases.filter(({ isTimeout }) => !isTimeout)) { await test(case_); }
    await Promise.all(cases.filter(({ isTimeout }) => isTimeout).map(test));
  }, 180_000);

  afterAll(async () => {
    servers?.close();
    await broker?.stop();
  });

  test('gives every case its code', () => {
    const codes = cases.map(({ name }) => [name, results.get(name)!.problems.map(({ code }) => code).join()]);
    expect(codes).toEqual(cases.map(({ name, code }) => [name, code ?? '']));
    for (const { name, fix } of cases.filter(case_ => case_.fix)) { expect([name, results.get(name)!.problems[0].fix]).toEqual([name, fix]); }
  });

  test('never shows a credential', () => {
    expect(JSON.stringify([...results.values()])).not.toMatch(/-secret|päss|MII|Bearer |eyJ/);
  });

  test('makes no topic, not even the one for offsets', async () => {
    expect(await broker.listTopics()).toEqual(['hidden', 'orders']);
  });

  if (hasJudge) {
    test("has the verdict of Kafka's consumer in every case", async () => {
      const judged = cases.filter(({ java }) => java === undefined);
      for (const [ok, seconds] of [[true, CONSUMER_SECONDS], [false, REFUSED_SECONDS]] as const) {
        await Promise.all(judged.filter(({ name }) => results.get(name)!.ok === ok).map(async (case_, index) => {
          verdicts.set(case_.name, await broker.consume(toConsumerProperties(case_, String(index)), seconds));
        }));
      }
      // On a busy machine, even this was too short for all of them at a time
      for (const case_ of judged.filter(({ name }) => results.get(name)!.ok && /Timeout/i.test(verdicts.get(name)!))) {
        verdicts.set(case_.name, await broker.consume(toConsumerProperties(case_, 'again'), 2 * CONSUMER_SECONDS));
      }
      const rows = cases.map(({ name, java }) => {
        const { problems, notes, milliseconds } = results.get(name)!;
        const said = problems.map(({ code, problem }) => `\`${code}\` ${problem}`).join('<br>') || `ok ${notes.join('<br>')}`;
        return `| ${name} | ${said} | ${verdicts.get(name) ?? `(${java})`} | ${milliseconds} |`;
      });
      writeFileSync(join(__dirname, `../../../node_modules/.cache/kafka/verdicts-${version}.md`), rows.join('\n'));
      expect(judged.map(({ name }) => [name, verdicts.get(name) === 'OK'])).toEqual(judged.map(({ name }) => [name, results.get(name)!.ok]));
    }, 240_000);
  }

  test('decides in 50 ms at the median', () => {
    const times = cases.filter(({ isTimeout }) => !isTimeout).map(({ name }) => results.get(name)!.milliseconds).sort((a, b) => a - b);
    writeFileSync(join(__dirname, `../../../node_modules/.cache/kafka/times-${version}.txt`), `median ${times[Math.floor(times.length / 2)]} ms, slowest ${times.at(-1)} ms\n`);
    expect(times[Math.floor(times.length / 2)]).toBeLessThan(500); // ten times the aim, for a busy machine
  });

  more(() => broker);
}
