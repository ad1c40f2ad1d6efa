package dev.interlock.policy.scenario;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallerKind;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code agents}, {@code people} and {@code verifiers}, of a scenario file or of a registry. */
public final class CastReader {

    private static final Map<String, Boolean> FLAGS = new TreeMap<>(Map.of("true", true, "false", false));

    private static final CallerKind EVERYTHING = new CallerKind.Verifier(new TreeSet<>(), new TreeSet<>());

    private final Diagnostics diagnostics;
    private final Values values;
    private final SortedMap<String, Member> cast = new TreeMap<>();
    private Optional<Collection<String>> intents = Optional.empty();

    public CastReader(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        this.values = new Values(diagnostics);
    }

    /** Sets the known intents: from here on any other one is a mistake. */
    public CastReader intents(Collection<String> known) {
        intents = Optional.of(known);
        return this;
    }

    /** The members that were read, by name; errors are in the diagnostics. */
    public SortedMap<String, Member> read(Fields file) {
        file.take("agents")
                .flatMap(n -> values.mapping(n, "`agents`", "write `{ada: {owner: team-a}}`"))
                .ifPresent(m -> m.entries().forEach(e -> member(e, CallerKind.AGENT)));
        file.take("people")
                .flatMap(n -> values.mapping(n, "`people`", "write `{dana: {groups: [ap-approvers]}}`"))
                .ifPresent(m -> m.entries().forEach(e -> member(e, CallerKind.PERSON)));
        file.take("verifiers")
                .flatMap(n ->
                        values.mapping(n, "`verifiers`", "write `{screening: {owner: team-a, groups: [screening]}}`"))
                .ifPresent(m -> m.entries().forEach(e -> member(e, EVERYTHING)));
        return cast;
    }

    private static String what(CallerKind kind) {
        return switch (kind) {
            case CallerKind.Person person -> "a person";
            case CallerKind.Agent agent -> "an agent";
            case CallerKind.Verifier verifier -> "a machine verifier";
        };
    }

    private SortedSet<String> texts(Fields fields, String key, String what) {
        SortedSet<String> found = new TreeSet<>();
        fields.take(key).ifPresent(n -> values.texts(n, what).forEach(text -> found.add(text.value())));
        return found;
    }

    private void member(Node.Entry entry, CallerKind as) {
        CallerKind kind = as;
        String name = entry.key().value();
        if (!values.isName(entry.key(), what(as))) {
            return;
        }
        if (cast.containsKey(name)) {
            diagnostics.error(
                    Check.DUPLICATE_NAME,
                    entry.key().place(),
                    "`" + name + "` is listed in the cast twice",
                    "choose another name");
            return;
        }
        SortedMap<String, AttributeValue> attributes = new TreeMap<>();
        TreeSet<String> groups = new TreeSet<>();
        boolean root = false;
        Optional<String> implicit = Optional.empty();
        Optional<SortedSet<String>> granted = Optional.empty();
        boolean empty = entry.value() instanceof Node.Scalar scalar && scalar.isNull();
        if (!empty) {
            Optional<Node.Mapping> body =
                    values.mapping(entry.value(), "a member of the cast", "write `{owner: team-a}` or `{}`");
            if (body.isPresent()) {
                Fields fields = new Fields(body.get(), what(as), diagnostics);
                for (String attribute : new String[] {Attributes.OWNER, Attributes.MODEL, Attributes.ORIGIN}) {
                    fields.take(attribute)
                            .flatMap(n -> values.text(n, "`" + attribute + "`"))
                            .ifPresent(v -> attributes.put(attribute, AttributeValue.known(v.value())));
                }
                fields.take("attributes")
                        .flatMap(n -> values.mapping(n, "`attributes`", "write `{data-centre: north}`"))
                        .ifPresent(m -> m.entries()
                                .forEach(e -> values.text(e.value(), "an attribute")
                                        .ifPresent(v ->
                                                attributes.put(e.key().value(), AttributeValue.known(v.value())))));
                if (!(as instanceof CallerKind.Agent)) {
                    groups.addAll(texts(fields, "groups", "a group"));
                }
                if (as instanceof CallerKind.Verifier) {
                    kind = new CallerKind.Verifier(texts(fields, "duties", "a duty"), texts(fields, "tools", "a tool"));
                }
                if (as instanceof CallerKind.Agent) {
                    root = fields.take("root")
                            .flatMap(n -> values.choice(n, "`root`", FLAGS))
                            .orElse(false);
                    implicit = fields.take("implicit")
                            .flatMap(n -> values.text(n, "`implicit`"))
                            .map(Node.Scalar::value);
                    granted = fields.take("intents").map(this::granted);
                }
                fields.finish();
            }
        }
        cast.put(name, new Member(name, kind, root, attributes, groups, implicit, granted));
    }

    private SortedSet<String> granted(Node node) {
        SortedSet<String> granted = new TreeSet<>();
        for (Node.Scalar intent : values.texts(node, "an intent")) {
            granted.add(intent.value());
            if (intents.isPresent() && !intents.get().contains(intent.value())) {
                diagnostics.error(
                        Check.BAD_VALUE,
                        intent.place(),
                        "the bundle has no intent " + Diagnostics.quote(intent.value()),
                        Suggestion.remedy(intent.value(), intents.get(), "name an intent of the bundle"));
            }
        }
        return granted;
    }
}
