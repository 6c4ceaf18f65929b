/**
 * What Jest does once per test file and this does once per worker, which more than halves the time of the tests. Jest has no options for that.
 * Node.js itself loads aws-cdk-lib, constructs and typescript, so they read the environment of the process, not its copy in a test.
 */
const { AsyncLocalStorage } = require('async_hooks');
const { default: Runtime } = require('jest-runtime');
const Module = require('module');
const path = require('path');
const vm = require('vm');

const SHARED = /^(aws-cdk-lib|constructs|typescript)($|\/)/;
/** Compiled modules by path. Each test file runs them anew. */
const scripts = new Map();
/** Whether each statement, function and branch has run, by path. */
const covered = new Map();
const storage = new AsyncLocalStorage();
/** Keys of tokens that modules make when they load. */
const permanent = new Set();
const doNothing = () => {};
let loading = 0;
const load = Module._extensions['.js'];
Module._extensions['.js'] = (...args) => {
  loading += 1;
  try {
    load(...args);
  } finally {
    loading -= 1;
  }
};

// The newest packages require constructs by its name.
const resolve = Module._resolveFilename;
Module._resolveFilename = (request, parent, ...others) =>
  resolve(/-newest[\\/]/.test(parent?.filename) ? request.replace(/^constructs(?=\/|$)/, 'constructs-newest') : request, parent, ...others);

/** The CDK keeps each token and reference, and with them the apps and all modules of the test file before. */
function releaseApps(cdk) {
  const { stringTokenMap, numberTokenMap } = require(path.join(cdk, '../core/lib/private/token-map')).TokenMap.instance();
  for (const tokens of [stringTokenMap, numberTokenMap]) {
    if (!Object.hasOwn(tokens, 'set')) {
      new (require(cdk).Stack)().availabilityZones; // their tokens are made once too
      [...tokens.keys()].forEach(key => permanent.add(key));
      tokens.set = (key, token) => {
        if (loading > 0) { permanent.add(key); }
        return Map.prototype.set.call(tokens, key, token);
      };
    }
    [...tokens.keys()].filter(key => !permanent.has(key)).forEach(key => tokens.delete(key));
  }
  require(path.join(cdk, '../core/lib/private/cfn-reference')).CfnReference.referenceTable.clear();
}

module.exports = class extends Runtime {
  #resolver;

  constructor(config, environment, resolver, ...rest) {
    super(config, environment, resolver, ...rest);
    const { coreModule, executor } = this;
    executor.compile = (code, filename) => {
      const prefix = `(function (${executor.injectedModuleParameters}) {`;
      if (scripts.get(filename)?.code !== code) {
        scripts.set(filename, { code, script: new vm.Script(`${prefix}${code}\n})`, { filename, columnOffset: -prefix.length }) });
      }
      const context = environment.getVmContext();
      return context && scripts.get(filename).script.runInContext(context);
    };
    // Jest's runner makes one for each test file, and Node.js 20 asks each of them at each promise until the process ends
    const requireCore = coreModule.require.bind(coreModule);
    coreModule.require = name => name === 'node:async_hooks'
      ? { ...requireCore(name), AsyncLocalStorage: class { constructor() { return storage; } } }
      : requireCore(name);
    this.#resolver = resolver; // maps aws-cdk-lib to the version of the Jest project
    process.env.CDK_CONTEXT_JSON = JSON.stringify({
      'aws:cdk:disable-stack-trace': true, // in the metadata of each resource
      ...config.globals.CDK_CONTEXT,
    });
    const cdk = resolver.resolveModule(__filename, 'aws-cdk-lib');
    // The CDK checks each manifest with a JSON schema when it writes it and when it reads it, which takes a tenth of the tests' time.
    // The example apps, and the tests that start the CLI, run with it.
    require(resolver.resolveModule(__filename, 'aws-cdk-lib/cloud-assembly-schema')).Manifest.validate = doNothing;
    // No test reads tree.json
    require(path.join(cdk, '../core/lib/private/tree-metadata')).TreeMetadata.prototype._synthesizeTree = doNothing;
    releaseApps(cdk);
    const validator = require(cdk).CloudFormationValidatePlugin?._singletonInstance();
    if (validator && !validator.engine) { // the newest CDK
      // It makes another validator for each template with other types of resources, which takes a fifth of the tests' time. This one has the rules of all types.
      validator.initializeEngine({ has: () => true });
      // It formats the stack of each resource, even if the metadata doesn't have it, which takes another fifth.
      require(path.join(cdk, '../core/lib/private/stack-trace')).captureStackTrace = () => [];
    }
  }

  /** Jest copies and merges the coverage of all files after each test file. This is only that of files with code that runs for the first time. */
  getAllCoverageInfoCopy() {
    const files = Object.entries(this._environment.global.__coverage__ ?? {}).filter(([file, { s, f, b }]) => {
      const counts = [...Object.values(s), ...Object.values(f), ...Object.values(b).flat()];
      const ran = covered.get(file);
      covered.set(file, counts.map((count, i) => count > 0 || ran?.[i]));
      return counts.some((count, i) => count > 0 && !ran?.[i]) || !ran;
    });
    return JSON.parse(JSON.stringify(Object.fromEntries(files)));
  }

  requireModuleOrMock(from, name) {
    if (!SHARED.test(name)) {
      return super.requireModuleOrMock(from, name);
    }
    Error.stackTraceLimit = 10; // Jest raises it to 100, and the CDK formats the stack of each resource
    return require(this.#resolver.resolveModule(from, name));
  }
};
