package dev.interlock.server.config;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import java.util.Optional;

/** Reads the key {@code telemetry} of a configuration. */
final class TelemetryReader {

    private static final String METRICS = "write `metrics: {token: sha256:...}`, or `{listen: 127.0.0.1:9464}`";

    private final Diagnostics diagnostics;
    private final Values values;

    TelemetryReader(Diagnostics diagnostics, Values values) {
        this.diagnostics = diagnostics;
        this.values = values;
    }

    TelemetryConfig read(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`telemetry`", diagnostics);
        Optional<TelemetryConfig.Metrics> metrics = fields.take("metrics")
                .flatMap(node -> values.mapping(node, "`metrics`", METRICS))
                .flatMap(this::metrics);
        fields.finish();
        return new TelemetryConfig(metrics);
    }

    private Optional<TelemetryConfig.Metrics> metrics(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`metrics`", diagnostics);
        boolean guarded = fields.has("token");
        Optional<Listen> listen =
                fields.take("listen").flatMap(node -> new Addresses(diagnostics, values).address(node));
        Optional<TokenHash> token = fields.take("token")
                .flatMap(
                        node -> new HashReader(diagnostics, values).read(node, "`token`", "whoever reads the metrics"));
        if (!guarded && !listen.map(Listen::loopback).orElse(fields.has("listen"))) {
            diagnostics.error(
                    Check.MISSING_KEY,
                    mapping.place(),
                    "`metrics` can be read by everybody who can connect",
                    "write `token`, with the hash that `interlock token` prints, or `listen` with an address that only this"
                            + " machine can reach");
            fields.finish();
            return Optional.empty();
        }
        fields.finish();
        return Optional.of(new TelemetryConfig.Metrics(listen, token));
    }
}
