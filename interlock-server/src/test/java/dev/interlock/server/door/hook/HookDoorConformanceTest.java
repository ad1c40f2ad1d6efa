package dev.interlock.server.door.hook;

import dev.interlock.server.fixture.ServedDoorConformance;
import dev.interlock.server.identity.registry.Token;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Hooks of coding agents. */
class HookDoorConformanceTest extends ServedDoorConformance {

    private static final String PATH = "/v1/hooks/claude-code?project=shop";

    private final AtomicLong calls = new AtomicLong();

    private Sent asked(Token by, String tool, String input) {
        return posted(PATH, by, """
                {"session_id": "s", "cwd": "/home/dev/shop", "hook_event_name": "PreToolUse", "tool_name": "%s", "tool_input": %s,
                 "tool_use_id": "toolu_%d"}""".formatted(tool, input, calls.incrementAndGet()));
    }

    @Override
    protected Sent good() {
        return asked(ann, "TodoWrite", "{}");
    }

    /** A denial is an answer as well. */
    @Override
    protected boolean succeeded(Answered answer) {
        return answer.status() == 200 && new String(answer.body(), StandardCharsets.UTF_8).equals("{}");
    }

    @Override
    protected List<Expected> malformed() {
        return noObjects(good(), 400);
    }

    @Override
    protected List<Expected> tooLong() {
        return List.of(new Expected("padded", padded(good(), MAX_BYTES), 413, "longer than " + MAX_BYTES));
    }

    @Override
    protected List<Expected> elsewhere() {
        return List.of(
                new Expected("no client of that name", good().to("/v1/hooks/none?project=shop"), 404),
                new Expected("no client", good().to("/v1/hooks"), 404),
                new Expected("another method", good().as("PUT"), 405, "allow=POST"));
    }

    @Override
    protected List<Expected> decisions() {
        return List.of(
                new Expected("permitted", good(), 200, "{}"),
                new Expected(
                        "denied",
                        asked(ann, "Write", "{\"file_path\": \"a\"}"),
                        200,
                        "\"permissionDecision\":\"deny\""),
                new Expected("held", asked(ann, "Bash", "{\"command\": \"ls\"}"), 200, "\"deny\"", "hold h-"));
    }

    @Override
    protected Optional<Sent> limited() {
        return Optional.of(asked(hasty, "TodoWrite", "{}"));
    }
}
