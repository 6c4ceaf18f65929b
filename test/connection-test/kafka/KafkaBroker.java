import java.io.BufferedReader;
import java.io.FileReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A broker for the tests, and Kafka's own consumer as the judge of the same cases. Without the properties of a server, it only sets up a
 * cluster that exists:
 *
 * <pre>
 * java KafkaBroker CLIENT-PROPERTIES SET-UP [SERVER-PROPERTIES]
 * </pre>
 *
 * Each line of the set-up is one of:
 *
 * <pre>
 * topic NAME PARTITIONS
 * user NAME PASSWORD MECHANISM       the password in Base64
 * allow USER TYPE NAME OPERATION
 * record TOPIC VALUE                 in Base64
 * </pre>
 *
 * A broker then answers commands, one a line:
 *
 * <pre>
 * consume NAME FILE SECONDS          OK, an exception, or TIMEOUT, for a consumer with the properties of the file
 * produce NAME FILE                  sends a record; the file has its topic, and in Base64 its key, value and headers
 * read NAME FILE COUNT               reads records; prints for each, in Base64: partition, offset, timestamp, key, value and headers
 * topics NAME                        lists the topics
 * </pre>
 *
 * The end of its input ends the process, so that it never outlives the tests.
 */
public final class KafkaBroker {
  private static final PrintStream OUT = System.out;
  private static Properties admin;

  public static void main(String[] args) throws Exception {
    System.setOut(System.err);
    admin = load(args[0]);
    try {
      if (args.length > 2) {
        new Thread(KafkaBroker::readCommands).start();
        start(args[2]);
      }
      setUp(Files.readAllLines(Path.of(args[1])));
      OUT.println("READY");
    } catch (Throwable error) {
      error.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void start(String serverProperties) {
    String[] format = {"format", "--config", serverProperties, "--cluster-id", "AAAAAAAAAAAAAAAAAAAAAA"};
    if (kafka.tools.StorageTool.execute(format, System.err) != 0) {
      throw new IllegalStateException("The storage can't be formatted");
    }
    Thread broker = new Thread(() -> kafka.Kafka.main(new String[] {serverProperties}));
    broker.setDaemon(true);
    broker.start();
  }

  private static void setUp(List<String> lines) throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    List<UserScramCredentialAlteration> users = new ArrayList<>();
    List<AclBinding> acls = new ArrayList<>();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "topic": topics.add(new NewTopic(words[1], Optional.of(Integer.parseInt(words[2])), Optional.empty())); break;
        case "user": users.add(createUser(words[1], bytes(words[2]), words[3])); break;
        case "allow": acls.add(allow(words[1], ResourceType.valueOf(words[2]), words[3], AclOperation.valueOf(words[4]))); break;
        case "record": records.add(new ProducerRecord<>(words[1], bytes(words[2]))); break;
        default: throw new IllegalArgumentException(words[0]);
      }
    }
    try (Admin client = Admin.create(admin)) {
      client.createTopics(topics).all().get();
      for (UserScramCredentialAlteration user : users) { // one request can't have two mechanisms of a user
        client.alterUserScramCredentials(List.of(user)).all().get();
      }
      if (!acls.isEmpty()) { // a cluster with IAM has no such rules
        client.createAcls(acls).all().get();
      }
    }
    if (!records.isEmpty()) {
      try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(admin, new ByteArraySerializer(), new ByteArraySerializer())) {
        for (ProducerRecord<byte[], byte[]> record : records) {
          producer.send(record).get();
        }
      }
    }
  }

  private static UserScramCredentialAlteration createUser(String name, byte[] password, String mechanism) {
    return new UserScramCredentialUpsertion(name, new ScramCredentialInfo(ScramMechanism.fromMechanismName(mechanism), 4096), password);
  }

  private static AclBinding allow(String user, ResourceType type, String name, AclOperation operation) {
    return new AclBinding(new ResourcePattern(type, name, type == ResourceType.GROUP ? PatternType.PREFIXED : PatternType.LITERAL),
      new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
  }

  private static void readCommands() {
    ExecutorService executor = Executors.newCachedThreadPool();
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ");
        executor.submit(() -> answer(words));
      }
    } catch (Exception error) {
      error.printStackTrace();
    }
    Runtime.getRuntime().halt(0);
  }

  private static void answer(String[] words) {
    String answer;
    try {
      switch (words[0]) {
        case "consume": answer = consume(load(words[2]), Integer.parseInt(words[3])); break;
        case "read": answer = read(load(words[2]), Integer.parseInt(words[3])); break;
        case "produce": answer = produce(load(words[2])); break;
        default: answer = listTopics();
      }
    } catch (Throwable error) {
      Throwable cause = error;
      StringBuilder text = new StringBuilder();
      for (; cause != null; cause = cause.getCause()) {
        text.append(text.length() > 0 ? " < " : "").append(cause.getClass().getSimpleName()).append(": ").append(String.valueOf(cause.getMessage()).replaceAll("\\s+", " "));
      }
      answer = text.toString();
    }
    synchronized (OUT) {
      OUT.println(words[1] + " " + answer);
    }
  }

  private static Properties load(String file) throws Exception {
    Properties properties = new Properties();
    try (FileReader reader = new FileReader(file)) {
      properties.load(reader);
    }
    return properties;
  }

  /** Consumes until the group assigns partitions, which is as far as the pollers come without records. */
  private static String consume(Properties properties, int seconds) {
    String topic = (String) properties.remove("topic");
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(Collections.singleton(topic));
      long end = System.nanoTime() + seconds * 1_000_000_000L;
      while (System.nanoTime() < end) {
        consumer.poll(Duration.ofMillis(100));
        if (!consumer.assignment().isEmpty()) {
          consumer.assignment().forEach(partition -> consumer.position(partition, Duration.ofSeconds(2)));
          consumer.poll(Duration.ofMillis(200));
          return "OK";
        }
      }
      return "TIMEOUT";
    }
  }

  private static String produce(Properties properties) throws Exception {
    List<Header> headers = new ArrayList<>();
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith("header.")) {
        headers.add(new RecordHeader(name.substring("header.".length()), bytes(properties.getProperty(name))));
      }
    }
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(admin, new ByteArraySerializer(), new ByteArraySerializer())) {
      var sent = producer.send(new ProducerRecord<>(properties.getProperty("topic"), null, bytes(properties.getProperty("key")),
        bytes(properties.getProperty("value")), headers)).get();
      return sent.partition() + " " + sent.offset();
    }
  }

  private static String read(Properties properties, int count) {
    Properties config = new Properties();
    config.putAll(admin);
    config.put("auto.offset.reset", "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      consumer.partitionsFor(properties.getProperty("topic")).forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
      consumer.assign(partitions);
      List<String> records = new ArrayList<>();
      long end = System.nanoTime() + 20_000_000_000L;
      while (records.size() < count && System.nanoTime() < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          List<String> fields = new ArrayList<>(List.of(String.valueOf(record.partition()), String.valueOf(record.offset()),
            String.valueOf(record.timestamp()), base64(record.key()), base64(record.value())));
          for (Header header : record.headers()) {
            fields.add(base64(header.key().getBytes(StandardCharsets.UTF_8)) + ":" + base64(header.value()));
          }
          records.add(String.join(",", fields));
        }
      }
      return String.join(" ", records);
    }
  }

  private static String base64(byte[] bytes) {
    return bytes == null ? "" : Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    return text == null ? null : Base64.getDecoder().decode(text);
  }

  private static String listTopics() throws Exception {
    try (Admin client = Admin.create(admin)) {
      return String.join(",", new TreeSet<>(client.listTopics(new ListTopicsOptions().listInternal(true)).names().get()));
    }
  }
}
