package dev.interlock.policy.format;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.schema.LanguageSchema;
import dev.interlock.policy.schema.SchemaView;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.policy.yaml.YamlReader;
import dev.interlock.policy.yaml.YamlTree;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings files of a bundle into their canonical layout: the keys in the order of the schema, lines of at most 120 characters,
 * quotes where they are needed, comments and single blank lines as they are. The meaning of a file does not change, which is
 * checked each time. Formatting twice changes nothing more. Not thread-safe.
 */
public final class Formatter {

    private final Map<LanguageSchema, SchemaView> views = new EnumMap<>(LanguageSchema.class);

    /** The outcome of formatting a file. */
    public sealed interface Result {}

    /** @param text the formatted text, which ends in one line break */
    public record Formatted(String text) implements Result {}

    /** A file that is no YAML of the language stays as it is. */
    public record Refused(List<Diagnostic> diagnostics) implements Result {
        public Refused {
            diagnostics = List.copyOf(diagnostics);
        }
    }

    /** Formats a text without byte order mark and carriage returns. */
    public Result format(SourceFile file) {
        Diagnostics diagnostics = new Diagnostics();
        YamlTree tree = YamlReader.read(file);
        tree.problems().forEach(diagnostics::add);
        if (diagnostics.hasErrors()) {
            return new Refused(diagnostics.sorted());
        }
        SourceText source = new SourceText(file.text());
        Optional<Piece.Branch> root = PieceReader.read(source);
        if (root.isEmpty()) {
            return new Formatted(file.text());
        }
        Optional<SchemaView> view = tree.root()
                .flatMap(n -> n instanceof Node.Mapping mapping ? Optional.of(mapping) : Optional.empty())
                .flatMap(this::view);
        List<String> head = Comments.attach(source, root.get());
        String text = print(head, root.get(), view);
        if (!SameMeaning.of(tree.root(), YamlReader.read(new SourceFile(file.path(), text)), view)) {
            diagnostics.error(
                    Check.SYNTAX,
                    file.start(),
                    "`" + file.path() + "` cannot be formatted without changing what it means",
                    "the file is unchanged; please report this, with the file");
            return new Refused(diagnostics.sorted());
        }
        return new Formatted(text);
    }

    /** The schema of a file of the language; a file of another sort, such as a configuration, keeps its order of keys. */
    private Optional<SchemaView> view(Node.Mapping root) {
        SchemaView view = views.computeIfAbsent(LanguageSchema.of(root), LanguageSchema::view);
        List<String> written = root.entries().stream().map(e -> e.key().value()).toList();
        List<String> known = view.keys(written);
        return 2 * written.stream().filter(known::contains).count() > written.size()
                ? Optional.of(view)
                : Optional.empty();
    }

    private static String print(List<String> head, Piece.Branch root, Optional<SchemaView> view) {
        List<Printer.Line> lines = new ArrayList<>();
        head.forEach(comment -> lines.add(Printer.Line.of(comment)));
        lines.addAll(Printer.branch(root, 0, view));
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.size(); ) {
            int end = i;
            int longest = 0;
            // Comments beside neighbouring lines are aligned.
            while (end < lines.size()
                    && !lines.get(end).comment().isEmpty()
                    && indent(lines.get(end)) == indent(lines.get(i))) {
                longest = Math.max(longest, length(lines.get(end)));
                end++;
            }
            for (; i < end; i++) {
                Printer.Line line = lines.get(i);
                out.append(line.text()).append(" ".repeat(longest + 2 - length(line)));
                out.append(line.comment()).append('\n');
            }
            if (i < lines.size() && lines.get(i).comment().isEmpty()) {
                out.append(lines.get(i).text()).append('\n');
                i++;
            }
        }
        return out.toString();
    }

    private static int indent(Printer.Line line) {
        return line.text().length() - line.text().stripLeading().length();
    }

    private static int length(Printer.Line line) {
        return line.text().codePointCount(0, line.text().length());
    }
}
