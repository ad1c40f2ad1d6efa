package dev.interlock.demo.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.MessageReader;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.mcp.RpcError;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The platform as a process: MCP of the modern era on stdin and stdout, one message a line. It ends when stdin ends; what it knows ends with it. */
public final class OpsServer {

    private static final long TTL_MILLIS = 60_000;

    private static final String SERVICE = "service";
    private static final String RELEASE = "release";
    private static final String SECRET = "secret_version";

    /** The arguments of the tools, all of them texts. */
    private static final Map<String, List<String>> TOOLS = tools();

    private final MessageReader reader = new MessageReader(JsonLimits.requests());
    private final Map<String, String> releases = new TreeMap<>(Map.of("shop", "shop@1.4.2"));
    private final Map<String, Integer> secrets = new TreeMap<>(Map.of("shop", 7));

    private OpsServer() {}

    private static Map<String, List<String>> tools() {
        Map<String, List<String>> tools = new LinkedHashMap<>();
        for (String about : List.of("get_service", "restart_service", "rotate_secret", "erase_data")) {
            tools.put(about, List.of(SERVICE));
        }
        for (String about : List.of("test_release", "deploy_release", "rollback_release")) {
            tools.put(about, List.of(SERVICE, RELEASE));
        }
        return tools;
    }

    public static void main(String[] arguments) throws IOException {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        // INVARIANT: stdout carries messages alone.
        System.setOut(System.err);
        var server = new OpsServer();
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Optional<ObjectNode> answer = server.answer(line);
                if (answer.isPresent()) {
                    out.write(Json.bytes(answer.get()));
                    out.write('\n');
                    out.flush();
                }
            }
        }
    }

    private Optional<ObjectNode> answer(String line) {
        return switch (reader.read(line.getBytes(StandardCharsets.UTF_8))) {
            case MessageReader.Outcome.Refused refused -> Optional.of(Message.error(refused.id(), refused.error()));
            case MessageReader.Outcome.Read(Message.Request request) -> Optional.of(answer(request));
            case MessageReader.Outcome.Read(Message.Notification notification) -> Optional.empty();
            case MessageReader.Outcome.Read(Message.Response response) -> Optional.empty();
        };
    }

    private ObjectNode answer(Message.Request request) {
        return switch (request.method()) {
            case Names.DISCOVER -> complete(request, discovered());
            case Names.TOOLS_LIST -> complete(request, listed());
            case Names.TOOLS_CALL -> call(request);
            default -> refused(request, ErrorCode.METHOD_NOT_FOUND, "this server has only tools");
        };
    }

    private static ObjectNode refused(Message.Request request, ErrorCode code, String message) {
        return Message.error(Optional.of(request.id()), RpcError.of(code, message));
    }

    private static ObjectNode complete(Message.Request request, ObjectNode result) {
        result.put("resultType", "complete");
        result.putObject("_meta")
                .putObject(Names.META_SERVER)
                .put("name", "interlock-demo-ops")
                .put("version", "1");
        return Message.result(request.id(), result);
    }

    private static ObjectNode cacheable() {
        return Json.object().put("ttlMs", TTL_MILLIS).put("cacheScope", "public");
    }

    private static ObjectNode discovered() {
        ObjectNode result = cacheable();
        result.putArray("supportedVersions").add(Revision.V2026_07_28.label());
        result.putObject("capabilities").putObject("tools");
        return result.put("instructions", "Services: their versions and their secrets.");
    }

    private static ObjectNode listed() {
        ObjectNode result = cacheable();
        var list = result.putArray("tools");
        TOOLS.forEach((name, arguments) -> {
            ObjectNode schema = list.addObject()
                    .put("name", name)
                    .put("description", name.replace('_', ' '))
                    .putObject("inputSchema")
                    .put("type", "object")
                    .put("additionalProperties", false);
            ObjectNode properties = schema.putObject("properties");
            arguments.forEach(argument -> properties.putObject(argument).put("type", "string"));
            arguments.forEach(schema.putArray("required")::add);
        });
        return result;
    }

    private ObjectNode call(Message.Request request) {
        String tool = Json.string(request.params(), "name");
        JsonNode given = request.params().path("arguments");
        List<String> wanted = tool == null ? null : TOOLS.get(tool);
        if (tool == null || wanted == null) {
            return refused(request, ErrorCode.INVALID_PARAMS, "there is no such tool: see tools/list");
        }
        if (wanted.stream().anyMatch(argument -> !given.path(argument).isTextual())) {
            return refused(request, ErrorCode.INVALID_PARAMS, "needed: " + String.join(", ", wanted));
        }
        ObjectNode done =
                run(tool, given.path(SERVICE).asText(), given.path(RELEASE).asText());
        ObjectNode result = Json.object();
        result.putArray("content").addObject().put("type", "text").put("text", Json.text(done));
        result.set("structuredContent", done);
        return complete(request, result.put("isError", false));
    }

    private ObjectNode run(String tool, String service, String release) {
        switch (tool) {
            case "deploy_release", "rollback_release" -> releases.put(service, release);
            case "rotate_secret" -> secrets.merge(service, 1, Integer::sum);
            case "erase_data" -> releases.remove(service);
            default -> {} // looks, or leaves all as it was
        }
        return Json.object()
                .put(SERVICE, service)
                .put(RELEASE, releases.getOrDefault(service, "nothing"))
                .put(SECRET, secrets.getOrDefault(service, 1));
    }
}
