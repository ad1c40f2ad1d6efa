package dev.interlock.policy.diagnostic;

import dev.interlock.policy.yaml.Place;
import java.util.Comparator;
import java.util.List;

/**
 * One error or warning about a bundle.
 *
 * @param message the fault, in lower case, the author's words in backticks
 * @param remedy the advice what to write instead
 * @param labels the further places that one has to look at to understand it
 */
public record Diagnostic(Severity severity, Check check, Place place, String message, String remedy, List<Label> labels)
        implements Comparable<Diagnostic> {

    private static final Comparator<Diagnostic> ORDER = Comparator.comparing(Diagnostic::place)
            .thenComparing(Diagnostic::severity)
            .thenComparing(Diagnostic::check)
            .thenComparing(Diagnostic::message);

    public Diagnostic {
        labels = List.copyOf(labels);
    }

    public Diagnostic(Severity severity, Check check, Place place, String message, String remedy) {
        this(severity, check, place, message, remedy, List.of());
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** Compares by file, line and column. */
    @Override
    public int compareTo(Diagnostic other) {
        return ORDER.compare(this, other);
    }
}
