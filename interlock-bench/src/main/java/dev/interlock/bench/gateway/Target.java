package dev.interlock.bench.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;

/** Where calls go, and what a request has to say there. */
record Target(String name, int port, boolean gateway, Stage stage, List<String> tasks) {

    static final String CALL_BODY = """
            {"jsonrpc":"2.0","id":1000000000,"method":"tools/call","params":{"name":"edit_vendor","arguments":{\
            "vendor_id":"V-100000","name":"Acme Trading and Shipping","iban":"DE89370400440532100000"},"_meta":{\
            "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}""";

    /** Of an answer to a call that was carried out. */
    byte[] expected() {
        // A decision of Interlock is in every answer of its; a relay adds none.
        return (tasks.isEmpty() ? "\"isError\":false" : "\"verdict\":\"permitted\"").getBytes(ISO_8859_1);
    }

    /** A POST to the server that takes so long, by the agent of this number. */
    byte[] post(int agent, int delay, String body, String... headers) {
        return request("POST", agent, delay, body, headers);
    }

    byte[] request(String method, int agent, int delay, String body, String... headers) {
        StringBuilder head = new StringBuilder(method)
                .append(gateway ? " /mcp/" + Stage.server(delay) : " /" + delay)
                .append(" HTTP/1.1\r\nHost: 127.0.0.1:")
                .append(port)
                .append("\r\nAuthorization: Bearer ")
                .append(stage.token(agent))
                .append("\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (!tasks.isEmpty()) {
            head.append("Interlock-Task: ")
                    .append(tasks.get(agent % tasks.size()))
                    .append("\r\n");
        }
        head.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
        return head.toString().getBytes(ISO_8859_1);
    }

    byte[] call(int agent, int delay) {
        return post(
                agent,
                delay,
                CALL_BODY,
                "MCP-Protocol-Version: 2026-07-28",
                "Mcp-Method: tools/call",
                "Mcp-Name: edit_vendor");
    }
}
