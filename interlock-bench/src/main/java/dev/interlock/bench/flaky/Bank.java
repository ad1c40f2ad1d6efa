package dev.interlock.bench.flaky;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.bench.child.ChildProcess;
import dev.interlock.bench.wire.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The server behind the gateway: an MCP server of the modern era that pays, in a process of its own. What becomes of a payment is its
 * {@link Fate}. Reading is reliable. Each line of its input is answered with all effects, as JSON: ids by reference.
 */
final class Bank {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LIST = """
        {"resultType":"complete","ttlMs":3600000,"cacheScope":"private","tools":[\
        {"name":"pay","inputSchema":{"type":"object","properties":{"reference":{"type":"string"},\
        "payee":{"type":"string"},"amount":{"type":"integer"}}}},\
        {"name":"find_payment","inputSchema":{"type":"object","properties":{"reference":{"type":"string"}}}}]}\
        """;
    private static final String DISCOVER = """
        {"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},\
        "ttlMs":3600000,"cacheScope":"private",\
        "_meta":{"io.modelcontextprotocol/serverInfo":{"name":"bank","version":"1"}}}\
        """;

    /** The payments by their reference: several of one reference were paid several times. */
    private final Map<String, List<String>> paid = new TreeMap<>();

    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private int payments;

    private Bank() {}

    public static void main(String[] args) throws IOException {
        var bank = new Bank();
        ChildProcess.answer(question -> bank.tell());
        try (var listening = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress())) {
            System.out.println("listens on http://127.0.0.1:" + listening.getLocalPort());
            while (true) {
                Socket socket = listening.accept();
                Thread.ofPlatform().daemon().start(() -> bank.serve(socket));
            }
        }
    }

    /** The effects of a bank in a process. */
    static Map<String, List<String>> effects(ChildProcess bank) throws IOException {
        Map<String, List<String>> effects = new TreeMap<>();
        JSON.readTree(bank.ask("effects")).properties().forEach(payment -> {
            List<String> ids = new ArrayList<>();
            payment.getValue().forEach(id -> ids.add(id.asText()));
            effects.put(payment.getKey(), ids);
        });
        return effects;
    }

    private synchronized String tell() throws IOException {
        return JSON.writeValueAsString(paid);
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var wire = new Wire(socket);
            while (wire.readMessage()) {
                byte[] answer = answer(JSON.readTree(wire.body())).getBytes(ISO_8859_1);
                wire.write(answer, answer.length);
            }
        } catch (SocketException e) {
            // The other side is gone; so is this connection.
        } catch (IOException e) {
            System.err.println("bank: " + e.getMessage());
        }
    }

    private String answer(JsonNode message) throws IOException {
        JsonNode id = message.path("id");
        JsonNode arguments = message.path("params").path("arguments");
        return switch (message.path("method").asText()) {
            case "server/discover" -> ok(id, DISCOVER);
            case "tools/list" -> ok(id, LIST);
            case "tools/call" -> {
                String reference = arguments.path("reference").asText();
                yield switch (message.path("params").path("name").asText()) {
                    case "pay" -> pay(id, reference);
                    case "find_payment" -> ok(id, called(found(reference)));
                    default -> empty("404 Not Found");
                };
            }
            default -> empty("404 Not Found");
        };
    }

    private String pay(JsonNode id, String reference) throws IOException {
        Fate fate = Fate.of(reference);
        switch (fate.effect()) {
            case AT_ONCE -> book(reference);
            case LATER -> {
                var _ = later.schedule(() -> book(reference), fate.laterMillis(), TimeUnit.MILLISECONDS);
            }
            case NONE -> {}
        }
        return fate.error().isPresent() ? empty(fate.error().get()) : ok(id, called(found(reference)));
    }

    private synchronized void book(String reference) {
        paid.computeIfAbsent(reference, any -> new ArrayList<>()).add("P-" + ++payments);
    }

    private synchronized ObjectNode found(String reference) {
        @Nullable List<String> ids = paid.get(reference);
        ObjectNode found = JSON.createObjectNode();
        return ids == null
                ? found.put("state", "none")
                : found.put("state", "done").put("id", ids.getLast());
    }

    private static String called(ObjectNode structured) throws IOException {
        return "{\"resultType\":\"complete\",\"isError\":false,\"content\":[],\"structuredContent\":"
                + JSON.writeValueAsString(structured) + "}";
    }

    private static String ok(JsonNode id, String result) {
        String json = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n"
                + json;
    }

    private static String empty(String status) {
        return "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
    }
}
