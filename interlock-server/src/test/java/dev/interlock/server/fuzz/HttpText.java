package dev.interlock.server.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Requests to the door: right ones, with some things about them wrong. */
final class HttpText {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"t\",\"version\":\"1\"},"
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    /** Method, value of `Mcp-Name`, members of `params`. */
    private static final List<List<String>> EXCHANGES = List.of(
            List.of("tools/call", "echo", "\"name\":\"echo\",\"arguments\":{\"text\":\"x\",\"n\":1.50}"),
            List.of("tools/call", "echo", "\"name\":\"echo\",\"arguments\":{\"text\":\"deny\"}"),
            List.of("tools/call", "store", "\"name\":\"store\",\"arguments\":{\"region\":\"eu\"}"),
            List.of("tools/list", "", "\"x\":1"),
            List.of("resources/read", "test://a", "\"uri\":\"test://a\""),
            List.of("prompts/get", "greeting", "\"name\":\"greeting\",\"arguments\":{\"who\":\"you\"}"),
            List.of(
                    "completion/complete",
                    "",
                    "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"greeting\"},\"argument\":{\"name\":\"who\",\"value\":\"a\"}"),
            List.of("server/discover", "", "\"x\":1"),
            List.of("resources/list", "", "\"cursor\":\"2\""),
            List.of(
                    "tools/call",
                    "echo",
                    "\"name\":\"echo\",\"arguments\":{},\"requestState\":\"s\",\"inputResponses\":{\"a\":{}}"),
            List.of(
                    "initialize",
                    "",
                    "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}"),
            List.of("notifications/cancelled", "", "\"requestId\":1"),
            List.of("ping", "", "\"x\":1"));

    private static final List<String> TARGETS = List.of(
            "/mcp/erp",
            "/mcp/erp",
            "/mcp/erp",
            "/mcp/old",
            "/mcp/nothing",
            "/mcp/erp/",
            "/mcp//erp",
            "/mcp/erp%2f..",
            "/mcp/erp%2f..%2fold",
            "/mcp/../mcp/erp",
            "/mcp/%65rp",
            "/mcp/erp;a=b",
            "/mcp/erp?a=b",
            "/mcp/erp#a",
            "/MCP/erp",
            "/mcp/ERP",
            "/mcp/erp.",
            "/mcp/erp%00",
            "/mcp/erp%0d%0aX:y",
            "http://127.0.0.1/mcp/erp",
            "http://evil.example.com/mcp/erp",
            "//evil.example.com/mcp/erp",
            "*",
            "/mcp",
            "/mcp/",
            "/mcp/.",
            "/mcp/..",
            "/mcp/%2e%2e",
            "erp",
            "/mcp/erp%",
            "/mcp/e\u00f6rp");

    private static final List<String> METHODS = List.of(
            "POST", "POST", "POST", "post", "GET", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE", "CONNECT", "PRI",
            "POST ");

    private static final List<String> HEADERS = List.of(
            "Mcp-Method",
            "Mcp-Name",
            "MCP-Protocol-Version",
            "Mcp-Param-Region",
            "Mcp-Session-Id",
            "Interlock-Task",
            "Host",
            "Origin",
            "Content-Type",
            "Accept",
            "Authorization",
            "Content-Encoding",
            "Expect",
            "Connection",
            "Upgrade",
            "X-Forwarded-Host",
            "X-HTTP-Method-Override",
            "Last-Event-ID",
            "Cookie",
            "Trailer",
            "TE");

    private static final List<String> VALUES = List.of(
            "echo",
            "store",
            "deny",
            "tools/call",
            "tools/list",
            "2026-07-28",
            "2025-11-25",
            "1999-01-01",
            "eu",
            "=?base64?ZWNobw==?=",
            "=?base64?ZXU=?=",
            "=?base64?ZXU?=",
            "=?BASE64?ZXU=?=",
            "t-1",
            "unknown",
            "",
            " ",
            "a b",
            "\u00e9",
            "\t",
            "x,y",
            "null",
            "https://console.example.com",
            "application/json; charset=utf-16",
            "100-continue",
            "gzip",
            "identity",
            "h2c",
            "close",
            "keep-alive",
            "127.0.0.1",
            "evil",
            "Bearer token-b");

    private final Choices choices;
    private final List<String> headers = new ArrayList<>();
    private String method = "POST";
    private String target = "/mcp/erp";
    private byte[] body = {};
    private boolean plain = true;

    HttpText(Choices choices) {
        this.choices = choices;
    }

    /** Whether the body is one whole JSON text, sent in a way that leaves no doubt about it. */
    boolean plain() {
        return plain;
    }

    byte[] body() {
        return body;
    }

    byte[] request(String session) {
        List<String> exchange = choices.of(EXCHANGES);
        boolean modern = choices.octet() % 4 != 3 && !exchange.getFirst().equals("initialize");
        headers.addAll(List.of(
                "Host: 127.0.0.1",
                "Authorization: Bearer token-a",
                "Content-Type: application/json",
                "Accept: application/json, text/event-stream"));
        if (modern) {
            headers.add("MCP-Protocol-Version: 2026-07-28");
            headers.add("Mcp-Method: " + exchange.getFirst());
            if (!exchange.get(1).isEmpty()) {
                headers.add("Mcp-Name: " + exchange.get(1));
            }
            if (exchange.get(1).equals("store")) {
                headers.add("Mcp-Param-Region: eu");
            }
        } else {
            target = "/mcp/old";
            headers.add("Mcp-Session-Id: " + session);
        }
        String id = exchange.getFirst().startsWith("notifications/") ? "" : "\"id\":1,";
        String text = "{\"jsonrpc\":\"2.0\"," + id + "\"method\":\"" + exchange.getFirst() + "\",\"params\":{"
                + exchange.get(2) + (modern ? "," + META : "") + "}}";
        for (int i = choices.below(4); i > 0; i--) {
            text = changed(text);
        }
        body = text.getBytes(UTF_8);
        for (int i = choices.below(3); i > 0; i--) {
            header();
        }
        if (choices.octet() % 8 == 7) {
            target = choices.of(TARGETS);
        }
        if (choices.octet() % 16 == 15) {
            method = choices.of(METHODS);
        }
        return framed();
    }

    private String changed(String text) {
        int at = choices.below(Math.max(1, text.length()));
        return switch (choices.below(9)) {
            case 0 -> text.substring(0, at) + choices.text() + text.substring(at);
            case 1 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1 + choices.below(8)));
            case 2 ->
                text.replaceFirst(
                        "\"(text|region|name|uri|arguments|method|params)\":",
                        "\"$1\":" + new JsonText(choices).value().replaceAll("[\\\\$]", "\\\\$0") + ",\"$1\":");
            case 3 ->
                text.replaceFirst(
                        ":(\"x\"|\"eu\"|1\\.50|\"echo\"|\\{\\}|\"you\"|1)",
                        ":" + new JsonText(choices).value().replaceAll("[\\\\$]", "\\\\$0"));
            case 4 -> text.replace("\"name\"", "\"n\\u0061me\"");
            case 5 ->
                text.replaceFirst(
                        "\\{\"jsonrpc\"",
                        "{"
                                + choices.of(List.of(
                                                "\"jsonrpc\":\"2.0\",",
                                                "\"result\":{},",
                                                "\"x\":[],",
                                                "\"Method\":\"tools/list\",",
                                                "\"id\":null,",
                                                "\ufeff"))
                                        .replace("\\", "\\\\")
                                + "\"jsonrpc\"");
            case 6 -> text + choices.of(List.of(" ", "\n", "{}", "\u0000", ",", "//", "]", text));
            case 7 -> "[" + text + "]";
            default -> new JsonText(choices).value();
        };
    }

    private void header() {
        String name = choices.of(HEADERS);
        String value = choices.octet() % 8 == 7 ? choices.text() : choices.of(VALUES);
        switch (choices.below(6)) {
            case 0 -> headers.add(name + ": " + value);
            case 1 -> replace(name, name + ": " + value);
            case 2 -> headers.removeIf(line -> line.startsWith(name + ":"));
            case 3 -> replace(name, name.toUpperCase(Locale.ROOT) + ":" + value);
            case 4 ->
                headers.add(
                        choices.below(Math.max(1, headers.size())),
                        name + choices.of(List.of(" :", "\t:", ":\u000b", "\0:", ":\n ")) + value);
            default -> headers.add(" " + name + ": " + value);
        }
    }

    private void replace(String name, String line) {
        headers.removeIf(any -> any.startsWith(name + ":"));
        headers.add(line);
    }

    private byte[] framed() {
        var out = new ByteArrayOutputStream();
        int form = choices.octet() % 4 == 3 ? choices.below(12) : 0;
        byte[] sent = body;
        switch (form) {
            case 0 -> headers.add("Content-Length: " + body.length);
            case 1 -> {
                headers.add("Transfer-Encoding: chunked");
                sent = chunked();
            }
            default -> {
                plain = false;
                String length = "Content-Length: " + body.length;
                switch (form) {
                    case 2 -> headers.addAll(List.of(length, "Transfer-Encoding: chunked"));
                    case 3 -> headers.addAll(List.of("Transfer-Encoding: chunked", length));
                    case 4 ->
                        headers.add("Transfer-Encoding: "
                                + choices.of(List.of(
                                        "Chunked",
                                        "chunked, identity",
                                        "xchunked",
                                        "identity",
                                        "gzip, chunked",
                                        "\tchunked",
                                        "chunked;a=b",
                                        "")));
                    case 5 -> headers.addAll(List.of(length, "Content-Length: " + choices.below(20)));
                    case 6 ->
                        headers.add("Content-Length: "
                                + choices.of(List.of("+5", "-1", "0x10", "5, 5", "", "99999999999999999999", "5 ")));
                    case 7 -> headers.add("Content-Length: " + choices.below(body.length + 20));
                    case 8 -> headers.addAll(List.of("Transfer-Encoding : chunked", length));
                    case 9 -> headers.addAll(List.of("X: y\r\n\tTransfer-Encoding: chunked", length));
                    case 10 -> headers.add(length + "\nX: y");
                    default -> headers.add("X: y");
                }
                if (choices.octet() % 2 == 0) {
                    sent = chunked();
                }
            }
        }
        String head = method + " " + target + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
        // a value with an empty line in it ends the head, and the rest is a request of its own
        plain &= head.indexOf("\r\n\r\n") == head.length() - 4;
        out.writeBytes(head.getBytes(ISO_8859_1));
        out.writeBytes(sent);
        byte[] whole = out.toByteArray();
        if (choices.octet() % 16 == 15) {
            plain = false;
            int at = choices.below(Math.max(1, whole.length));
            whole = choices.octet() % 2 == 0 ? Arrays.copyOf(whole, at) : flipped(whole, at);
        }
        return whole;
    }

    private byte[] flipped(byte[] whole, int at) {
        whole[at] = (byte) choices.octet();
        return whole;
    }

    private byte[] chunked() {
        var out = new ByteArrayOutputStream();
        int at = 0;
        while (at < body.length) {
            int size = Math.min(body.length - at, 1 + choices.below(2_000));
            out.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(ISO_8859_1));
            out.write(body, at, size);
            out.writeBytes("\r\n".getBytes(ISO_8859_1));
            at += size;
        }
        out.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
        return out.toByteArray();
    }
}
