package dev.interlock.bench.flaky;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.interlock.bench.wire.Wire;
import java.io.IOException;

/** One agent on one connection, which pays the same amount to the same payee again and again. Not thread-safe. */
final class Payer implements AutoCloseable {

    private static final String BODY = """
        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"pay","arguments":{\
        "reference":"%s","payee":"V-1","amount":100},"_meta":{\
        "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}\
        """;
    private static final byte[] PERMITTED = "\"verdict\":\"permitted\"".getBytes(ISO_8859_1);
    private static final byte[] UNKNOWN = "\"outcome\":\"unknown\"".getBytes(ISO_8859_1);

    private final Wire wire;
    private final String head;

    Payer(int port, String token) throws IOException {
        this.wire = Wire.connect(port);
        this.head = "POST /mcp/bank HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream"
                + "\r\nMCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: pay\r\nContent-Length: ";
    }

    /** Makes one payment, whatever comes of it; one that was not let through is an error. */
    void pay(String reference) throws IOException {
        String body = BODY.formatted(reference);
        byte[] request = (head + body.length() + "\r\n\r\n" + body).getBytes(ISO_8859_1);
        wire.write(request, request.length);
        if (!wire.readMessage() || !(wire.contains(PERMITTED) || wire.contains(UNKNOWN))) {
            throw new IOException("a payment was not permitted: " + wire.text());
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
