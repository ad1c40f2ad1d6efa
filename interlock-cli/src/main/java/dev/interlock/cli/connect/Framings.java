package dev.interlock.cli.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.HeaderValue;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.ParamHeaders;
import dev.interlock.server.upstream.Channel.Framing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The headers beside a client's messages, which say over HTTP what a pipe leaves to the body: version, session, and in the modern era what
 * the message is about (MCP 2026-07-28, Streamable HTTP). Thread-safe.
 */
final class Framings {

    /** The most tools whose headers are remembered. */
    private static final int MOST_TOOLS = 10_000;

    private final Map<String, ParamHeaders> parameters = new ConcurrentHashMap<>();
    private volatile Optional<String> version = Optional.empty();
    private volatile Optional<String> session = Optional.empty();

    /** Remembers what a client of the legacy era agreed on with the gateway. */
    void agreed(JsonNode result, Optional<String> named) {
        version = Optional.ofNullable(result.path("protocolVersion").textValue());
        session = named;
    }

    /** Remembers which arguments of tools travel as headers, too. */
    void listed(JsonNode result) {
        for (JsonNode tool : result.path("tools")) {
            if (parameters.size() < MOST_TOOLS
                    && ParamHeaders.of(tool.path("inputSchema"))
                            instanceof ParamHeaders.Outcome.Valid(ParamHeaders headers)) {
                parameters.put(tool.path("name").asText(), headers);
            }
        }
    }

    Optional<String> session() {
        return session;
    }

    /** Returns the framing of a request: its own version tells the modern era. */
    Framing of(Message.Request request) {
        Optional<String> modern = Optional.ofNullable(
                request.params().path("_meta").path(Names.META_VERSION).textValue());
        return modern.isPresent()
                ? new Framing(modern, Optional.empty(), mirrored(request), 0)
                : request.method().equals(Names.INITIALIZE)
                        ? new Framing(Optional.empty(), Optional.empty(), Map.of(), 0)
                        : ofSession();
    }

    /** Returns the framing of what belongs to no request. */
    Framing ofSession() {
        return new Framing(version, session, Map.of(), 0);
    }

    private Map<String, String> mirrored(Message.Request request) {
        Map<String, String> mirrored = new LinkedHashMap<>();
        mirrored.put(Names.HEADER_METHOD, request.method());
        for (GovernedMethod governed : GovernedMethod.values()) {
            JsonNode named = request.params().path(governed.mirrored());
            if (governed.method().equals(request.method()) && named.isTextual()) {
                mirrored.put(Names.HEADER_NAME, HeaderValue.encode(named.textValue()));
            }
        }
        if (request.method().equals(Names.TOOLS_CALL)
                && request.params().path("arguments") instanceof ObjectNode arguments) {
            ParamHeaders headers = parameters.get(request.params().path("name").asText());
            if (headers != null) {
                mirrored.putAll(headers.produce(arguments));
            }
        }
        return mirrored;
    }
}
