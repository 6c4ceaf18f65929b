// Loads the newest aws-cdk-lib and constructs in the place of the oldest ones: node --require ./newest.cjs
const Module = require('module');

const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...others) => resolve(request.replace(/^(aws-cdk-lib|constructs)(?=\/|$)/, '$1-newest'), ...others);
