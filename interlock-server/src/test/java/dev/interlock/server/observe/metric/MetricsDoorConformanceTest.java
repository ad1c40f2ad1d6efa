package dev.interlock.server.observe.metric;

import dev.interlock.server.fixture.ServedDoorConformance;
import java.util.List;
import java.util.Optional;

/** Metrics for whoever has their token, by whatever name it finds the server. */
class MetricsDoorConformanceTest extends ServedDoorConformance {

    @Override
    protected Sent good() {
        return Sent.of("GET", "/metrics").and("Authorization", "Bearer " + scraper.reveal());
    }

    @Override
    protected List<String> foreignHosts() {
        return List.of();
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
                new Expected("another path", good().to("/metrics/all"), 404),
                new Expected("another method", good().as("POST"), 404));
    }

    @Override
    protected List<Expected> decisions() {
        return List.of(new Expected("shown", good(), 200, "text/plain", "interlock_"));
    }

    @Override
    protected Optional<Sent> limited() {
        return Optional.empty();
    }

    @Override
    protected boolean fail(boolean failing) {
        return false; // nothing is decided
    }
}
