package dev.interlock.server.http.helidon;

import dev.interlock.server.http.server.Transfer;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;

/**
 * The head of every request is checked before anything else looks at it: it has to come within a time, and to leave no
 * doubt about where the body ends (RFC 9112, section 6). Two readers that disagree about that see different requests on
 * one connection, and a request that a proxy takes for the body of another is one that it did not check. Thread-safe.
 */
final class RequestHead implements Http1ConnectionListener {
    private final Transfer transfer;

    /** @param transfer how long it may take from the first line to the last header */
    RequestHead(Transfer transfer) {
        this.transfer = transfer;
    }

    @Override
    public void prologue(ConnectionContext context, HttpPrologue prologue) {
        transfer.begin();
        if (!isPlain(prologue.uriPath().rawPath())) {
            throw refused("the request target is not a plain path: send a documented path");
        }
    }

    /**
     * Returns whether there is only one way to read the path: from the root, no segment is empty or dots, none has
     * parameters, and nothing is escaped that means something in a path. A proxy must not let a path through as one
     * that is another here.
     */
    private static boolean isPlain(String path) {
        if (!path.startsWith("/")) {
            return false;
        }
        int segment = 1;
        for (int i = 1; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == ';' || c == '\\' || (c == '%' && hidesDotOrEnd(path, i))) {
                return false;
            }
            if (c == '/') {
                if (i == segment || isDots(path, segment, i)) {
                    return false;
                }
                segment = i + 1;
            }
        }
        return !isDots(path, segment, path.length());
    }

    private static boolean hidesDotOrEnd(String path, int percent) {
        return path.startsWith("2e", percent + 1)
                || path.startsWith("2E", percent + 1)
                || path.startsWith("00", percent + 1);
    }

    private static boolean isDots(String path, int from, int to) {
        return (to == from + 1 && path.charAt(from) == '.')
                || (to == from + 2 && path.charAt(from) == '.' && path.charAt(from + 1) == '.');
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
        transfer.end();
        for (Header header : headers) {
            if (header.name().isEmpty()) {
                throw refused("a header has no name: leave it out");
            }
        }
        boolean coded = headers.contains(HeaderNames.TRANSFER_ENCODING);
        if (coded && !only(headers, HeaderNames.TRANSFER_ENCODING).equals("chunked")) {
            throw refused("`transfer-encoding` is not just `chunked`: send the body in chunks or with its length");
        }
        if (!headers.contains(HeaderNames.CONTENT_LENGTH)) {
            return;
        }
        if (coded) {
            throw refused("both `transfer-encoding` and `content-length` are present: send only one of them");
        }
        if (!isLength(only(headers, HeaderNames.CONTENT_LENGTH))) {
            throw refused("`content-length` is not one number: send it once, in digits");
        }
    }

    /** Returns the value of a header; nothing where it has several. */
    private static String only(Headers headers, HeaderName name) {
        Header header = headers.get(name);
        return header.valueCount() == 1 ? header.get() : "";
    }

    private static boolean isLength(String value) {
        return !value.isEmpty() && value.length() <= 18 && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static RequestException refused(String message) {
        return RequestException.builder()
                .type(DirectHandler.EventType.BAD_REQUEST)
                .status(Status.BAD_REQUEST_400)
                .setKeepAlive(false)
                .message(message)
                .safeMessage(true)
                .build();
    }
}
