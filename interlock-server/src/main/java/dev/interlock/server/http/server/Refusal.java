package dev.interlock.server.http.server;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A request that is refused, before a door tells it in its own form: control flow of doors and of what they share to read
 * requests.
 */
public final class Refusal extends Exception {

    /** The code of a request that is malformed, or is none that is described. */
    public static final String INVALID = "request-invalid";

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final transient Map<String, String> headers;
    private final transient List<Flaw> flaws;

    /**
     * A flaw of the body or the query.
     *
     * @param pointer where, as a JSON pointer, or the name of a parameter
     */
    public record Flaw(String pointer, String detail) {}

    /**
     * Refuses a request.
     *
     * @param status of HTTP
     * @param code stable, such as {@code request-invalid}
     * @param detail for people; repeats nothing secret
     */
    public Refusal(int status, String code, String detail) {
        this(status, code, detail, Map.of(), List.of());
    }

    private Refusal(int status, String code, String detail, Map<String, String> headers, List<Flaw> flaws) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.headers = headers;
        this.flaws = flaws;
    }

    /** Refuses a malformed request. */
    public static Refusal invalid(String detail) {
        return new Refusal(400, INVALID, detail);
    }

    /** Refuses a request for all that is wrong in it. */
    public static Refusal invalid(List<Flaw> flaws) {
        Flaw first = flaws.getFirst();
        return new Refusal(400, INVALID, first.pointer() + ": " + first.detail(), Map.of(), List.copyOf(flaws));
    }

    /** Refuses a request that may come again after so many seconds. */
    public static Refusal busy(String detail, long seconds) {
        return new Refusal(429, "too-many-requests", detail).with("Retry-After", Long.toString(seconds));
    }

    /** Returns the refusal, with this header in its answer. */
    public Refusal with(String header, String value) {
        return with(Map.of(header, value));
    }

    /** Returns the refusal, with these headers in its answer. */
    public Refusal with(Map<String, String> others) {
        return new Refusal(status, code, getMessage(), Map.copyOf(others), flaws);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** Returns the headers of the answer. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Returns each flaw, where there may be several. */
    public List<Flaw> flaws() {
        return flaws;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
