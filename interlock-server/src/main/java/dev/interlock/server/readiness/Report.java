package dev.interlock.server.readiness;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.diagnostic.Severity;
import dev.interlock.policy.yaml.Place;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Collects findings, so that all are told at once. Not thread-safe. */
final class Report {

    private final SortedSet<Finding> found = new TreeSet<>();

    void add(Severity severity, Check check, String name, Place place, String message, String remedy, Label... labels) {
        found.add(new Finding(new Diagnostic(severity, check, place, message, remedy, List.of(labels)), name));
    }

    void error(Check check, String name, Place place, String message, String remedy, Label... labels) {
        add(Severity.ERROR, check, name, place, message, remedy, labels);
    }

    void warning(Check check, String name, Place place, String message, String remedy, Label... labels) {
        add(Severity.WARNING, check, name, place, message, remedy, labels);
    }

    /** All findings, by position. */
    List<Finding> sorted() {
        return List.copyOf(found);
    }
}
