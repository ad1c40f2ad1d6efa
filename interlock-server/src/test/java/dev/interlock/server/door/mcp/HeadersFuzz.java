package dev.interlock.server.door.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.mcp.http.McpGuard;
import dev.interlock.server.door.mcp.request.HeaderCheck;
import dev.interlock.server.fuzz.Choices;
import dev.interlock.server.http.server.Guard;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.HeaderValue;
import dev.interlock.server.mcp.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** No header says something else than the body and passes, none that matters passes twice, and values survive their encoding. */
public final class HeadersFuzz {
    private static final List<String> HEADERS = List.of(
            "Host",
            "Origin",
            "Authorization",
            "Content-Type",
            "Content-Length",
            "Accept",
            "Mcp-Method",
            "MCP-Name",
            "mcp-name",
            "Mcp-Name",
            "MCP-Protocol-Version",
            "Mcp-Param-Region",
            "mcp-param-region",
            "Mcp-Session-Id",
            "Interlock-Task",
            "X-Other",
            "\u017fcp",
            "Mcp-Param-\u212a");
    private static final List<String> VALUES = List.of(
            "",
            "127.0.0.1:80",
            "localhost",
            "localhost:",
            "[::1]:9",
            "[::1",
            "http://a",
            "null",
            "application/json",
            "application/json; charset=utf-8",
            "application/json;charset=\"utf-8\";charset=utf-16",
            "*/*",
            "text/event-stream",
            "application/json, text/event-stream;q=0",
            "tools/call",
            "echo",
            "=?base64?ZWNobw==?=",
            "=?base64?ZWNobw?=",
            "=?base64??=",
            "=?BASE64?ZWNobw==?=",
            "=?base64?/w==?=",
            " echo",
            "echo\t",
            "\u0000",
            "7",
            "07",
            "7.0",
            "true");
    private static final DoorSettings SETTINGS = DoorSettings.loopback().withOrigins(Set.of("http://a"));
    private static final Set<String> MATTER = Set.of(
            "host",
            "origin",
            "authorization",
            "content-type",
            "mcp-method",
            "mcp-name",
            "mcp-protocol-version",
            "mcp-param-region",
            "mcp-session-id",
            "interlock-task");

    private HeadersFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        var choices = new Choices(input);
        String value = choices.text();
        encoded(value);
        Map<String, List<String>> given = new HashMap<>();
        for (int i = choices.below(8); i > 0; i--) {
            String name = choices.octet() % 8 == 0 ? choices.text() : choices.of(HEADERS);
            given.computeIfAbsent(name, any -> new ArrayList<>())
                    .add(choices.octet() % 4 == 0 ? choices.text() : choices.of(VALUES));
        }
        RequestHeaders headers = RequestHeaders.of(given);
        guarded(headers);
        ObjectNode params = Json.object().put("name", choices.octet() % 2 == 0 ? "echo" : value);
        mirrored(headers, params);
        region(headers, choices.octet() % 2 == 0 ? value : "eu");
    }

    private static void encoded(String value) {
        HeaderValue.decode(value).ifPresent(decoded -> {
            if (!value.startsWith("=?base64?") && !decoded.equals(value)) {
                throw new AssertionError("a plain value is another one: " + decoded);
            }
        });
        if (value.chars().noneMatch(c -> c >= 0xd800 && c <= 0xdfff)) {
            String header = HeaderValue.encode(value);
            if (!HeaderValue.decode(header).equals(Optional.of(value))) {
                throw new AssertionError("`" + value + "` does not survive as `" + header + "`");
            }
            if (!header.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c < 0x7f))) {
                throw new AssertionError("no header may hold this: " + header);
            }
        }
    }

    private static void guarded(RequestHeaders headers) {
        Guard guard = McpGuard.of(SETTINGS);
        boolean passes = passes(() -> guard.check(headers));
        for (String name : MATTER) {
            if (passes && headers.all(name).size() > 1) {
                throw new AssertionError("`" + name + "` passes twice");
            }
        }
        if (passes
                && !headers.all("host")
                        .getFirst()
                        .toLowerCase(Locale.ROOT)
                        .matches("(localhost|127\\.0\\.0\\.1|\\[::1])(:.*)?")) {
            throw new AssertionError("another host passes");
        }
        if (passes && !headers.all("origin").isEmpty() && !headers.all("origin").equals(List.of("http://a"))) {
            throw new AssertionError("another origin passes");
        }
        if (passes(() -> guard.checkBody(headers))
                && !headers.all("content-type")
                        .getFirst()
                        .toLowerCase(Locale.ROOT)
                        .startsWith("application/json")) {
            throw new AssertionError("another type passes");
        }
    }

    /** A check of the guard. */
    private interface Check {
        void run() throws Refusal;
    }

    private static boolean passes(Check check) {
        try {
            check.run();
            return true;
        } catch (Refusal e) {
            return false;
        }
    }

    private static void mirrored(RequestHeaders headers, ObjectNode params) {
        if (HeaderCheck.standard(headers, "tools/call", params, true).isPresent()) {
            return;
        }
        String name = params.path("name").textValue();
        if (!headers.first(Names.HEADER_METHOD).equals(Optional.of("tools/call"))
                || !headers.first(Names.HEADER_NAME)
                        .flatMap(HeaderValue::decode)
                        .equals(Optional.of(name))) {
            throw new AssertionError("headers that say something else pass");
        }
    }

    private static void region(RequestHeaders headers, String value) {
        ObjectNode tool = Json.object();
        tool.putObject("inputSchema")
                .put("type", "object")
                .putObject("properties")
                .putObject("region")
                .put("type", "string")
                .put("x-mcp-header", "Region");
        if (HeaderCheck.params(headers, tool, Json.object().put("region", value))
                        .isEmpty()
                && !headers.first("mcp-param-region")
                        .flatMap(HeaderValue::decode)
                        .equals(Optional.of(value))) {
            throw new AssertionError("a parameter header that says something else passes");
        }
    }
}
