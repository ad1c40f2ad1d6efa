package dev.interlock.server.door.authzen;

import dev.interlock.server.fixture.ServedDoorConformance;
import dev.interlock.server.identity.registry.Token;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Decisions for enforcement points outside. */
class AuthzenDoorConformanceTest extends ServedDoorConformance {

    private static Sent evaluation(Token by, String action) {
        return posted(AuthzenStage.EVALUATION, by, AuthzenStage.question("ann", action, "7"));
    }

    @Override
    protected Sent good() {
        return evaluation(mesh, "check");
    }

    /** A denial is an answer as well. */
    @Override
    protected boolean succeeded(Answered answer) {
        return answer.status() == 200
                && new String(answer.body(), StandardCharsets.UTF_8).contains("\"decision\":true");
    }

    @Override
    protected int otherMedia() {
        return 400;
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
                new Expected("no endpoint", good().to("/access/v1/nothing"), 404),
                new Expected("another method", good().as("GET"), 405, "allow=POST"),
                new Expected("posted metadata", good().to(PdpMetadata.WELL_KNOWN), 405, "allow=GET"));
    }

    @Override
    protected List<Expected> decisions() {
        return List.of(
                new Expected("permitted", good(), 200, "\"decision\":true"),
                new Expected("denied", evaluation(mesh, "pay"), 200, "\"decision\":false", "outside-intent"),
                new Expected("held", evaluation(mesh, "close"), 200, "\"decision\":false", "approval-required"));
    }

    @Override
    protected Optional<Sent> limited() {
        return Optional.of(evaluation(rash, "check"));
    }
}
