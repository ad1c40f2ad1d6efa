package dev.interlock.engine.event;

import dev.interlock.engine.policy.Outcome;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The delivery of the content that an inspected call was answered with. The labels of delivered content count from here on;
 * nobody gets content that is withheld.
 *
 * @param withheld whether nobody got the content
 * @param labels marks {@code label/...} that were found in the content
 * @param findings the reasons why it is withheld, and findings that were recorded without withholding it
 */
public record Delivery(boolean withheld, SortedSet<String> labels, List<Finding> findings) {
    public Delivery {
        labels = Collections.unmodifiableSortedSet(new TreeSet<>(labels));
        findings = List.copyOf(findings);
    }

    /** The delivery under these findings. Content that would be held is withheld, as there is nobody to ask for its approval. */
    public static Delivery of(SortedSet<String> labels, List<Finding> findings) {
        boolean withheld = findings.stream().anyMatch(finding -> finding.outcome() != Outcome.RECORD);
        return new Delivery(withheld, labels, findings);
    }
}
