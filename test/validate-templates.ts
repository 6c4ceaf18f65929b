// Turns what CloudFormation's built-in validation finds in any template of these tests into an error.
process.env.CDK_CONTEXT_JSON = JSON.stringify({ '@aws-cdk/core:validateAgainstDefaultRules': true });
