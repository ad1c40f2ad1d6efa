package dev.interlock.policy.compile;

import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Provenance;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import dev.interlock.provenance.label.ContactLabels;
import dev.interlock.provenance.label.FieldRole;
import dev.interlock.provenance.label.ToolLabels;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code content} of a tool: who can have chosen what goes into it and comes out of it. */
final class ContentCheck {

    private static final Map<String, Boolean> YES_NO = new TreeMap<>(Map.of("true", true, "false", false));
    private static final Pattern PATH = Pattern.compile("[^.\\s]{1,128}(?:\\.[^.\\s]{1,128}){0,7}");
    private static final String LABEL = "label/";
    /** The roles that are labels of content. What the amount is, `amount` says. */
    private static final Set<ArgumentRole> ROLES = EnumSet.complementOf(EnumSet.of(ArgumentRole.AMOUNT));

    /** The arguments that hold a destination which the tool registers. */
    private static final String CONTACT = "contact";
    /** The marks of the calls in which what the tool registers counts. */
    private static final String CONTACT_FOR = "contact-for";
    /** The arguments that say which contact the tool removes or changes. */
    private static final String CONTACT_REMOVED = "contact-removed";

    private final Draft draft;

    ContentCheck(Draft draft) {
        this.draft = draft;
    }

    /** Reads the labels of a tool. Without any, what it returns is untrusted text. */
    ToolLabels read(Fields tool, Mapping base) {
        Optional<Node.Mapping> body = tool.take("content")
                .flatMap(n -> draft.values.mapping(n, "`content`", "write `{asks: message, destination: [to]}`"));
        if (body.isEmpty()) {
            return labels(base, false, Map.of(), Map.of(), Optional.empty(), false, false, ContactLabels.NONE);
        }
        Fields fields = new Fields(body.get(), "`content`", draft.diagnostics);
        boolean trusted = flag(fields, "trusted");
        Optional<String> asks = fields.take("asks")
                .flatMap(n -> draft.values.name(n, "a duty of a lexicon"))
                .map(Node.Scalar::value);
        Map<String, ArgumentRole> arguments = new TreeMap<>();
        for (ArgumentRole role : ROLES) {
            paths(fields, role.text(), arguments, role);
        }
        Map<String, FieldRole> results = new TreeMap<>();
        fields.take("result")
                .flatMap(n -> draft.values.mapping(n, "`result`", "write `{sender: [from], title: [subject]}`"))
                .ifPresent(m -> {
                    Fields result = new Fields(m, "`result`", draft.diagnostics);
                    for (FieldRole role : FieldRole.values()) {
                        paths(result, role.text(), results, role);
                    }
                    result.finish();
                });
        boolean reads = flag(fields, "reads");
        boolean commits = flag(fields, "commits");
        ContactLabels contacts = contacts(fields, base);
        fields.finish();
        return labels(base, trusted, results, arguments, asks, reads, commits, contacts);
    }

    /** Reads which arguments name contacts. An argument may hold a destination that the tool reaches as well, so these are no roles. */
    private ContactLabels contacts(Fields fields, Mapping base) {
        Map<String, String> named = new TreeMap<>();
        for (String key : List.of(CONTACT, CONTACT_REMOVED)) {
            if (fields.has(key) && !base.writes().orElse(true)) {
                draft.diagnostics.error(
                        Check.BAD_VALUE,
                        fields.keyPlace(key),
                        "`" + key + "` is for tools that write, and this one only reads",
                        "remove it, or write `effect: write`");
            }
            paths(fields, key, named, key);
            if (named.remove("*") != null) {
                draft.diagnostics.error(
                        Check.BAD_VALUE,
                        fields.keyPlace(key),
                        "`*` in `" + key + "` names no argument",
                        "name the argument that holds the contact, such as `iban`");
            }
        }
        Set<String> registered = new TreeSet<>();
        Set<String> removed = new TreeSet<>();
        named.forEach((path, key) -> (key.equals(CONTACT) ? registered : removed).add(path));
        Optional<Node> scope = fields.take(CONTACT_FOR);
        if (scope.isPresent() && registered.isEmpty()) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    fields.keyPlace(CONTACT_FOR),
                    "`" + CONTACT_FOR + "` is for tools that register contacts, and this one registers none",
                    "remove it, or name the arguments that hold a contact: `contact: [iban]`");
        } else if (scope.orElse(null) instanceof Node.Sequence list
                && list.items().isEmpty()) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    fields.keyPlace(CONTACT_FOR),
                    "`" + CONTACT_FOR + "` is empty",
                    "name at least one mark, or remove `" + CONTACT_FOR + "` so that the contacts count in all calls");
        }
        List<Node.Scalar> marks =
                scope.map(n -> draft.values.texts(n, "a mark")).orElse(List.of());
        draft.contactMarks.addAll(marks);
        return new ContactLabels(
                registered, marks.stream().map(Node.Scalar::value).collect(Collectors.toSet()), removed);
    }

    private static ToolLabels labels(
            Mapping base,
            boolean trusted,
            Map<String, FieldRole> results,
            Map<String, ArgumentRole> arguments,
            Optional<String> asks,
            boolean reads,
            boolean commits,
            ContactLabels contacts) {
        Set<String> labels = new TreeSet<>();
        base.marks().stream().filter(mark -> mark.startsWith(LABEL)).forEach(labels::add);
        if (!trusted) {
            labels.add(Provenance.UNTRUSTED);
        }
        return new ToolLabels(labels, base.writes().orElse(true), results, arguments, asks, reads, commits, contacts);
    }

    private boolean flag(Fields fields, String key) {
        return fields.take(key)
                .flatMap(n -> draft.values.choice(n, "`" + key + "`", YES_NO))
                .orElse(false);
    }

    private <R> void paths(Fields fields, String key, Map<String, R> into, R role) {
        fields.take(key)
                .ifPresent(n -> draft.values.texts(n, "a path").forEach(path -> {
                    if (!PATH.matcher(path.value()).matches()) {
                        draft.diagnostics.error(
                                Check.BAD_VALUE,
                                path.place(),
                                "`" + path.value() + "` is not a path",
                                "write the keys that lead to the field with dots between them, such as `mail.from`, or"
                                        + " `*` for all others");
                    } else if (into.putIfAbsent(path.value(), role) != null) {
                        draft.diagnostics.error(
                                Check.DUPLICATE_NAME,
                                path.place(),
                                "`" + path.value() + "` has two roles",
                                "keep the role that describes it best");
                    }
                }));
    }
}
