package dev.interlock.server.observe;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.identity.registry.HashReader;
import dev.interlock.server.identity.registry.TokenHash;
import dev.interlock.server.setting.Addresses;
import dev.interlock.server.setting.GivenValues;
import dev.interlock.server.setting.Listen;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the key {@code telemetry} of a configuration. */
public final class TelemetryReader {

    private static final String METRICS = "write `metrics: {token: sha256:...}`, or `{listen: 127.0.0.1:9464}`";

    private static final String AUDIT =
            "write `audit: {token: sha256:...}`, with the hash that `interlock token` prints";
    private static final String OTLP = "write `otlp: {endpoint: https://collector.example.com:4318}`";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Duration USUAL = Duration.ofSeconds(60);
    private static final Pattern SAMPLE = Pattern.compile("0|1|0\\.[0-9]{1,6}|1\\.0{1,6}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]+");

    private final Diagnostics diagnostics;
    private final Values values;
    private final GivenValues given;

    public TelemetryReader(Diagnostics diagnostics, Values values, GivenValues given) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.given = given;
    }

    public TelemetryConfig read(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`telemetry`", diagnostics);
        Optional<TelemetryConfig.Metrics> metrics = fields.take("metrics")
                .flatMap(node -> values.mapping(node, "`metrics`", METRICS))
                .flatMap(this::metrics);
        Optional<TelemetryConfig.Otlp> otlp = fields.take("otlp")
                .flatMap(node -> values.mapping(node, "`otlp`", OTLP))
                .flatMap(this::otlp);
        Optional<TelemetryConfig.Audit> audit = fields.take("audit")
                .flatMap(node -> values.mapping(node, "`audit`", AUDIT))
                .flatMap(this::audit);
        fields.finish();
        return new TelemetryConfig(metrics, otlp, audit);
    }

    private Optional<TelemetryConfig.Audit> audit(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`audit`", diagnostics);
        Optional<TokenHash> token = fields.require("token", AUDIT)
                .flatMap(node -> new HashReader(diagnostics, values).read(node, "`token`", "the listener"));
        fields.finish();
        return token.map(TelemetryConfig.Audit::new);
    }

    private Optional<TelemetryConfig.Otlp> otlp(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`otlp`", diagnostics);
        Optional<Node> address = fields.require("endpoint", OTLP);
        Optional<URI> endpoint = address.flatMap(node -> new Addresses(diagnostics, values).base(node, "`endpoint`"));
        var headers = new TreeMap<String, String>();
        fields.take("headers")
                .flatMap(node -> values.mapping(
                        node, "`headers`", "write `headers: {Authorization: {from-file: secrets/collector}}`"))
                .ifPresent(all -> all.entries().forEach(entry -> header(entry, headers)));
        double sample = fields.take("sample").flatMap(this::sample).orElse(1.0);
        Duration interval = fields.take("interval").flatMap(this::interval).orElse(USUAL);
        fields.finish();
        if (endpoint.isPresent()
                && !headers.isEmpty()
                && !"https".equalsIgnoreCase(endpoint.get().getScheme())
                && !LOOPBACK.contains(endpoint.get().getHost())) {
            diagnostics.error(
                    Check.ADDRESS,
                    address.orElseThrow().place(),
                    "`headers` would be sent unencrypted",
                    "write an `https` address, or send to a collector on this machine");
            return Optional.empty();
        }
        return endpoint.map(uri -> new TelemetryConfig.Otlp(uri, headers, sample, interval));
    }

    private void header(Node.Entry entry, Map<String, String> headers) {
        String name = entry.key().value();
        Optional<String> value = given.secret(entry.value(), name, entry.value().place());
        if (value.isEmpty()) {
            return;
        }
        if (!NAME.matcher(name).matches() || !VALUE.matcher(value.get()).matches()) {
            diagnostics.error(
                    Check.BAD_VALUE,
                    entry.key().place(),
                    "this is not a valid request header",
                    "write a name of letters, digits and `-`, and a value that is one line of ASCII");
            return;
        }
        headers.put(name, value.get());
    }

    private Optional<Double> sample(Node node) {
        if (node instanceof Node.Scalar scalar && SAMPLE.matcher(scalar.value()).matches()) {
            return Optional.of(Double.valueOf(scalar.value()));
        }
        diagnostics.error(
                Check.BAD_VALUE, node.place(), "`sample` is not a fraction of all calls", "write a number from 0 to 1");
        return Optional.empty();
    }

    private Optional<Duration> interval(Node node) {
        OptionalLong millis = values.duration(node, "`interval`");
        return millis.isPresent() ? Optional.of(Duration.ofMillis(millis.getAsLong())) : Optional.empty();
    }

    private Optional<TelemetryConfig.Metrics> metrics(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`metrics`", diagnostics);
        boolean guarded = fields.has("token");
        Optional<Listen> listen =
                fields.take("listen").flatMap(node -> new Addresses(diagnostics, values).address(node));
        Optional<TokenHash> token = fields.take("token")
                .flatMap(
                        node -> new HashReader(diagnostics, values).read(node, "`token`", "the reader of the metrics"));
        if (!guarded && !listen.map(Listen::loopback).orElse(fields.has("listen"))) {
            diagnostics.error(
                    Check.MISSING_KEY,
                    mapping.place(),
                    "`metrics` can be read by anyone who can connect",
                    "write `token` with the hash that `interlock token` prints, or `listen` with an address "
                            + "that only this machine can reach");
            fields.finish();
            return Optional.empty();
        }
        fields.finish();
        return Optional.of(new TelemetryConfig.Metrics(listen, token));
    }
}
