package dev.interlock.policy.compile;

import dev.interlock.engine.model.Scopes;
import dev.interlock.policy.catalog.AmountMapping;
import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.catalog.ValueMapping;
import dev.interlock.policy.condition.Condition;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** The meaning of a call: the keys that a tool and the entries of its allow-list share. */
final class MappingCheck {

    private static final Map<String, Boolean> EFFECTS = new TreeMap<>(Map.of("read", false, "write", true));

    private static final Map<String, String> SPELLINGS = new TreeMap<>(Map.of("case", "case", "spaces", "spaces"));

    private static final Map<String, Boolean> WHETHER = new TreeMap<>(Map.of("true", true, "false", false));

    private final Draft draft;

    MappingCheck(Draft draft) {
        this.draft = draft;
    }

    Mapping check(Fields fields) {
        Set<String> marks = new TreeSet<>();
        fields.take("duty").ifPresent(n -> draft.values.texts(n, "a duty").forEach(s -> duty(s, marks)));
        fields.take("sink").ifPresent(n -> draft.values.texts(n, "a sink").forEach(s -> mark("sink/", s, marks)));
        fields.take("labels").ifPresent(n -> draft.values.texts(n, "a label").forEach(s -> mark("label/", s, marks)));
        List<Mapping.Known> known = new ArrayList<>();
        SortedMap<String, ArgumentPath> on = named(fields, "on", known);
        Set<String> mayExist = new TreeSet<>();
        SortedMap<String, ArgumentPath> creates = created(fields, mayExist);
        SortedMap<String, ArgumentPath> of = named(fields, "of", known);
        SortedMap<String, ArgumentPath> derives = derives(fields, creates);
        SortedMap<String, ArgumentPath> check = objects(fields, "check", ArgumentPath.ARGS, true);
        SortedMap<String, ValueMapping> values = values(fields);
        Optional<AmountMapping> amount = fields.take("amount").flatMap(this::amount);
        Optional<String> risk = fields.take("risk").flatMap(draft.references::tier);
        Optional<Boolean> writes = fields.take("effect").flatMap(n -> draft.values.choice(n, "`effect`", EFFECTS));
        if (!creates.isEmpty() && writes.equals(Optional.of(false))) {
            draft.diagnostics.error(
                    Check.RELATION,
                    fields.keyPlace("effect"),
                    "a call that creates an object is not read-only",
                    "remove `effect: read` or `creates`");
        }
        return new Mapping(marks, on, creates, of, derives, check, values, amount, risk, writes, known, mayExist);
    }

    /**
     * Reads the objects that results name, each by a path, or by a path and whether the object may have existed before.
     *
     * @param mayExist takes the types of those that may
     */
    private SortedMap<String, ArgumentPath> created(Fields fields, Set<String> mayExist) {
        return objects(
                fields,
                "creates",
                ArgumentPath.RESULT,
                (type, node) -> node instanceof Node.Mapping mapping
                        ? createdObject(type, mapping, mayExist)
                        : path(node, ArgumentPath.RESULT, false));
    }

    private Optional<ArgumentPath> createdObject(String type, Node.Mapping mapping, Set<String> mayExist) {
        Fields fields = new Fields(mapping, "a created object", draft.diagnostics);
        Optional<ArgumentPath> path = fields.require("path", "give its path, such as `path: result.vendor_id`")
                .flatMap(n -> path(n, ArgumentPath.RESULT, false));
        boolean may = fields.take("may-exist")
                .flatMap(n -> draft.values.choice(n, "`may-exist`", WHETHER))
                .orElse(false);
        fields.finish();
        if (may) {
            mayExist.add(type);
        }
        return path;
    }

    /** Reads the conditions under which a call is about all objects of a type, by type. */
    SortedMap<String, Condition> all(Fields fields) {
        SortedMap<String, Condition> out = new TreeMap<>();
        fields.take("all")
                .flatMap(n -> draft.values.mapping(n, "`all`", "write `{role: 'args.role == \"ALL\"'}`"))
                .ifPresent(m -> {
                    for (Node.Entry entry : m.entries()) {
                        boolean isType = draft.references.isType(entry.key());
                        Optional<Condition> when =
                                draft.values.text(entry.value(), "a condition").flatMap(draft.conditions::compile);
                        if (isType && when.isPresent()) {
                            out.put(entry.key().value(), when.get());
                        }
                    }
                });
        return out;
    }

    /** Reads the objects that created ones are made from: a call has to create an object of each of their types. */
    private SortedMap<String, ArgumentPath> derives(Fields fields, SortedMap<String, ArgumentPath> creates) {
        SortedMap<String, ArgumentPath> derives = objects(fields, "derives", ArgumentPath.ARGS, false);
        for (String type : derives.keySet()) {
            if (!creates.containsKey(type)) {
                draft.diagnostics.error(
                        Check.RELATION,
                        fields.keyPlace("derives"),
                        "a `" + type + "` is derived, but the call does not create one",
                        "name the new object with `creates: {" + type + ": result...}`");
            }
        }
        return derives;
    }

    private void duty(Node.Scalar scalar, Set<String> marks) {
        if (draft.values.isName(scalar, "a duty")) {
            marks.add(scalar.value());
            draft.duties.putIfAbsent(scalar.value(), scalar.place());
        }
    }

    private void mark(String prefix, Node.Scalar scalar, Set<String> marks) {
        if (draft.values.isName(scalar, "a " + prefix.substring(0, prefix.length() - 1))) {
            marks.add(prefix + scalar.value());
            draft.otherMarks.add(prefix + scalar.value());
        }
    }

    private SortedMap<String, ArgumentPath> objects(Fields fields, String key, String root, boolean mayBeOptional) {
        return objects(fields, key, root, (type, node) -> path(node, root, mayBeOptional));
    }

    /**
     * Reads the objects that arguments name, each by a path, or by a path and whether the object has to be known.
     *
     * @param known takes those that have to be known
     */
    private SortedMap<String, ArgumentPath> named(Fields fields, String key, List<Mapping.Known> known) {
        return objects(
                fields,
                key,
                ArgumentPath.ARGS,
                (type, node) -> node instanceof Node.Mapping mapping
                        ? knownObject(type, mapping, known)
                        : path(node, ArgumentPath.ARGS, false));
    }

    private Optional<ArgumentPath> knownObject(String type, Node.Mapping mapping, List<Mapping.Known> known) {
        Fields fields = new Fields(mapping, "an object", draft.diagnostics);
        Optional<ArgumentPath> path = fields.require("path", "give its path, such as `path: args.vendor_id`")
                .flatMap(n -> path(n, ArgumentPath.ARGS, false));
        boolean mustBe = fields.take("known")
                .flatMap(n -> draft.values.choice(n, "`known`", WHETHER))
                .orElse(false);
        fields.finish();
        if (mustBe) {
            path.ifPresent(p -> known.add(new Mapping.Known(type, p)));
        }
        return path;
    }

    private SortedMap<String, ArgumentPath> objects(
            Fields fields, String key, String root, BiFunction<String, Node, Optional<ArgumentPath>> read) {
        SortedMap<String, ArgumentPath> out = new TreeMap<>();
        fields.take(key)
                .flatMap(n -> draft.values.mapping(n, "`" + key + "`", "write `{vendor: " + root + ".vendor_id}`"))
                .ifPresent(m -> {
                    for (Node.Entry entry : m.entries()) {
                        boolean isType = draft.references.isType(entry.key());
                        Optional<ArgumentPath> path = read.apply(entry.key().value(), entry.value());
                        if (isType && path.isPresent()) {
                            out.put(entry.key().value(), path.get());
                        }
                    }
                });
        return out;
    }

    private SortedMap<String, ValueMapping> values(Fields fields) {
        SortedMap<String, ValueMapping> out = new TreeMap<>();
        fields.take("values")
                .flatMap(n -> draft.values.mapping(n, "`values`", "write `{payee: args.iban}`"))
                .ifPresent(m -> {
                    for (Node.Entry entry : m.entries()) {
                        if (valueName(entry.key())) {
                            draft.valueNames.add(entry.key().value());
                            value(entry.value())
                                    .ifPresent(v -> out.put(entry.key().value(), v));
                        }
                    }
                });
        return out;
    }

    /** Reads a path, or a path with the differences of spelling that do not matter. */
    private Optional<ValueMapping> value(Node node) {
        if (!(node instanceof Node.Mapping mapping)) {
            return path(node, ArgumentPath.ARGS, true).map(p -> new ValueMapping(p, false, false));
        }
        Fields fields = new Fields(mapping, "a value", draft.diagnostics);
        Optional<ArgumentPath> path = fields.require("path", "give its path, such as `path: args.iban`")
                .flatMap(n -> path(n, ArgumentPath.ARGS, true));
        Set<String> ignore = new TreeSet<>();
        fields.take("ignore")
                .ifPresent(n -> draft.values
                        .texts(n, "`ignore`")
                        .forEach(s ->
                                draft.values.choice(s, "`ignore`", SPELLINGS).ifPresent(ignore::add)));
        fields.finish();
        return path.map(p -> new ValueMapping(p, ignore.contains("case"), ignore.contains("spaces")));
    }

    private boolean valueName(Node.Scalar name) {
        if (!draft.values.isName(name, "a value")) {
            return false;
        }
        if (Scopes.ALL.contains(name.value()) || draft.types.containsKey(name.value())) {
            draft.diagnostics.error(
                    Check.BAD_NAME,
                    name.place(),
                    "`" + name.value() + "` is already the name of an object type or scope",
                    "choose another name: `per` in a rule must be unambiguous");
            return false;
        }
        return true;
    }

    private Optional<AmountMapping> amount(Node node) {
        Optional<Node.Mapping> mapping =
                draft.values.mapping(node, "`amount`", "write `{value: args.amount, unit: args.currency}`");
        if (mapping.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = new Fields(mapping.get(), "an amount", draft.diagnostics);
        Optional<ArgumentPath> value = fields.require("value", "give its path, such as `value: args.amount`")
                .flatMap(n -> path(n, ArgumentPath.ARGS, true));
        Optional<AmountMapping.Unit> unit = fields.require(
                        "unit", "write `unit: args.currency`, or a unit such as `EUR`")
                .flatMap(this::unit);
        fields.finish();
        return value.flatMap(v -> unit.map(u -> new AmountMapping(v, u)));
    }

    private Optional<AmountMapping.Unit> unit(Node node) {
        if (node instanceof Node.Scalar scalar && AmountMapping.isUnit(scalar.value())) {
            return Optional.of(new AmountMapping.Fixed(scalar.value()));
        }
        return path(node, ArgumentPath.ARGS, false).map(AmountMapping.FromArgument::new);
    }

    /** Reads a path with the given root. */
    Optional<ArgumentPath> path(Node node, String root, boolean mayBeOptional) {
        Optional<Node.Scalar> text = draft.values.text(node, "a path");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<ArgumentPath> path = ArgumentPath.parse(text.get().value());
        if (path.isEmpty() || !path.get().root().equals(root)) {
            draft.diagnostics.error(
                    Check.BAD_PATH,
                    node.place(),
                    Diagnostics.quote(text.get().value()) + " is not a path into "
                            + (root.equals(ArgumentPath.ARGS) ? "the arguments" : "the result"),
                    text.get().value().contains("[*]")
                            ? "use at most one list: `" + root
                                    + ".payments[*].id` is the member `id` of each of its elements"
                            : "write `" + root + ".` followed by member names, such as `" + root + ".vendor_id`");
            return Optional.empty();
        }
        if (path.get().optional() && !mayBeOptional) {
            draft.diagnostics.error(
                    Check.BAD_PATH,
                    node.place(),
                    Diagnostics.quote(text.get().value()) + " must not be optional here",
                    "remove the `?`, because a call that does not name its object is denied");
            return Optional.empty();
        }
        return path;
    }

    /** Reads a path to an argument as a whole. */
    Optional<ArgumentPath> plainPath(Node node) {
        Optional<ArgumentPath> path = path(node, ArgumentPath.ARGS, false);
        if (path.isPresent() && path.get().each()) {
            draft.diagnostics.error(
                    Check.BAD_PATH,
                    node.place(),
                    "an argument can only be secret or shown as a whole, not by the elements of a list",
                    "write `" + path.get().toList() + "`");
            return Optional.empty();
        }
        return path;
    }
}
