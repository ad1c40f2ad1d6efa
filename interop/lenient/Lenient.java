import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.util.JsonFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Pays vendors, as Jackson reads objects where names match without case and single elements stand for lists, or as protobuf
 * reads JSON: each field under two names, numbers also as texts. Usage: {@code Lenient jackson|protobuf EFFECTS}.
 */
final class Lenient {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
            .enable(DeserializationFeature.UNWRAP_SINGLE_VALUE_ARRAYS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final String SCHEMA =
            """
            {"type":"object","required":["vendor_id","amount"],"properties":
            {"vendor_id":{"type":["string","integer"]},"amount":{"type":["string","number"]}}}""";

    /** A payment to a vendor, whose number is read as Java reads one: with a sign, zeros, and digits of every script. */
    private record Payment(@JsonProperty("vendor_id") String vendor, @JsonProperty("amount") BigDecimal amount) {}

    private Lenient() {}

    public static void main(String[] args) throws Exception {
        String reader = args[0];
        Path effects = Path.of(args[1]);
        Descriptor descriptor = descriptor();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonNode message = JSON.readTree(line);
            if (message.has("id")) {
                ObjectNode reply = JSON.createObjectNode().put("jsonrpc", "2.0");
                reply.set("id", message.get("id"));
                reply.set("result", answer(reader, effects, descriptor, message));
                System.out.write((JSON.writeValueAsString(reply) + "\n").getBytes(StandardCharsets.UTF_8));
                System.out.flush();
            }
        }
    }

    private static JsonNode answer(String reader, Path effects, Descriptor descriptor, JsonNode message) throws IOException {
        return switch (message.path("method").asText()) {
            case "initialize" -> JSON.readTree(
                    """
                    {"protocolVersion":"%s","capabilities":{"tools":{}},"serverInfo":{"name":"lenient-%s","version":"1"}}"""
                            .formatted(message.at("/params/protocolVersion").asText(), reader));
            case "tools/list" -> JSON.readTree(
                    "{\"tools\":[{\"name\":\"pay\",\"description\":\"Pays a vendor\",\"inputSchema\":" + SCHEMA + "}]}");
            case "tools/call" -> pay(reader, effects, descriptor, message.at("/params/arguments").toString());
            default -> JSON.createObjectNode();
        };
    }

    private static JsonNode pay(String reader, Path effects, Descriptor descriptor, String arguments) throws IOException {
        String vendor;
        BigDecimal amount;
        try {
            if (reader.equals("jackson")) {
                Payment payment = JSON.readValue(arguments, Payment.class);
                vendor = Long.toString(Long.parseLong(payment.vendor().strip()));
                amount = payment.amount();
            } else {
                DynamicMessage.Builder payment = DynamicMessage.newBuilder(descriptor);
                JsonFormat.parser().ignoringUnknownFields().merge(arguments, payment);
                vendor = payment.getField(descriptor.findFieldByName("vendor_id")).toString();
                amount = new BigDecimal(payment.getField(descriptor.findFieldByName("amount")).toString());
            }
        } catch (IOException | RuntimeException e) {
            return JSON.readTree("{\"content\":[{\"type\":\"text\",\"text\":\"refused\"}],\"isError\":true}");
        }
        ObjectNode effect =
                JSON.createObjectNode().put("server", reader).put("vendor", vendor).put("amount", amount.toPlainString());
        Files.writeString(effects, effect + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return JSON.readTree("{\"content\":[{\"type\":\"text\",\"text\":\"paid\"}]}");
    }

    /** {@code message Payment { int64 vendor_id = 1; double amount = 2; }} */
    private static Descriptor descriptor() throws Exception {
        DescriptorProto payment = DescriptorProto.newBuilder()
                .setName("Payment")
                .addField(field("vendor_id", 1, FieldDescriptorProto.Type.TYPE_INT64))
                .addField(field("amount", 2, FieldDescriptorProto.Type.TYPE_DOUBLE))
                .build();
        var file = FileDescriptorProto.newBuilder().setName("payment.proto").setSyntax("proto3").addMessageType(payment);
        return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]).findMessageTypeByName("Payment");
    }

    private static FieldDescriptorProto field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
                .build();
    }
}
