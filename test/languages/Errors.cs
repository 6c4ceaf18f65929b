using System;
using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using CdkKafkaEventSource;

/// <summary>Prints an error of the construct.</summary>
static class Errors
{
    static void Main()
    {
        var stack = new Stack(new App(), "Shop");
        var function = new Function(stack, "Fn", new FunctionProps
        {
            Runtime = Runtime.NODEJS_22_X,
            Handler = "index.handler",
            Code = Code.FromInline("-"),
        });
        try
        {
            new KafkaEventSource(stack, "Orders", new KafkaEventSourceProps
            {
                Target = function,
                BootstrapServers = new[] { "b1.example.com" },
                Topic = "orders",
                AccessConfigurations = new KafkaAccessConfigurations(),
                BatchSize = 20000,
            });
        }
        catch (Exception error)
        {
            Console.WriteLine(error.Message);
        }
    }
}
