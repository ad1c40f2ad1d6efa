package dev.interlock.server.http.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Status and headers of an answer. Immutable. */
record AnswerHead(int status, boolean http11, List<Field> fields) {
    private static final int MOST_OF_LINE = 32 << 10;
    private static final int MOST_FIELDS = 200;
    private static final int MOST_IN_ALL = 256 << 10;
    /** Answers before the answer, such as 100 and 103. */
    private static final int MOST_INTERIM = 16;

    private static final int DIGITS = 18;

    /** @param name in lower case */
    record Field(String name, String value) {}

    /** Reads the head of the final answer. */
    static AnswerHead read(Incoming in) throws IOException {
        for (int i = 0; i <= MOST_INTERIM; i++) {
            AnswerHead head = one(in);
            if (head.status() == 101) {
                throw new IOException("the server switched protocols without being asked to");
            }
            if (head.status() >= 200) {
                return head;
            }
        }
        throw new IOException("the server sent too many interim responses");
    }

    private static AnswerHead one(Incoming in) throws IOException {
        String line = in.line(MOST_OF_LINE);
        boolean http11 = line.startsWith("HTTP/1.1 ");
        boolean proper = (http11 || line.startsWith("HTTP/1.0 "))
                && line.length() >= 12
                && (line.length() == 12 || line.charAt(12) == ' ')
                && digits(line.substring(9, 12))
                && line.charAt(9) >= '1';
        if (!proper) {
            throw new IOException("the response does not start with an HTTP/1.1 status line");
        }
        List<Field> fields = new ArrayList<>();
        int length = 0;
        for (String field = in.line(MOST_OF_LINE); !field.isEmpty(); field = in.line(MOST_OF_LINE)) {
            int colon = field.indexOf(':');
            if (!Incoming.isToken(field, colon)) {
                throw new IOException("the answer contains a line that is not a header");
            }
            length += field.length();
            if (fields.size() == MOST_FIELDS || length > MOST_IN_ALL) {
                throw new IOException("the answer has too many headers");
            }
            fields.add(new Field(
                    field.substring(0, colon).toLowerCase(Locale.ROOT),
                    field.substring(colon + 1).strip()));
        }
        return new AnswerHead(Integer.parseInt(line, 9, 12, 10), http11, List.copyOf(fields));
    }

    static boolean digits(String text) {
        return !text.isEmpty() && text.length() <= DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** @param name in lower case */
    Optional<String> first(String name) {
        for (Field field : fields) {
            if (field.name().equals(name)) {
                return Optional.of(field.value());
            }
        }
        return Optional.empty();
    }

    private List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (Field field : fields) {
            if (field.name().equals(name)) {
                values.add(field.value());
            }
        }
        return values;
    }

    /**
     * Returns whether the body comes in chunks. A body with another coding, or with two lengths at once, is refused
     * (RFC 9112, section 6.3).
     */
    boolean chunked() throws IOException {
        List<String> codings = all("transfer-encoding");
        if (codings.isEmpty()) {
            return false;
        }
        if (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked") || !http11) {
            throw new IOException("the body has a transfer coding that was not requested");
        }
        if (first("content-length").isPresent()) {
            throw new IOException("the body has both chunked encoding and a length");
        }
        return true;
    }

    /** The length of the body, if it is said. */
    OptionalLong length() throws IOException {
        List<String> lengths = all("content-length");
        if (lengths.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!lengths.stream().allMatch(lengths.getFirst()::equals) || !digits(lengths.getFirst())) {
            throw new IOException("the length of the body is not exactly one number");
        }
        return OptionalLong.of(Long.parseLong(lengths.getFirst()));
    }

    /** Returns whether the server goes on listening on this connection. */
    boolean keepsAlive() {
        return http11
                && all("connection").stream()
                        .flatMap(value -> List.of(value.split(",", -1)).stream())
                        .noneMatch(option -> option.strip().equalsIgnoreCase("close"));
    }

    /** Returns for how many seconds the server keeps the connection, if it says that. */
    OptionalLong keepAliveSeconds() {
        for (String value : all("keep-alive")) {
            for (String part : value.split(",", -1)) {
                String[] pair = part.strip().split("=", 2);
                if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("timeout") && digits(pair[1].strip())) {
                    return OptionalLong.of(Long.parseLong(pair[1].strip()));
                }
            }
        }
        return OptionalLong.empty();
    }
}
