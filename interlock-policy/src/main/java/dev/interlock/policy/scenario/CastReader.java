package dev.interlock.policy.scenario;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
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

/** {@code agents} and {@code people}, of a scenario file or of a registry. */
public final class CastReader {

    private static final Map<String, Boolean> FLAGS = new TreeMap<>(Map.of("true", true, "false", false));

    private final Diagnostics diagnostics;
    private final Values values;
    private final SortedMap<String, Member> cast = new TreeMap<>();
    private Optional<Collection<String>> intents = Optional.empty();

    public CastReader(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        this.values = new Values(diagnostics);
    }

    /** From here on an intent that is none of these is a mistake. */
    public CastReader intents(Collection<String> known) {
        intents = Optional.of(known);
        return this;
    }

    /** Those that were read, by name; what is wrong is in the diagnostics. */
    public SortedMap<String, Member> read(Fields file) {
        file.take("agents")
                .flatMap(n -> values.mapping(n, "`agents`", "write `{ada: {owner: team-a}}`"))
                .ifPresent(m -> m.entries().forEach(e -> member(e, false)));
        file.take("people")
                .flatMap(n -> values.mapping(n, "`people`", "write `{dana: {groups: [ap-approvers]}}`"))
                .ifPresent(m -> m.entries().forEach(e -> member(e, true)));
        return cast;
    }

    private void member(Node.Entry entry, boolean person) {
        String name = entry.key().value();
        if (!values.isName(entry.key(), person ? "a person" : "an agent")) {
            return;
        }
        if (cast.containsKey(name)) {
            diagnostics.error(
                    Check.DUPLICATE_NAME,
                    entry.key().place(),
                    "`" + name + "` is in the cast twice",
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
                Fields fields = new Fields(body.get(), person ? "a person" : "an agent", diagnostics);
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
                if (person) {
                    fields.take("groups")
                            .ifPresent(n -> values.texts(n, "a group").forEach(g -> groups.add(g.value())));
                } else {
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
        cast.put(name, new Member(name, person, root, attributes, groups, implicit, granted));
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
