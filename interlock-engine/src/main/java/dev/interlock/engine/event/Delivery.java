package dev.interlock.engine.event;

import dev.interlock.engine.policy.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What became of the content that an inspected call was answered with. Delivered, its labels count from here on; withheld,
 * nobody got it.
 *
 * @param withheld nobody got it
 * @param labels marks {@code label/...} that were found in it
 * @param findings why it is withheld, and what was recorded without withholding it
 */
public record Delivery(boolean withheld, SortedSet<String> labels, List<Finding> findings) {
    public Delivery {
        labels = Collections.unmodifiableSortedSet(new TreeSet<>(labels));
        findings = List.copyOf(findings);
    }

    /** There is nobody to ask for an approval of content: what would be held is withheld. */
    public static Delivery of(SortedSet<String> labels, List<Finding> findings) {
        boolean withheld = findings.stream().anyMatch(finding -> finding.outcome() != Outcome.RECORD);
        return new Delivery(withheld, labels, findings);
    }
}
