package dev.interlock.server.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.http.server.Reply;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request to {@code /v1} that was refused: control flow of pages, which tell it as the API does. */
public final class V1Refusal extends Exception {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final transient @Nullable JsonNode problem;

    private V1Refusal(int status, String code, String detail, JsonNode problem) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.problem = problem;
    }

    static V1Refusal of(Reply reply) {
        JsonNode problem = reply.tree();
        return new V1Refusal(
                reply.status(),
                problem.path("code").asText("internal"),
                problem.path("detail").asText("the server failed"),
                problem);
    }

    /** The status of HTTP. */
    public int status() {
        return status;
    }

    /** The stable code, as docs/api.md lists them. */
    public String code() {
        return code;
    }

    /** What was refused and why, for people. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** All that the API said, such as the mistakes of a bundle. */
    public Optional<JsonNode> problem() {
        return Optional.ofNullable(problem);
    }
}
