import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/** Reads lines of JSON, [pattern] or [pattern, record], and answers each with a line: the rejection of the pattern, or accepted, true or false. */
public class Judge {
  public static void main(String[] args) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    StringBuilder answers = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode texts = mapper.readTree(line);
      answers.append(judge(texts)).append('\n');
    }
    new PrintStream(System.out, true, StandardCharsets.UTF_8).print(answers);
  }

  private static String judge(JsonNode texts) {
    String pattern = texts.get(0).textValue();
    try {
      String problem = JsonRuleCompiler.check(pattern);
      if (problem != null) { return "rejected"; }
      if (texts.size() == 1) { return "accepted"; }
      Machine machine = new Machine();
      machine.addRule("rule", pattern);
      return String.valueOf(!machine.rulesForJSONEvent(texts.get(1).textValue()).isEmpty());
    } catch (Throwable error) {
      return "rejected";
    }
  }
}
