package dev.interlock.policy.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML 1.2 into a tree with places. One document a file; no anchors, aliases or tags, so that the meaning of a line
 * stands on the line; duplicate keys are refused. Never throws, whatever a file contains.
 */
public final class YamlReader {

    /** The deepest nesting that is read; nothing in the language needs a quarter of it. */
    public static final int MAX_DEPTH = 32;

    /** The depth from which the rest of a file is not even skipped: brackets that stay open are dear to read. */
    private static final int HOPELESS_DEPTH = 1_000;

    /** Ends the reading of a file that is nested far too deep; its problem was reported. */
    private static final class Hopeless extends RuntimeException {
        private static final long serialVersionUID = 1;

        Hopeless() {
            super("nested far too deep", null, false, false);
        }
    }

    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");

    private final SourceFile file;
    private final Iterator<Event> events;
    private final List<Problem> problems = new ArrayList<>();
    private @Nullable Event last;
    /** True if every character is one code point, so that offsets are the same in both. */
    private final boolean simple;

    private final int maxDepth;

    private YamlReader(SourceFile file, int maxDepth) {
        this.file = file;
        this.maxDepth = maxDepth;
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.path())
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        this.simple = file.text().chars().noneMatch(c -> Character.isSurrogate((char) c));
        this.events = new Parse(settings).parseString(file.text()).iterator();
    }

    public static YamlTree read(SourceFile file) {
        return read(file, MAX_DEPTH);
    }

    /** Reads as {@link #read(SourceFile)} does, but at most so many levels deep, for files that others write. */
    public static YamlTree read(SourceFile file, int maxDepth) {
        @Nullable YamlReader reader = null;
        try {
            reader = new YamlReader(file, maxDepth);
            return new YamlTree(reader.document(), reader.problems);
        } catch (Hopeless e) {
            return new YamlTree(Optional.empty(), reader == null ? List.of() : reader.problems);
        } catch (MarkedYamlEngineException e) {
            return broken(reader, markedProblem(file, e));
        } catch (YamlEngineException e) {
            // The parser names no place for a character that YAML does not allow.
            Place place = firstUnprintable(file);
            return broken(
                    reader,
                    new Problem(
                            Problem.Kind.SYNTAX,
                            place,
                            "a character that YAML does not allow",
                            "remove it, or write it as an escape in double quotes"));
        }
    }

    private static YamlTree broken(@Nullable YamlReader reader, Problem problem) {
        List<Problem> all = new ArrayList<>(reader == null ? List.of() : reader.problems);
        all.add(problem);
        return new YamlTree(Optional.empty(), all);
    }

    private static Problem markedProblem(SourceFile file, MarkedYamlEngineException e) {
        Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
        Place place =
                mark.map(m -> file.at(m.getLine() + 1, m.getColumn() + 1, 1)).orElse(file.start());
        String what = e.getProblem() == null ? "not yaml" : e.getProblem();
        if (e.getContext() != null && !e.getContext().isBlank()) {
            what = e.getContext() + ": " + what;
        }
        String remedy = what.contains("'\\t(TAB)'") || what.contains("TAB")
                ? "indent with spaces"
                : "check the indentation, quotes and brackets here and before";
        return new Problem(Problem.Kind.SYNTAX, place, "not valid YAML: " + what.replace('\n', ' '), remedy);
    }

    private static Place firstUnprintable(SourceFile file) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < file.text().length(); ) {
            int c = file.text().codePointAt(i);
            if (c == '\n') {
                line++;
                column = 1;
            } else if ((c < 0x20 && c != '\t' && c != '\r')
                    || c == 0x7f
                    || (c >= 0xd800 && c < 0xe000)
                    || c == 0xfffe
                    || c == 0xffff
                    || (c >= 0x80 && c < 0xa0 && c != 0x85)) {
                return file.at(line, column, 1);
            } else {
                column++;
            }
            i += Character.charCount(c);
        }
        return file.start();
    }

    private Event next() {
        Event event = events.next();
        last = event;
        return event;
    }

    /** The place of a list or mapping: all of one in brackets or braces on one line, else the start. */
    private Place toLast(Place start) {
        Mark end = last == null ? null : last.getEndMark().orElse(null);
        return end == null || end.getLine() + 1 != start.line()
                ? start
                : file.at(start.line(), start.column(), end.getColumn() + 1 - start.column());
    }

    private Optional<Node> document() {
        Optional<Node> root = Optional.empty();
        int documents = 0;
        while (events.hasNext()) {
            Event event = next();
            if (event instanceof DocumentStartEvent) {
                if (++documents == 2) {
                    problem(
                            Problem.Kind.SYNTAX,
                            placeOf(event),
                            "a second document in one file",
                            "put each document into a separate file");
                    return root;
                }
            } else if (event instanceof NodeEvent nodeEvent) {
                root = Optional.of(node(nodeEvent, 0));
            }
        }
        return root;
    }

    private Node node(NodeEvent event, int depth) {
        Place place = placeOf(event);
        if (depth > maxDepth) {
            problem(
                    Problem.Kind.TOO_DEEP,
                    place,
                    "nested more than " + maxDepth + " levels deep",
                    "flatten it; nothing in the language is nested that deeply");
            skip(event);
            return refused(place);
        }
        if (event instanceof AliasEvent alias) {
            problem(
                    Problem.Kind.ANCHOR,
                    place,
                    "the alias `*" + alias.getAlias().getValue() + "` hides the value here",
                    "write the value out; anchors and aliases are not part of the language");
            return refused(place);
        }
        event.getAnchor()
                .ifPresent(anchor -> problem(
                        Problem.Kind.ANCHOR,
                        place,
                        "the anchor `&" + anchor.getValue() + "` is not part of the language",
                        "remove it, and write the value out wherever it is needed"));
        if (event instanceof ScalarEvent scalar) {
            scalar.getTag().ifPresent(tag -> tagProblem(tag, place));
            return scalar(scalar, place);
        }
        if (event instanceof SequenceStartEvent start) {
            start.getTag().ifPresent(tag -> tagProblem(tag, place));
            return sequence(place, depth);
        }
        if (event instanceof MappingStartEvent start) {
            start.getTag().ifPresent(tag -> tagProblem(tag, place));
            return mapping(place, depth);
        }
        throw new IllegalStateException("an event that does not start a node: " + event.getEventId());
    }

    private Node sequence(Place place, int depth) {
        List<Node> items = new ArrayList<>();
        for (Event event = next(); !(event instanceof CollectionEndEvent); event = next()) {
            if (event instanceof NodeEvent item) {
                items.add(node(item, depth + 1));
            }
        }
        return new Node.Sequence(items, toLast(place));
    }

    private Node mapping(Place place, int depth) {
        List<Node.Entry> entries = new ArrayList<>();
        Map<String, Place> seen = new HashMap<>();
        for (Event event = next(); !(event instanceof CollectionEndEvent); event = next()) {
            if (!(event instanceof NodeEvent keyEvent)) {
                continue;
            }
            Node key = node(keyEvent, depth + 1);
            Event next = next();
            Node value = next instanceof NodeEvent valueEvent ? node(valueEvent, depth + 1) : refused(placeOf(next));
            if (!(key instanceof Node.Scalar name) || name.isNull()) {
                problem(
                        Problem.Kind.SYNTAX,
                        key.place(),
                        "the key of a mapping must be text, not " + key.kind(),
                        "write a name; text with braces or brackets needs quotes");
                continue;
            }
            Place first = seen.putIfAbsent(name.value(), name.place());
            if (first != null) {
                problems.add(new Problem(
                        Problem.Kind.DUPLICATE_KEY,
                        name.place(),
                        "the key `" + name.value() + "` appears twice",
                        "merge the two, or remove one",
                        Optional.of(first)));
                continue;
            }
            entries.add(new Node.Entry(name, value));
        }
        return new Node.Mapping(entries, toLast(place));
    }

    private Node.Scalar scalar(ScalarEvent event, Place place) {
        String value = event.getValue();
        Node.ScalarType type = event.getScalarStyle() == ScalarStyle.PLAIN ? type(value) : Node.ScalarType.TEXT;
        String raw = "";
        Mark start = event.getStartMark().orElse(null);
        Mark end = event.getEndMark().orElse(null);
        if (start != null && end != null) {
            raw = slice(start, end);
        }
        return new Node.Scalar(value, type, place, raw);
    }

    /** The source between two marks, taken from the text itself: the buffer of a mark is a moving window. */
    private String slice(Mark start, Mark end) {
        String text = file.text();
        try {
            // Counting code points from the start for every scalar would make reading quadratic.
            int from = simple ? start.getIndex() : text.offsetByCodePoints(0, start.getIndex());
            int to = simple ? end.getIndex() : text.offsetByCodePoints(from, end.getIndex() - start.getIndex());
            return text.substring(from, to);
        } catch (IndexOutOfBoundsException e) {
            return "";
        }
    }

    /** The type as which a plain scalar is read, by YAML's core schema. */
    public static Node.ScalarType type(String plain) {
        if (NULL.matcher(plain).matches()) {
            return Node.ScalarType.NULL;
        }
        if (BOOLEAN.matcher(plain).matches()) {
            return Node.ScalarType.BOOLEAN;
        }
        if (INTEGER.matcher(plain).matches()) {
            return Node.ScalarType.INTEGER;
        }
        return DECIMAL.matcher(plain).matches() ? Node.ScalarType.DECIMAL : Node.ScalarType.TEXT;
    }

    private void skip(NodeEvent event) {
        int open = event instanceof MappingStartEvent || event instanceof SequenceStartEvent ? 1 : 0;
        while (open > 0) {
            Event next = next();
            if (next instanceof MappingStartEvent || next instanceof SequenceStartEvent) {
                if (++open > HOPELESS_DEPTH) {
                    throw new Hopeless();
                }
            } else if (next instanceof CollectionEndEvent) {
                open--;
            }
        }
    }

    private Node.Scalar refused(Place place) {
        return new Node.Scalar("", Node.ScalarType.REFUSED, place, "");
    }

    private Place placeOf(Event event) {
        Mark start = event.getStartMark().orElse(null);
        if (start == null) {
            return file.start();
        }
        int length = 1;
        Mark end = event.getEndMark().orElse(null);
        if (event instanceof ScalarEvent && end != null && end.getLine() == start.getLine()) {
            length = end.getColumn() - start.getColumn();
        }
        return file.at(start.getLine() + 1, start.getColumn() + 1, length);
    }

    private void tagProblem(String tag, Place place) {
        String written = tag.startsWith("tag:yaml.org,2002:") ? "!!" + tag.substring(18) : tag;
        problem(
                Problem.Kind.TAG,
                new Place(place.file(), place.line(), place.column(), 1),
                "the tag `" + written + "` is not part of the language",
                "remove it; quote a value that must be text");
    }

    private void problem(Problem.Kind kind, Place place, String message, String remedy) {
        problems.add(new Problem(kind, place, message, remedy));
    }
}
