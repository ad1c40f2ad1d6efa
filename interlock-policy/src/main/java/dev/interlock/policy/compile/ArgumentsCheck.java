package dev.interlock.policy.compile;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.interlock.policy.argument.ByHand;
import dev.interlock.policy.argument.Constraint;
import dev.interlock.policy.argument.Declared;
import dev.interlock.policy.argument.ReadPaths;
import dev.interlock.policy.argument.TextFormat;
import dev.interlock.policy.argument.ValueType;
import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.catalog.ToolReads;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.yaml.Node;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code arguments} of a tool: its declarations by hand, beside its schema. */
final class ArgumentsCheck {

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_TEXT = 10_000_000;
    private static final String REMEDY =
            "write `open`, or a mapping from each argument's name to its description, such as `{amount: {type: number,"
                    + " max: 1000}, note: text}`";

    private static final Map<String, ValueType> TYPES = byText(ValueType.values(), ValueType::text);
    private static final Map<String, TextFormat> FORMATS = byText(TextFormat.values(), TextFormat::text);
    private static final Map<String, Declared.Names> NAMES =
            new TreeMap<>(Map.of("open", Declared.Names.OPEN, "data", Declared.Names.DATA));

    private final Draft draft;

    ArgumentsCheck(Draft draft) {
        this.draft = draft;
    }

    private static <T> Map<String, T> byText(T[] all, Function<T, String> text) {
        return Arrays.stream(all).collect(Collectors.toMap(text, one -> one, (a, b) -> a, TreeMap::new));
    }

    /** Reads the arguments of a tool. As a whole they cannot be data, as rules read some of them. */
    Optional<ByHand> read(Node node) {
        if (node instanceof Node.Scalar) {
            return draft.values
                    .choice(node, "`arguments`", Map.of("open", Declared.Names.OPEN))
                    .map(ByHand::of);
        }
        return draft.values.mapping(node, "`arguments`", REMEDY).map(mapping -> ByHand.of(members(mapping)));
    }

    private SortedMap<String, ByHand> members(Node.Mapping mapping) {
        SortedMap<String, ByHand> members = new TreeMap<>();
        for (Node.Entry entry : mapping.entries()) {
            String name = entry.key().value();
            if (name.length() > LONGEST_NAME
                    || ArgumentPath.parse(ArgumentPath.ARGS + ArgumentPath.step(name))
                            .isEmpty()) {
                draft.diagnostics.error(
                        Check.BAD_NAME,
                        entry.key().place(),
                        Diagnostics.quote(name) + " is not a valid argument name",
                        "use at most " + LONGEST_NAME + " ASCII characters, without quotes or backslashes");
                continue;
            }
            argument(entry.value()).ifPresent(declared -> members.put(name, declared));
        }
        return members;
    }

    private Optional<ByHand> argument(Node node) {
        if (node instanceof Node.Mapping mapping) {
            return Optional.of(detailed(mapping));
        }
        if (node instanceof Node.Scalar scalar && NAMES.containsKey(scalar.value())) {
            return Optional.of(ByHand.of(NAMES.get(scalar.value())));
        }
        return types(node)
                .map(types -> new ByHand(Declared.Names.CLOSED, new TreeMap<>(), Optional.empty(), types, List.of()));
    }

    /** One type or a list of types; `any` for all. */
    private Optional<Set<ValueType>> types(Node node) {
        if (node instanceof Node.Scalar scalar && scalar.value().equals("any")) {
            return Optional.of(Set.of());
        }
        Map<String, ValueType> choices = TYPES;
        Set<ValueType> types = EnumSet.noneOf(ValueType.class);
        List<? extends Node> items = node instanceof Node.Sequence list ? list.items() : List.of(node);
        for (Node item : items) {
            // The word `null` is a value of its own in YAML, and no text.
            boolean isNull = item instanceof Node.Scalar scalar && scalar.isNull() && node instanceof Node.Sequence;
            Optional<ValueType> type = isNull ? Optional.of(ValueType.NULL) : typeOf(item, choices);
            if (type.isEmpty()) {
                return Optional.empty();
            }
            types.add(type.get());
        }
        return Optional.of(types);
    }

    private Optional<ValueType> typeOf(Node item, Map<String, ValueType> choices) {
        String written = item instanceof Node.Scalar scalar ? scalar.value() : "";
        if (choices.containsKey(written)) {
            return Optional.of(choices.get(written));
        }
        Set<String> words = new TreeSet<>(choices.keySet());
        words.addAll(List.of("any", "data", "open"));
        draft.diagnostics.error(
                Check.BAD_VALUE,
                item.place(),
                "an argument cannot be " + (written.isEmpty() ? item.kind() : Diagnostics.quote(written)),
                Suggestion.remedy(written, words, ""));
        return Optional.empty();
    }

    private ByHand detailed(Node.Mapping mapping) {
        Fields fields = new Fields(mapping, "an argument", draft.diagnostics);
        Set<ValueType> types = fields.take("type").flatMap(this::types).orElse(Set.of());
        List<Constraint> constraints = new ArrayList<>();
        range(fields, constraints);
        length(fields, constraints);
        fields.take("pattern").flatMap(this::pattern).ifPresent(constraints::add);
        fields.take("one-of").map(this::listed).ifPresent(all -> constraints.add(new Constraint.OneOf(all)));
        fields.take("none-of").map(this::listed).ifPresent(all -> constraints.add(Constraint.NoneOf.of(all)));
        fields.take("format")
                .flatMap(n -> draft.values.choice(n, "`format`", FORMATS))
                .ifPresent(format -> constraints.add(new Constraint.Formatted(format)));
        Optional<ByHand> elements = fields.take("elements").flatMap(this::argument);
        Declared.Names names = Declared.Names.CLOSED;
        SortedMap<String, ByHand> members = new TreeMap<>();
        Optional<Node> inside = fields.take("arguments");
        if (inside.isPresent() && inside.get() instanceof Node.Mapping map) {
            members = members(map);
        } else if (inside.isPresent()) {
            names = draft.values.choice(inside.get(), "`arguments`", NAMES).orElse(names);
        }
        fields.finish();
        return new ByHand(names, members, elements, types, constraints);
    }

    private void range(Fields fields, List<Constraint> out) {
        Optional<BigDecimal> least = fields.take("min").flatMap(this::number);
        Optional<BigDecimal> most = fields.take("max").flatMap(this::number);
        if (least.isPresent() && most.isPresent() && least.get().compareTo(most.get()) > 0) {
            nothingFits(fields, "max", "`min` is more than `max`");
        }
        if (least.isPresent() || most.isPresent()) {
            out.add(new Constraint.Range(least, false, most, false, true));
        }
    }

    private Optional<BigDecimal> number(Node node) {
        if (node instanceof Node.Scalar scalar && scalar.value().matches("-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,6})?")) {
            return Optional.of(new BigDecimal(scalar.value()));
        }
        draft.diagnostics.error(
                Check.BAD_NUMBER,
                node.place(),
                "a bound must be a plain number, not "
                        + (node instanceof Node.Scalar scalar ? Diagnostics.quote(scalar.value()) : node.kind()),
                "write digits and a point, such as `10000` or `0.5`; no separators, no exponent");
        return Optional.empty();
    }

    private void length(Fields fields, List<Constraint> out) {
        int least = (int) fields.take("min-length").stream()
                .flatMapToLong(n -> draft.values.integer(n, "`min-length`", 0, LONGEST_TEXT).stream())
                .findFirst()
                .orElse(0);
        int most = (int) fields.take("max-length").stream()
                .flatMapToLong(n -> draft.values.integer(n, "`max-length`", 0, LONGEST_TEXT).stream())
                .findFirst()
                .orElse(Integer.MAX_VALUE);
        if (least > most) {
            nothingFits(fields, "max-length", "`min-length` is more than `max-length`");
        }
        if (least > 0 || most < Integer.MAX_VALUE) {
            out.add(new Constraint.Length(least, most, true));
        }
    }

    private void nothingFits(Fields fields, String key, String what) {
        draft.diagnostics.error(
                Check.BAD_VALUE,
                fields.keyPlace(key),
                what + ": no call would pass",
                "make the upper bound the greater one");
    }

    private Optional<Constraint> pattern(Node node) {
        Optional<Node.Scalar> text = draft.values.text(node, "`pattern`");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Constraint.Matches(Pattern.compile(text.get().value()), true, true));
        } catch (PatternSyntaxException e) {
            draft.diagnostics.error(
                    Check.BAD_VALUE,
                    node.place(),
                    Diagnostics.quote(text.get().value()) + " is not a regular expression: " + e.getDescription(),
                    "use RE2 syntax, which has no look-around or back-references; the expression must match the whole"
                            + " text");
            return Optional.empty();
        }
    }

    /** The texts, numbers and booleans of a list, as they are in JSON. */
    private List<Object> listed(Node node) {
        List<Object> out = new ArrayList<>();
        List<? extends Node> items = node instanceof Node.Sequence list ? list.items() : List.of(node);
        for (Node item : items) {
            if (!(item instanceof Node.Scalar scalar) || scalar.isNull() || scalar.isRefused()) {
                draft.diagnostics.error(
                        Check.WRONG_SHAPE,
                        item.place(),
                        "a value must be text or a number, not " + item.kind(),
                        "write `[EUR, USD]`");
                continue;
            }
            out.add(
                    switch (scalar.type()) {
                        case INTEGER, DECIMAL -> decimal(scalar.value());
                        case BOOLEAN -> scalar.value().equalsIgnoreCase("true");
                        case TEXT, NULL, REFUSED -> scalar.value();
                    });
        }
        return List.copyOf(out);
    }

    /** The number; a number in a form that only YAML has is text here. */
    private static Object decimal(String text) {
        return text.matches("-?[0-9]{1,18}(\\.[0-9]{1,18})?") ? new BigDecimal(text) : text;
    }

    /** Reports maps of data that are read after all: a name in them could pass for one that is read. Called when the rules are known. */
    void dataThatIsRead() {
        for (ToolEntry tool : draft.tools.values()) {
            tool.arguments().ifPresent(byHand -> {
                ReadPaths reads = ToolReads.of(tool, draft.ruleConditions);
                for (List<String> path : reads.all()) {
                    if (inData(byHand, path)) {
                        draft.diagnostics.error(
                                Check.DATA_IS_READ,
                                Objects.requireNonNull(draft.toolPlaces.get(tool.name())),
                                "`" + ArgumentPath.ARGS
                                        + path.stream().map(ArgumentPath::step).collect(Collectors.joining()) + "` of `"
                                        + tool.name() + "` is read, but is inside a `data` map",
                                "declare the names in the map, or write `open`: a `data` map can contain one name in"
                                        + " two spellings");
                    }
                }
            });
        }
    }

    private static boolean inData(ByHand at, List<String> path) {
        if (at.names() == Declared.Names.DATA) {
            return true;
        }
        if (path.isEmpty()) {
            return holdsData(at);
        }
        ByHand next = at.byName().get(path.getFirst());
        return next != null && inData(next, path.subList(1, path.size()));
    }

    /** Returns whether an argument that is read as a whole has data in it. */
    private static boolean holdsData(ByHand at) {
        return at.names() == Declared.Names.DATA
                || at.byName().values().stream().anyMatch(ArgumentsCheck::holdsData)
                || at.inLists().filter(ArgumentsCheck::holdsData).isPresent();
    }
}
