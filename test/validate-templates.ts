// Turns what CloudFormation's built-in validation finds in any template of these tests into an error.
process.env.CDK_CONTEXT_JSON = JSON.stringify({
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:defaultCrossStackReferences': 'strong', // or else the CDK warns of every reference between stacks
});
