package dev.interlock.server.identity.presence;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the key {@code step-up} of a configuration. */
public final class StepUpReader {

    /** A shorter time is over before anybody has read what they approve. */
    private static final Duration SHORTEST = Duration.ofSeconds(30);

    private final Diagnostics diagnostics;
    private final Values values;

    public StepUpReader(Diagnostics diagnostics, Values values) {
        this.diagnostics = diagnostics;
        this.values = values;
    }

    public StepUp read(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`step-up`", diagnostics);
        Optional<Duration> within = fields.require("within", "write the maximum age of a login, such as `within: 5m`")
                .flatMap(this::within);
        fields.finish();
        return new StepUp(within);
    }

    private Optional<Duration> within(Node node) {
        OptionalLong millis = values.duration(node, "`within`");
        if (millis.isPresent() && millis.getAsLong() < SHORTEST.toMillis()) {
            diagnostics.error(
                    Check.BAD_DURATION,
                    node.place(),
                    "`within` must be at least `30s`: no one can log in, read and approve faster",
                    "write a longer time, such as `5m`");
            return Optional.empty();
        }
        return millis.isPresent() ? Optional.of(Duration.ofMillis(millis.getAsLong())) : Optional.empty();
    }
}
