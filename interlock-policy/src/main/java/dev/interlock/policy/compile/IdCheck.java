package dev.interlock.policy.compile;

import dev.interlock.engine.id.IdForm;
import dev.interlock.engine.id.Ignoring;
import dev.interlock.engine.id.IntegerForm;
import dev.interlock.engine.id.PathForm;
import dev.interlock.engine.id.TextForm;
import dev.interlock.engine.id.UrlForm;
import dev.interlock.engine.id.UuidForm;
import dev.interlock.policy.catalog.PatternForm;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code id} of an object type: the form of its ids, and the differences of spelling that mean nothing. */
final class IdCheck {

    private static final Map<String, String> FORMS = same("integer", "path", "pattern", "text", "url", "uuid");
    private static final Map<String, String> SPELLINGS = same("case", "leading-zeros", "spaces");
    private static final Map<String, Boolean> WHETHER = new TreeMap<>(Map.of("true", true, "false", false));

    /** The differences that may be ignored, by form; other forms know by themselves which differences mean nothing. */
    private static final Map<String, Set<String>> IGNORES =
            Map.of("text", SPELLINGS.keySet(), "pattern", SPELLINGS.keySet(), "path", Set.of("case"));

    private final Draft draft;

    IdCheck(Draft draft) {
        this.draft = draft;
    }

    private static Map<String, String> same(String... words) {
        Map<String, String> out = new TreeMap<>();
        for (String word : words) {
            out.put(word, word);
        }
        return out;
    }

    Optional<IdForm> check(Node node) {
        Optional<Node.Mapping> mapping = draft.values.mapping(node, "`id`", "write `{form: integer}`");
        if (mapping.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = new Fields(mapping.get(), "the form of an id", draft.diagnostics);
        Optional<String> form = fields.require("form", "say what the ids look like, such as `form: integer`")
                .flatMap(n -> draft.values.choice(n, "`form`", FORMS));
        Optional<PatternForm> pattern = pattern(fields, form);
        Optional<Boolean> absolute = absolute(fields, form);
        Set<String> ignored = new TreeSet<>();
        fields.take("ignore").ifPresent(n -> ignore(n, form, ignored));
        fields.finish();
        return form.flatMap(name -> form(name, pattern, absolute.orElse(false)))
                .map(plain -> ignored.isEmpty()
                        ? plain
                        : new Ignoring(
                                plain,
                                ignored.contains("case"),
                                ignored.contains("spaces"),
                                ignored.contains("leading-zeros")));
    }

    private static Optional<IdForm> form(String name, Optional<PatternForm> pattern, boolean absolute) {
        return switch (name) {
            case "integer" -> Optional.of(new IntegerForm());
            case "uuid" -> Optional.of(new UuidForm());
            case "path" -> Optional.of(new PathForm(absolute));
            case "url" -> Optional.of(new UrlForm());
            case "pattern" -> pattern.map(IdForm.class::cast);
            default -> Optional.of(new TextForm());
        };
    }

    private Optional<PatternForm> pattern(Fields fields, Optional<String> form) {
        if (!form.equals(Optional.of("pattern"))) {
            fields.take("pattern").ifPresent(n -> onlyOf(n, "pattern", "`form: pattern`"));
            return Optional.empty();
        }
        return fields.require("pattern", "write the pattern of the whole id, such as `pattern: C-[0-9]{4}`")
                .flatMap(n -> draft.values.text(n, "`pattern`"))
                .flatMap(scalar -> {
                    Optional<PatternForm> read = PatternForm.of(scalar.value());
                    if (read.isEmpty()) {
                        draft.diagnostics.error(
                                Check.BAD_VALUE,
                                scalar.place(),
                                Diagnostics.quote(scalar.value()) + " is not an RE2 pattern of at most 256 characters",
                                "write a pattern without look-around or back-references, such as `C-[0-9]{4}`");
                    }
                    return read;
                });
    }

    private Optional<Boolean> absolute(Fields fields, Optional<String> form) {
        Optional<Node> node = fields.take("absolute");
        if (node.isPresent() && !form.equals(Optional.of("path"))) {
            onlyOf(node.get(), "absolute", "`form: path`");
            return Optional.empty();
        }
        return node.flatMap(n -> draft.values.choice(n, "`absolute`", WHETHER));
    }

    private void ignore(Node node, Optional<String> form, Set<String> ignored) {
        draft.values
                .texts(node, "`ignore`")
                .forEach(scalar -> draft.values
                        .choice(scalar, "`ignore`", SPELLINGS)
                        .ifPresent(spelling -> {
                            if (form.isPresent()
                                    && !IGNORES.getOrDefault(form.get(), Set.of())
                                            .contains(spelling)) {
                                draft.diagnostics.error(
                                        Check.BAD_VALUE,
                                        scalar.place(),
                                        "an id of the form `" + form.get() + "` cannot ignore `" + spelling + "`",
                                        "remove it: `text` and `pattern` can ignore anything, `path` can ignore"
                                                + " `case`, and the other forms define what is insignificant");
                            } else {
                                ignored.add(spelling);
                            }
                        }));
    }

    private void onlyOf(Node node, String key, String where) {
        draft.diagnostics.error(
                Check.BAD_VALUE, node.place(), "`" + key + "` belongs to " + where, "remove it, or change the form");
    }
}
