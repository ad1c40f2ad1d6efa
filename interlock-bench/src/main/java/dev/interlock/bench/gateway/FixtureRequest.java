package dev.interlock.bench.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** One request to the {@link Fixture}, read as far as its answer needs it. */
record FixtureRequest(String head, String body) {

    private static final String CALL = "\"tools/call\"";
    private static final String LIST = "\"tools/list\"";
    private static final String DISCOVER = "\"server/discover\"";

    private static final String LISTED = """
            {"resultType":"complete","ttlMs":3600000,"cacheScope":"private","tools":[\
            {"name":"edit_vendor","inputSchema":{"type":"object"}},\
            {"name":"release_payment","inputSchema":{"type":"object"}}]}""";
    private static final String DISCOVERED = """
            {"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},\
            "ttlMs":3600000,"cacheScope":"private",\
            "_meta":{"io.modelcontextprotocol/serverInfo":{"name":"fixture","version":"1"}}}""";
    private static final String CALLED = """
            {"resultType":"complete","isError":false,"content":[{"type":"text","text":"%s"}]}""".formatted("x".repeat(Fixture.PAYLOAD - 90));

    private static final String HEAD_END = "\r\n\r\n";
    private static final List<String> LENGTHS = List.of("\r\nContent-Length: ", "\r\ncontent-length: ");
    private static final String BEFORE_ID = "{\"jsonrpc\":\"2.0\",\"id\":";
    private static final String AFTER_ID = ",\"result\":";

    /** The request in these bytes, if they are all of it. */
    static Optional<FixtureRequest> of(byte[] bytes, int end) {
        String text = new String(bytes, 0, end, ISO_8859_1);
        int headEnd = text.indexOf(HEAD_END);
        if (headEnd < 0) {
            return Optional.empty();
        }
        String head = text.substring(0, headEnd);
        String body = text.substring(headEnd + HEAD_END.length());
        return body.length() < length(head) ? Optional.empty() : Optional.of(new FixtureRequest(head, body));
    }

    private static int length(String head) {
        for (String name : LENGTHS) {
            int at = head.indexOf(name);
            if (at >= 0) {
                return (int) number(head, at + name.length());
            }
        }
        return 0;
    }

    boolean isCall() {
        return body.contains(CALL);
    }

    /** The delay is the number in the path of {@code POST /5 HTTP/1.1}, in milliseconds. */
    long delayMillis() {
        return number(head, head.indexOf('/') + 1);
    }

    ByteBuffer answer() {
        String result = isCall() ? CALLED : body.contains(LIST) ? LISTED : body.contains(DISCOVER) ? DISCOVERED : null;
        if (result == null) {
            return ByteBuffer.wrap("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
        }
        String id = id();
        int length = BEFORE_ID.length() + id.length() + AFTER_ID.length() + result.length() + 1;
        return ByteBuffer.wrap(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + length
                        + HEAD_END + BEFORE_ID + id + AFTER_ID + result + "}")
                .getBytes(ISO_8859_1));
    }

    /** The number in the first `id` of the message; no argument is called so. */
    private String id() {
        int from = body.indexOf("\"id\":") + 5;
        int to = from;
        while (Character.isDigit(body.charAt(to))) {
            to++;
        }
        return body.substring(from, to);
    }

    private static long number(String text, int from) {
        long number = 0;
        for (int at = from; at < text.length() && Character.isDigit(text.charAt(at)); at++) {
            number = 10 * number + text.charAt(at) - '0';
        }
        return number;
    }
}
