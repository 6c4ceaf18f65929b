using Amazon.CDK;

namespace Orders
{
    static class Program
    {
        static void Main()
        {
            var app = new App();
            new OrdersStack(app, "Orders");
            app.Synth();
        }
    }
}
