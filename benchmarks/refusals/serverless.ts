import { getParameters } from './template';
import { supportsProps, Tool, toYaml, Result, toResult } from './tool';
import { Configuration, ENV, isObject } from '../../test/corpus';
import { OSLS_VERSION, pack } from '../osls';

const CONCURRENCY = 2;

export const SERVERLESS: Tool = {
  name: `osls ${OSLS_VERSION} (Serverless Framework)`,
  validate: async configurations => {
    const results: Result[] = [];
    const queue = configurations.entries();
    await Promise.all(Array.from({ length: CONCURRENCY }, async () => {
      for (const [n, configuration] of queue) {
        results[n] = canExpress(configuration) ? toResult(await pack(String(n), createService(configuration))) : 'inexpressible';
      }
    }));
    return results;
  },
};

/**
 * Whether the framework can express a configuration.
 *
 * An event is part of its function, and a pattern can't have references. A single value for a list, a list for a single value, and 1 for
 * true are valid, because the framework converts them.
 */
function canExpress(configuration: Configuration): boolean {
  const { target, bootstrapServers, accessConfigurations, enabled, consumerGroupId, filterPatterns, provisionedPollerConfig } = configuration;
  const lists = [bootstrapServers, ...isObject(accessConfigurations) ? Object.values(accessConfigurations) : []];
  const isNewer = isObject(accessConfigurations) && Object.keys(accessConfigurations).some(entry => /^(oauth|iam)/.test(entry));
  return supportsProps(configuration) && !isNewer && isObject(target) && Object.keys(getParameters(filterPatterns)).length === 0
    && !lists.some(list => typeof list === 'string') && !Array.isArray(consumerGroupId) && enabled !== 1
    && !(isObject(provisionedPollerConfig) && 'pollerGroupName' in provisionedPollerConfig);
}

function createService({ target, ...kafka }: Configuration): string {
  return toYaml({
    service: 'refusals',
    provider: { name: 'aws', runtime: 'nodejs22.x', region: ENV.region },
    functions: { consumer: { handler: 'index.handler', ...target as object, events: [{ kafka }] } },
    resources: { Parameters: getParameters(kafka) },
  });
}
