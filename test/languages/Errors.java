import io.github.cdkkafkaeventsource.KafkaAccessConfigurations;
import io.github.cdkkafkaeventsource.KafkaEventSource;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;

/** Runs another class, and then prints an error of the construct. */
public class Errors {
    public static void main(final String[] args) throws ReflectiveOperationException {
        Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        Stack stack = new Stack(new App(), "Shop");
        Function function = Function.Builder.create(stack, "Fn")
            .runtime(Runtime.NODEJS_22_X)
            .handler("index.handler")
            .code(Code.fromInline("-"))
            .build();
        try {
            KafkaEventSource.Builder.create(stack, "Orders")
                .target(function)
                .bootstrapServers(List.of("b1.example.com"))
                .topic("orders")
                .accessConfigurations(KafkaAccessConfigurations.builder().build())
                .batchSize(20000)
                .build();
        } catch (RuntimeException error) {
            System.out.println(error.getMessage());
        }
    }
}
