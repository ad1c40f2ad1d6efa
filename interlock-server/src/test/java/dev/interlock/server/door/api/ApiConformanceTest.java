package dev.interlock.server.door.api;

import dev.interlock.server.fixture.ApiContract;
import dev.interlock.server.fixture.ServedDoorConformance;
import java.util.List;
import java.util.Optional;

/** Tasks, approvals and administration. */
class ApiConformanceTest extends ServedDoorConformance {

    private static final String TASKS = "/v1/tasks";
    private static final String TASK = "{\"intent\":\"use\"}";

    @Override
    protected Sent good() {
        return posted(TASKS, ann, TASK);
    }

    @Override
    protected List<Expected> malformed() {
        return noObjects(good(), 400);
    }

    @Override
    protected List<Expected> tooLong() {
        return List.of(new Expected("padded", padded(good(), 256 << 10), 413, "longer than " + (256 << 10)));
    }

    @Override
    protected List<Expected> elsewhere() {
        return List.of(
                new Expected("no path", good().to("/v1/nothing"), 404, "not-found"),
                new Expected("no task", good().to(TASKS + "/t-999999/close").body("{}"), 404, "task-unknown"),
                new Expected("another method", good().as("DELETE"), 405, "allow"));
    }

    /** A task of an intent that no bundle has is refused, and so is what only people do. */
    @Override
    protected List<Expected> decisions() {
        return List.of(
                new Expected("opened", good(), 201, "\"state\":\"active\""),
                new Expected("refused", good().body("{\"intent\":\"nothing\"}"), 422, "intent-unknown"),
                new Expected("not for agents", posted("/v1/bundle/propose", ann, "{}"), 403, "not-allowed"));
    }

    @Override
    protected void seen(Sent request, Answered answer) {
        super.seen(request, answer);
        ApiContract.check(
                request.method(),
                request.target(),
                request.body(),
                answer.status(),
                answer.header("content-type").orElse(""),
                answer.body());
    }

    @Override
    protected Optional<Sent> limited() {
        return Optional.of(Sent.of("GET", "/v1/whoami").and("Authorization", "Bearer " + hasty.reveal()));
    }
}
