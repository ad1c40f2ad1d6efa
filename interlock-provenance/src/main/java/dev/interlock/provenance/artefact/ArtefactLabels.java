package dev.interlock.provenance.artefact;

import dev.interlock.engine.model.Provenance;
import dev.interlock.provenance.text.Tokens;
import java.util.Set;
import java.util.function.Function;

/**
 * The labels of a text because of what it repeats.
 *
 * @param labels of the writers, as they were when they wrote
 * @param known whether these are all; if not, the text may have any label
 */
public record ArtefactLabels(Set<String> labels, boolean known) {

    /** The labels of a text that repeats nothing. */
    public static final ArtefactLabels NONE = new ArtefactLabels(Set.of(), true);

    /** The labels where nothing was written before. */
    public static final Function<Tokens, ArtefactLabels> NOTHING_WRITTEN = tokens -> NONE;

    public ArtefactLabels {
        labels = Set.copyOf(labels);
    }

    /** Returns whether an outsider may have chosen the text. */
    public boolean untrusted() {
        return !known || labels.contains(Provenance.UNTRUSTED);
    }
}
