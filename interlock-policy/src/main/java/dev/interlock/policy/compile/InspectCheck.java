package dev.interlock.policy.compile;

import dev.interlock.policy.catalog.ResultCheck;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.secret.Fingerprint;
import dev.interlock.policy.secret.SecretScan;
import dev.interlock.policy.secret.Shape;
import dev.interlock.policy.yaml.Node;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code secrets}, and {@code inspect}: the checks of answers before anybody gets them. */
final class InspectCheck {

    private static final String ANY = "any";
    /** The label of secrets that are given no other. */
    private static final String SECRET = "secret";

    private static final Map<String, Boolean> WITHHOLD = new TreeMap<>(Map.of("true", true, "false", false));

    private final Draft draft;

    InspectCheck(Draft draft) {
        this.draft = draft;
    }

    /** Reads the fingerprints of a file. */
    void secrets(Fields file) {
        file.take("secrets")
                .flatMap(n -> draft.values.mapping(n, "`secrets`", "write `{db-password: 'v1:...'}`"))
                .ifPresent(m -> m.entries().forEach(this::secret));
    }

    private void secret(Node.Entry entry) {
        String name = entry.key().value();
        if (!draft.values.isName(entry.key(), "a secret")) {
            return;
        }
        if (shapes().containsKey(name) || name.equals(ANY) || draft.secrets.containsKey(name)) {
            draft.diagnostics.error(
                    Check.DUPLICATE_NAME,
                    entry.key().place(),
                    "there is already a secret called " + Diagnostics.quote(name),
                    "choose another name");
            return;
        }
        Optional<Node.Scalar> text = draft.values.text(entry.value(), "a fingerprint");
        Optional<Fingerprint> fingerprint = text.map(Node.Scalar::value).flatMap(Fingerprint::parse);
        if (text.isPresent() && fingerprint.isEmpty()) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    entry.value().place(),
                    "this is not a fingerprint",
                    "write what `interlock fingerprint` prints, never the secret itself");
        }
        fingerprint.ifPresent(f -> draft.secrets.put(name, f));
    }

    private static SortedMap<String, Shape> shapes() {
        SortedMap<String, Shape> shapes = new TreeMap<>();
        for (Shape shape : Shape.values()) {
            shapes.put(shape.text(), shape);
        }
        return shapes;
    }

    /** The checks of a tool or of a file; an empty list means no checks. */
    Optional<List<ResultCheck>> read(Fields fields) {
        return fields.take("inspect")
                .flatMap(n -> draft.values.list(n, "`inspect`", "write `[{secrets: any}]`"))
                .map(list -> {
                    List<ResultCheck> checks = new ArrayList<>();
                    for (Node item : list.items()) {
                        draft.values
                                .mapping(item, "an item of `inspect`", "write `{secrets: any}` or `{when: '...'}`")
                                .flatMap(m -> check(m, checks.size() + 1))
                                .ifPresent(checks::add);
                    }
                    return checks;
                });
    }

    private Optional<ResultCheck> check(Node.Mapping mapping, int number) {
        Fields fields = new Fields(mapping, "an item of `inspect`", draft.diagnostics);
        String id = fields.take("id")
                .flatMap(n -> draft.values.name(n, "a check"))
                .map(Node.Scalar::value)
                .orElse(Integer.toString(number));
        Optional<ResultCheck.Finds> finds;
        if (fields.has("secrets") == fields.has("when")) {
            draft.diagnostics.error(
                    Check.MISSING_KEY,
                    mapping.place(),
                    "a check must look for `secrets` or have a condition `when`",
                    "write one of the two");
            finds = Optional.empty();
            fields.take("secrets");
            fields.take("when");
        } else if (fields.has("secrets")) {
            finds = fields.take("secrets").map(this::scan);
        } else {
            finds = fields.take("when")
                    .flatMap(n -> draft.values.text(n, "a condition"))
                    .flatMap(draft.conditions::compileOfAnswers)
                    .map(ResultCheck.When::new);
        }
        boolean withhold = fields.take("withhold")
                .flatMap(n -> draft.values.choice(n, "`withhold`", WITHHOLD))
                .orElse(true);
        Optional<String> label = fields.take("label")
                .flatMap(n -> draft.values.name(n, "a label"))
                .map(Node.Scalar::value)
                .or(() -> finds.filter(ResultCheck.Secrets.class::isInstance).map(f -> SECRET));
        if (label.isEmpty() && !withhold) {
            draft.diagnostics.error(
                    Check.MISSING_KEY,
                    mapping.place(),
                    "a check that does not withhold needs a `label`",
                    "name what it finds, such as `label: internal`, or leave out `withhold`");
        }
        fields.finish();
        Optional<String> mark = label.map(l -> "label/" + l);
        mark.ifPresent(draft.otherMarks::add);
        return finds.map(f -> new ResultCheck(id, f, mark, withhold));
    }

    private ResultCheck.Finds scan(Node node) {
        SortedMap<String, Shape> known = shapes();
        Set<Shape> shapes = EnumSet.noneOf(Shape.class);
        SortedMap<String, Fingerprint> named = new TreeMap<>();
        for (Node.Scalar name : draft.values.texts(node, "a secret")) {
            Shape shape = known.get(name.value());
            Fingerprint fingerprint = draft.secrets.get(name.value());
            if (name.value().equals(ANY)) {
                shapes.addAll(known.values());
                named.putAll(draft.secrets);
            } else if (shape != null) {
                shapes.add(shape);
            } else if (fingerprint != null) {
                named.put(name.value(), fingerprint);
            } else {
                Set<String> names = new TreeSet<>(known.keySet());
                names.addAll(draft.secrets.keySet());
                names.add(ANY);
                draft.diagnostics.error(
                        Check.BAD_VALUE,
                        name.place(),
                        Diagnostics.quote(name.value()) + " is neither a known form of secret nor one of `secrets`",
                        Suggestion.remedy(name.value(), names, ""));
            }
        }
        return new ResultCheck.Secrets(new SecretScan(shapes, named));
    }
}
