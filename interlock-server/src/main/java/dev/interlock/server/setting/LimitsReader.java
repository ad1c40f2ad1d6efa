package dev.interlock.server.setting;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Reads the key {@code limits} of a configuration. */
public final class LimitsReader {

    private static final int MAX_RATE = 1_000_000;
    private static final int MAX_CONCURRENT = 100_000;
    private static final Duration LONGEST_ANSWER = Duration.ofDays(1);

    private final Diagnostics diagnostics;
    private final Values values;
    private final List<Node.Scalar> agentNames = new ArrayList<>();
    private final List<Node.Scalar> serverNames = new ArrayList<>();

    public LimitsReader(Diagnostics diagnostics, Values values) {
        this.diagnostics = diagnostics;
        this.values = values;
    }

    public Limits read(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`limits`", diagnostics);
        var sizes = new Sizes(diagnostics);
        Limits usual = Limits.DEFAULT;
        int request = fields.take("request")
                .map(node -> sizes.bytes(node, "`request`", 1 << 10, 256 << 20))
                .orElse(usual.requestBytes());
        int depth = integer(fields, "depth", 4, 512, usual.depth());
        int answer = fields.take("answer")
                .map(node -> sizes.bytes(node, "`answer`", 1 << 10, 1 << 30))
                .orElse(usual.answerBytes());
        int result = fields.take("result")
                .map(node -> sizes.bytes(node, "`result`", 1 << 10, 1 << 30))
                .orElse(usual.resultBytes());
        Duration call = duration(fields, "call", usual.callTime());
        int sessions = integer(fields, "sessions", 1, 1_000_000, usual.sessions());
        Traffic traffic = traffic(fields);
        Limits.Waiting waiting = fields.take("waiting")
                .flatMap(node -> mapping(node, "`waiting`", "write `waiting: {answer: 10m, agent: 100, all: 10000}`"))
                .map(this::waiting)
                .orElse(usual.waiting());
        fields.finish();
        return new Limits(request, depth, answer, Math.max(answer, result), call, sessions, traffic, waiting);
    }

    private Limits.Waiting waiting(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`waiting`", diagnostics);
        Limits.Waiting usual = Limits.Waiting.DEFAULT;
        Duration answer = duration(fields, "answer", usual.answer());
        if (answer.compareTo(LONGEST_ANSWER) > 0) {
            diagnostics.error(
                    Check.BAD_DURATION,
                    fields.keyPlace("answer"),
                    "`answer` must be at most `1d`: waiting calls are lost when the process ends",
                    "write a shorter time, such as `10m`");
        }
        int ofAgent = integer(fields, "agent", 1, MAX_CONCURRENT, usual.ofAgent());
        int all = integer(fields, "all", 1, MAX_CONCURRENT, usual.all());
        fields.finish();
        return new Limits.Waiting(answer, ofAgent, all);
    }

    private Traffic traffic(Fields fields) {
        Traffic usual = Traffic.DEFAULT;
        Traffic.PerAgent agent = fields.take("agent")
                .flatMap(node -> mapping(node, "`agent`", "write `agent: {rate: 100, burst: 200, concurrent: 16}`"))
                .map(one -> agent(one, usual.agent()))
                .orElse(usual.agent());
        Traffic.PerServer server = fields.take("upstream")
                .flatMap(node -> mapping(node, "`upstream`", "write `upstream: {concurrent: 64, wait: 2s}`"))
                .map(one -> server(one, usual.server()))
                .orElse(usual.server());
        return new Traffic(
                agent,
                each(fields, "agents", agentNames, agent, this::agent),
                server,
                each(fields, "upstreams", serverNames, server, this::server),
                fields.take("api")
                        .flatMap(node -> mapping(node, "`api`", "write `api: {rate: 200, burst: 2000}`"))
                        .map(one -> pace(one, usual.api()))
                        .orElse(usual.api()));
    }

    private Traffic.Rate pace(Node.Mapping mapping, Traffic.Rate usual) {
        var fields = new Fields(mapping, "the limit of the API", diagnostics);
        Traffic.Rate rate = pace(fields, usual);
        fields.finish();
        return rate;
    }

    /** The burst is twice the rate, unless it is written. */
    private Traffic.Rate pace(Fields fields, Traffic.Rate usual) {
        Optional<Node> written = fields.take("rate");
        int rate = written.map(node -> rate(node, usual.rate())).orElse(usual.rate());
        int burst = written.isPresent() ? Math.max(1, Math.min(MAX_RATE, 2 * rate)) : usual.burst();
        return new Traffic.Rate(rate, integer(fields, "burst", 1, MAX_RATE, burst));
    }

    private Optional<Node.Mapping> mapping(Node node, String what, String remedy) {
        return values.mapping(node, what, remedy);
    }

    private <T> SortedMap<String, T> each(
            Fields fields, String key, List<Node.Scalar> names, T usual, BiFunction<Node.Mapping, T, T> reader) {
        var found = new TreeMap<String, T>();
        fields.take(key)
                .flatMap(node -> mapping(node, "`" + key + "`", "write `" + key + ": {NAME: {concurrent: 16}}`"))
                .ifPresent(all -> {
                    for (Node.Entry entry : all.entries()) {
                        names.add(entry.key());
                        mapping(entry.value(), "a limit", "write `{concurrent: 16}`")
                                .ifPresent(one -> found.put(entry.key().value(), reader.apply(one, usual)));
                    }
                });
        return found;
    }

    private Traffic.PerAgent agent(Node.Mapping mapping, Traffic.PerAgent usual) {
        var fields = new Fields(mapping, "a limit of an agent", diagnostics);
        Traffic.Rate rate = pace(fields, new Traffic.Rate(usual.rate(), usual.burst()));
        int concurrent = integer(fields, "concurrent", 1, MAX_CONCURRENT, usual.concurrent());
        fields.finish();
        return new Traffic.PerAgent(rate.rate(), rate.burst(), concurrent);
    }

    private int rate(Node node, int usual) {
        if (node instanceof Node.Scalar scalar && scalar.value().equals("any")) {
            return Traffic.ANY_RATE;
        }
        return (int)
                values.integer(node, "`rate`, unless it is `any`,", 1, MAX_RATE).orElse(usual);
    }

    private Traffic.PerServer server(Node.Mapping mapping, Traffic.PerServer usual) {
        var fields = new Fields(mapping, "a limit of an upstream", diagnostics);
        int concurrent = integer(fields, "concurrent", 1, MAX_CONCURRENT, usual.concurrent());
        Duration timeout = duration(fields, "wait", usual.timeout());
        fields.finish();
        return new Traffic.PerServer(concurrent, timeout);
    }

    private int integer(Fields fields, String key, int min, int max, int usual) {
        return fields.take(key)
                .map(node ->
                        (int) values.integer(node, "`" + key + "`", min, max).orElse(usual))
                .orElse(usual);
    }

    private Duration duration(Fields fields, String key, Duration usual) {
        return fields.take(key)
                .map(node -> values.duration(node, "`" + key + "`"))
                .filter(OptionalLong::isPresent)
                .map(found -> Duration.ofMillis(found.getAsLong()))
                .orElse(usual);
    }

    /** Reports limits of nobody. */
    public void check(Set<String> agents, Set<String> upstreams) {
        check(agentNames, agents, "an agent");
        check(serverNames, upstreams, "an upstream");
    }

    private void check(List<Node.Scalar> names, Set<String> known, String what) {
        for (Node.Scalar name : names) {
            if (!known.contains(name.value())) {
                diagnostics.error(
                        Check.BAD_NAME,
                        name.place(),
                        Diagnostics.quote(name.value()) + " is not the name of " + what + " here",
                        Suggestion.remedy(name.value(), known, "use a configured name"));
            }
        }
    }
}
