package dev.interlock.server.notify.audit;

import dev.interlock.server.fixture.ServedDoorConformance;
import java.util.List;
import java.util.Optional;

/** The record as a stream. */
class AuditDoorConformanceTest extends ServedDoorConformance {

    private static final String STREAM = "/v1/audit/stream?from=0";

    @Override
    protected Sent good() {
        return Sent.of("GET", STREAM).and("Authorization", "Bearer " + vera.reveal());
    }

    @Override
    protected List<Expected> malformed() {
        return List.of();
    }

    @Override
    protected List<Expected> tooLong() {
        return List.of();
    }

    @Override
    protected List<Expected> elsewhere() {
        return List.of(
                new Expected("another method", good().as("DELETE"), 405, "allow=GET"),
                new Expected("no such form", good().to(STREAM + "&form=other"), 400, "request-invalid"),
                new Expected("no such entry", good().to("/v1/audit/stream?from=999999"), 400, "request-invalid"));
    }

    /** A caller who is no auditor hears nothing. */
    @Override
    protected List<Expected> decisions() {
        return List.of(
                new Expected("an auditor", good(), 200, "text/event-stream"),
                new Expected(
                        "an agent",
                        Sent.of("GET", STREAM).and("Authorization", "Bearer " + ann.reveal()),
                        403,
                        "not-allowed"));
    }

    @Override
    protected Optional<Sent> limited() {
        return Optional.empty();
    }

    /** Reading needs no entry: a ledger that takes none is read all the same. */
    @Override
    protected boolean fail(boolean failing) {
        return false;
    }
}
