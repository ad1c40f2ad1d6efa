package dev.interlock.policy.diagnostic;

import dev.interlock.policy.yaml.Place;
import dev.interlock.policy.yaml.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects diagnostics while a bundle is read, so that all are reported at once. Not thread-safe. */
public final class Diagnostics {

    private final Set<Diagnostic> found = new LinkedHashSet<>();

    public void error(Check check, Place place, String message, String remedy, Label... labels) {
        found.add(new Diagnostic(Severity.ERROR, check, place, message, remedy, List.of(labels)));
    }

    public void warning(Check check, Place place, String message, String remedy, Label... labels) {
        found.add(new Diagnostic(Severity.WARNING, check, place, message, remedy, List.of(labels)));
    }

    public void add(Diagnostic diagnostic) {
        found.add(diagnostic);
    }

    /** Removes a diagnostic. */
    public void remove(Diagnostic diagnostic) {
        found.remove(diagnostic);
    }

    public void add(Problem problem) {
        Check check = switch (problem.kind()) {
            case SYNTAX -> Check.SYNTAX;
            case DUPLICATE_KEY -> Check.DUPLICATE_KEY;
            case ANCHOR -> Check.ANCHOR;
            case TAG -> Check.TAG;
            case TOO_DEEP -> Check.TOO_DEEP;
        };
        Label[] labels = problem.first().stream()
                .map(first -> new Label(first, "first written here"))
                .toArray(Label[]::new);
        error(check, problem.place(), problem.message(), problem.remedy(), labels);
    }

    /** The author's words in backticks, cut if they are long. */
    public static String quote(String text) {
        String line = text.replace('\n', ' ');
        int limit = Math.min(line.codePointCount(0, line.length()), 60);
        String cut = line.substring(0, line.offsetByCodePoints(0, limit));
        return "`" + cut + (cut.length() < line.length() ? "..." : "") + "`";
    }

    public boolean hasErrors() {
        return errors() > 0;
    }

    /** The number of errors so far. */
    public long errors() {
        return found.stream().filter(Diagnostic::isError).count();
    }

    /** All diagnostics, by position. */
    public List<Diagnostic> sorted() {
        return found.stream().sorted().toList();
    }
}
