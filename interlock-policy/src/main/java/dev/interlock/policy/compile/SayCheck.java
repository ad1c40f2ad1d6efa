package dev.interlock.policy.compile;

import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.Identifiers;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.catalog.Say;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.catalog.ToolReads;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code say}: the words in which a call of a tool reads to people. */
final class SayCheck {

    private static final int LONGEST = 120;
    private static final String EXAMPLE = "write a name in braces, such as `Pay {amount} to {payee}`";

    private static final String OF_LIST = "remove it, because the elements of a list are shown beside the text";

    private final Draft draft;
    private final ToolEntry tool;
    private final List<ArgumentPath> recorded;
    private final SortedMap<String, Say.Part> names = new TreeMap<>();
    /** The names that stand for each element of a list. */
    private final Set<String> many = new TreeSet<>();

    SayCheck(Draft draft, ToolEntry tool) {
        this.draft = draft;
        this.tool = tool;
        this.recorded = ToolReads.recorded(tool);
        declared(tool.base());
    }

    /** The names that the tool declares itself. What an entry under {@code any-of} declares is true of some calls alone. */
    private void declared(Mapping base) {
        base.values().forEach((name, value) -> put(name, value.path(), new Say.Identity(value.path())));
        base.check().forEach((type, path) -> put(type, path, new Say.Reference(type, path)));
        base.of().forEach((type, path) -> put(type, path, new Say.Reference(type, path)));
        base.on().forEach((type, path) -> put(type, path, new Say.Reference(type, path)));
        if (base.on().size() == 1) {
            base.on().forEach((type, path) -> put("object", path, new Say.Reference(type, path)));
        }
        base.amount().ifPresent(amount -> names.put("amount", new Say.Sum()));
    }

    private void put(String name, ArgumentPath path, Say.Part part) {
        if (path.each()) {
            many.add(name);
        } else {
            names.put(name, part);
        }
    }

    /**
     * Reads the text.
     *
     * @param whole whether the rest of the tool is without mistakes, so that the names in it are known
     */
    Optional<Say> read(Fields fields, boolean whole) {
        return fields.take("say")
                .flatMap(node -> draft.values.text(node, "`say`"))
                .filter(this::isOneShortLine)
                .flatMap(text -> parts(text, whole));
    }

    private boolean isOneShortLine(Node.Scalar text) {
        int[] points = text.value().codePoints().toArray();
        if (points.length > LONGEST) {
            return error(
                    text.place(),
                    "`say` has " + points.length + " characters, and at most " + LONGEST + " are shown",
                    "shorten it, because the full call is shown beside it");
        }
        for (int i = 0; i < points.length; i++) {
            if (points[i] == '"' || points[i] == '\\') {
                return error(
                        text.placeAt(i),
                        "`say` contains a `" + Character.toString(points[i])
                                + "`, which is reserved for marking the call's values",
                        "remove it; values are quoted automatically where needed");
            }
        }
        Optional<String> hidden = Identifiers.misspelling(text.value());
        return hidden.isEmpty() || error(text.place(), "`say` " + hidden.get(), "write it as one line of plain text");
    }

    /** A name in braces, without them. */
    private record Name(String text, Place place) {}

    /** Takes the text apart: words, and names between them. */
    private Optional<Say> parts(Node.Scalar text, boolean whole) {
        int[] points = text.value().codePoints().toArray();
        List<Say.Part> parts = new ArrayList<>();
        var part = new StringBuilder();
        boolean sound = whole;
        int open = -1;
        for (int i = 0; i < points.length; i++) {
            int c = points[i];
            if (c == '{' && open >= 0 || c == '}' && open < 0) {
                error(
                        text.placeAt(i),
                        open < 0 ? "this brace has no matching opening brace" : "a name must not contain braces",
                        EXAMPLE);
                return Optional.empty();
            }
            if (c == '{') {
                open = i;
                words(part, parts);
            } else if (c == '}') {
                var name = new Name(part.toString(), wide(text.placeAt(open + 1), i - open - 1));
                Optional<Say.Part> value = whole ? named(name) : Optional.empty();
                value.ifPresent(parts::add);
                sound &= value.isPresent();
                part.setLength(0);
                open = -1;
            } else {
                part.appendCodePoint(c);
            }
        }
        if (open >= 0) {
            error(text.placeAt(open), "this brace is not closed", EXAMPLE);
            return Optional.empty();
        }
        words(part, parts);
        return sound ? Optional.of(new Say(parts)) : Optional.empty();
    }

    private static void words(StringBuilder part, List<Say.Part> parts) {
        if (!part.isEmpty()) {
            parts.add(new Say.Words(part.toString()));
            part.setLength(0);
        }
    }

    private static Place wide(Place at, int length) {
        return new Place(at.file(), at.line(), at.column(), Math.max(1, length));
    }

    private Optional<Say.Part> named(Name name) {
        Say.Part declared = names.get(name.text());
        return declared != null ? Optional.of(declared) : argument(name);
    }

    private Optional<Say.Part> argument(Name name) {
        Optional<ArgumentPath> path = ArgumentPath.parse(name.text())
                .filter(read -> read.root().equals(ArgumentPath.ARGS))
                .or(() -> ArgumentPath.parse(ArgumentPath.ARGS + "." + name.text()));
        if (path.isEmpty() || path.get().optional()) {
            return unknown(name, "write the name of an argument, such as `{iban}`, without a `?`");
        }
        if (many.contains(name.text())) {
            return unknown(name, OF_LIST);
        }
        ArgumentPath argument = path.get();
        if (tool.secret().stream().anyMatch(secret -> secret.covers(argument))) {
            draft.diagnostics.error(
                    Check.SECRET_IN_CLEAR,
                    name.place(),
                    "`" + argument + "` is secret, and `say` would show it",
                    "remove it from `say`");
            return Optional.empty();
        }
        if (argument.each()) {
            return unknown(name, OF_LIST);
        }
        if (recorded.stream().noneMatch(shown -> !shown.each() && shown.covers(argument))) {
            return unknown(name, "add `" + argument + "` to `show`");
        }
        boolean identity = tool.mappings().flatMap(Mapping::paths).anyMatch(read -> isSame(read, argument));
        return Optional.of(identity ? new Say.Identity(argument) : new Say.Shown(argument));
    }

    private static boolean isSame(ArgumentPath one, ArgumentPath other) {
        return !one.each() && one.toString().equals(other.toString());
    }

    private Optional<Say.Part> unknown(Name name, String otherwise) {
        List<String> known = new ArrayList<>(names.keySet());
        recorded.stream()
                .filter(path -> !path.each())
                .map(path -> path.toString().substring(ArgumentPath.ARGS.length() + 1))
                .forEach(known::add);
        String remedy = Suggestion.nearest(name.text(), known)
                .map(nearest -> "did you mean `{" + nearest + "}`?")
                .orElseGet(() -> otherwise + (known.isEmpty() ? "" : "; known names: " + Suggestion.list(known)));
        draft.diagnostics.error(
                Check.SAY_NAME,
                name.place(),
                "`{" + name.text() + "}` is not shown for every call to `" + tool.name() + "`",
                remedy);
        return Optional.empty();
    }

    private boolean error(Place place, String message, String remedy) {
        draft.diagnostics.error(Check.BAD_VALUE, place, message, remedy);
        return false;
    }
}
