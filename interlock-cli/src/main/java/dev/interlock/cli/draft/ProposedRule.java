package dev.interlock.cli.draft;

import java.util.List;

/**
 * A rule that the duties of some tools suggest.
 *
 * @param id such as {@code ENTITY-01}
 * @param title what it says, in a sentence
 * @param reason what suggests it
 * @param text its entry in a bundle, below {@code - id}
 * @param first tools by which somebody makes what the rule guards; none for an approval
 * @param second tools that the rule stops
 */
public record ProposedRule(
        String id, String title, String reason, String text, List<ToolDraft> first, List<ToolDraft> second) {

    public ProposedRule {
        first = List.copyOf(first);
        second = List.copyOf(second);
    }

    /** Returns whether it keeps two duties apart; else it asks for an approval. */
    boolean separates() {
        return !first.isEmpty();
    }
}
