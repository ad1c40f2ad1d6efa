package dev.interlock.policy.compile;

import dev.interlock.engine.policy.BreakGlass;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.Intent;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code intents}: the goals that a task may declare. */
final class IntentCheck {

    /** The limits of an intent that names none. */
    static final long DEFAULT_TIME_MILLIS = 3_600_000;

    static final long DEFAULT_IDLE_MILLIS = 900_000;
    static final int DEFAULT_CALLS = 100;

    private final Draft draft;

    IntentCheck(Draft draft) {
        this.draft = draft;
    }

    void check(Node.Mapping intents) {
        intents.entries().forEach(this::intent);
    }

    private void intent(Node.Entry entry) {
        Node.Scalar name = entry.key();
        if (!isNew(name)) {
            return;
        }
        Optional<Node.Mapping> body =
                draft.values.mapping(entry.value(), "an intent", "write `{goal: ..., allow: [...]}`");
        if (body.isEmpty()) {
            return;
        }
        Fields fields = new Fields(body.get(), "an intent", draft.diagnostics);
        String goal = fields.require("goal", "say in a few words what the intent is for")
                .flatMap(n -> draft.values.text(n, "`goal`"))
                .map(Node.Scalar::value)
                .orElse("");
        Set<String> allow = new TreeSet<>();
        fields.require("allow", "list the duties that belong to it").ifPresent(n -> duties(n, allow));
        SortedMap<String, Cardinality> about = new TreeMap<>();
        fields.take("about")
                .flatMap(n -> draft.values.mapping(n, "`about`", "write `{invoice: one}`"))
                .ifPresent(m -> m.entries().forEach(e -> about(e, about)));
        Limits limits = fields.take("limits")
                .flatMap(n -> draft.values.mapping(n, "`limits`", "write `{time: 1h, calls: 100, idle: 15m}`"))
                .map(this::limits)
                .orElse(Limits.DEFAULT);
        Optional<String> doneWhen = fields.take("done-when").flatMap(n -> doneWhen(n, allow, fields));
        Set<String> delegate = new TreeSet<>();
        fields.take("delegate").ifPresent(n -> delegate(n, allow, fields, delegate));
        new AcceptCheck(draft).check(fields, Optional.of(name), body.get());
        fields.finish();
        draft.intents.put(
                name.value(),
                new Intent(
                        name.value(),
                        goal,
                        Collections.unmodifiableSet(allow),
                        Collections.unmodifiableSortedMap(about),
                        limits.timeMillis(),
                        limits.idleMillis(),
                        limits.calls(),
                        doneWhen,
                        Collections.unmodifiableSet(delegate)));
    }

    private boolean isNew(Node.Scalar name) {
        if (!draft.values.isName(name, "an intent")) {
            return false;
        }
        if (name.value().equals(BreakGlass.INTENT)) {
            draft.diagnostics.error(
                    Check.BAD_NAME,
                    name.place(),
                    "`break-glass` is reserved as the intent of lanes",
                    "choose another name");
            return false;
        }
        return draft.isFirst(draft.intentPlaces, name.value(), name.place(), "the intent");
    }

    private void duties(Node node, Set<String> out) {
        draft.values.texts(node, "a duty").forEach(s -> {
            // An unknown duty is reported here, and not again where it is used.
            draft.references.isDuty(s);
            out.add(s.value());
        });
    }

    private void about(Node.Entry entry, SortedMap<String, Cardinality> out) {
        boolean known = draft.references.isType(entry.key());
        draft.values.choice(entry.value(), "`about`", ObjectCheck.CARDINALITIES).ifPresent(c -> {
            if (known) {
                out.put(entry.key().value(), c);
            }
        });
    }

    private Optional<String> doneWhen(Node node, Set<String> allow, Fields fields) {
        Optional<Node.Scalar> duty = draft.values.text(node, "`done-when`");
        duty.filter(d -> !allow.contains(d.value()))
                .ifPresent(d -> draft.diagnostics.error(
                        Check.DONE_WHEN,
                        d.place(),
                        "`done-when` names `" + d.value() + "`, which the intent does not allow, so it never occurs",
                        Suggestion.nearest(d.value(), allow)
                                .map(n -> "did you mean `" + n + "`?")
                                .orElse("add it to `allow`"),
                        allowed(fields)));
        return duty.map(Node.Scalar::value);
    }

    private void delegate(Node node, Set<String> allow, Fields fields, Set<String> out) {
        List<Node.Scalar> beyond = new ArrayList<>();
        draft.values.texts(node, "a duty").forEach(s -> {
            out.add(s.value());
            if (!allow.contains(s.value())) {
                beyond.add(s);
            }
        });
        beyond.forEach(s -> draft.diagnostics.error(
                Check.DELEGATE,
                s.place(),
                "`delegate` names `" + s.value() + "`, which the intent itself does not allow",
                Suggestion.nearest(s.value(), allow)
                        .map(n -> "did you mean `" + n + "`?")
                        .orElse("add it to `allow`, or remove it"),
                allowed(fields)));
    }

    private static Label allowed(Fields fields) {
        return new Label(fields.keyPlace("allow"), "what the intent allows");
    }

    private record Limits(long timeMillis, long idleMillis, int calls) {
        static final Limits DEFAULT = new Limits(DEFAULT_TIME_MILLIS, DEFAULT_IDLE_MILLIS, DEFAULT_CALLS);
    }

    private Limits limits(Node.Mapping mapping) {
        Fields fields = new Fields(mapping, "`limits`", draft.diagnostics);
        long time = DEFAULT_TIME_MILLIS;
        Optional<Node> timeNode = fields.take("time");
        if (timeNode.isPresent()) {
            time = draft.values.duration(timeNode.get(), "`time`").orElse(time);
        }
        long idle = Math.min(DEFAULT_IDLE_MILLIS, time);
        Optional<Node> idleNode = fields.take("idle");
        if (idleNode.isPresent()) {
            idle = draft.values.duration(idleNode.get(), "`idle`").orElse(idle);
        }
        int calls = DEFAULT_CALLS;
        Optional<Node> callsNode = fields.take("calls");
        if (callsNode.isPresent()) {
            calls = (int) draft.values
                    .integer(callsNode.get(), "`calls`", 1, 1_000_000)
                    .orElse(calls);
        }
        fields.finish();
        return new Limits(time, idle, calls);
    }
}
