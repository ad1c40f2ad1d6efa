package dev.interlock.server.door.rest;

import dev.interlock.server.fixture.ServedDoorConformance;
import dev.interlock.server.identity.registry.Token;
import java.util.List;
import java.util.Optional;

/** REST APIs behind the gateway. */
class RestDoorConformanceTest extends ServedDoorConformance {

    private static final String ITEMS = "/rest/things/items";

    private static Sent bare(String method, Token by) {
        return Sent.of(method, ITEMS).and("Authorization", "Bearer " + by.reveal());
    }

    @Override
    protected Sent good() {
        return posted(ITEMS, ann, "{\"name\":\"a\"}");
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
                new Expected("no api", good().to("/rest/nothing/items"), 404, "not-found"),
                new Expected("no operation", good().to("/rest/things/others"), 404, "operation-unknown"),
                new Expected("another method", good().as("PATCH"), 404, "operation-unknown"));
    }

    @Override
    protected List<Expected> decisions() {
        return List.of(
                new Expected("permitted", good(), 200, "interlock-decision=permitted;"),
                new Expected("denied", bare("PUT", ann), 403, "interlock-decision=denied;", "outside-intent"),
                new Expected("held", bare("DELETE", ann), 409, "interlock-decision=held;", "approval-required"));
    }

    @Override
    protected Optional<Sent> limited() {
        return Optional.of(posted(ITEMS, hasty, "{\"name\":\"a\"}"));
    }
}
