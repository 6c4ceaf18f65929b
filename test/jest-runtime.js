/**
 * Loads aws-cdk-lib, constructs and typescript once per worker instead of once per test file, which halves the time of the tests.
 * Jest has no option for that. Node.js itself loads them, so they read the environment of the process, not its copy in a test.
 */
const { default: Runtime } = require('jest-runtime');
const path = require('path');

const SHARED = /^(aws-cdk-lib|constructs|typescript)($|\/)/;

module.exports = class extends Runtime {
  #resolver;

  constructor(config, environment, resolver, ...rest) {
    super(config, environment, resolver, ...rest);
    this.#resolver = resolver; // maps aws-cdk-lib to the version of the Jest project
    process.env.CDK_CONTEXT_JSON = JSON.stringify({
      'aws:cdk:disable-stack-trace': true, // in the metadata of each resource
      ...config.globals.CDK_CONTEXT,
    });
    // The CDK checks each manifest with a JSON schema when it writes it and when it reads it, which takes a tenth of the tests' time.
    // The example apps, and the tests that start the CLI, run with it.
    require(resolver.resolveModule(__filename, 'aws-cdk-lib/cloud-assembly-schema')).Manifest.validate = () => {};
    const cdk = resolver.resolveModule(__filename, 'aws-cdk-lib');
    const validator = require(cdk).CloudFormationValidatePlugin?._singletonInstance();
    if (validator && !validator.engine) { // the newest CDK
      // It makes another validator for each template with other types of resources, which takes a fifth of the tests' time. This one has the rules of all types.
      validator.initializeEngine({ has: () => true });
      // It formats the stack of each resource, even if the metadata doesn't have it, which takes another fifth.
      require(path.join(cdk, '../core/lib/private/stack-trace')).captureStackTrace = () => [];
    }
  }

  requireModuleOrMock(from, name) {
    if (!SHARED.test(name)) {
      return super.requireModuleOrMock(from, name);
    }
    Error.stackTraceLimit = 10; // Jest raises it to 100, and the CDK formats the stack of each resource
    return require(this.#resolver.resolveModule(from, name));
  }
};
