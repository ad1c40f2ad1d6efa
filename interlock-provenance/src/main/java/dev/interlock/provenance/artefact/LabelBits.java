package dev.interlock.provenance.artefact;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The labels that a server has met, each a bit of a mask. Beyond {@value #MOST} a label is unknown. Not thread-safe. */
public final class LabelBits {

    /** The most labels. */
    public static final int MOST = 63;

    private final List<String> names = new ArrayList<>();

    /** The labels by their bits. */
    public LabelBits(List<String> names) {
        this.names.addAll(names);
    }

    /** The mask of labels. A label that is new gets the next bit. */
    public long mask(Collection<String> labels) {
        long mask = 0;
        for (String label : labels) {
            int bit = names.indexOf(label);
            if (bit < 0 && names.size() < MOST) {
                bit = names.size();
                names.add(label);
            }
            mask |= bit < 0 ? Artefacts.UNKNOWN : 1L << bit;
        }
        return mask;
    }

    /** The labels of a mask. */
    public ArtefactLabels of(long mask) {
        if (mask == 0) {
            return ArtefactLabels.NONE;
        }
        Set<String> labels = new TreeSet<>();
        for (int bit = 0; bit < names.size(); bit++) {
            if ((mask & 1L << bit) != 0) {
                labels.add(names.get(bit));
            }
        }
        return new ArtefactLabels(labels, (mask & Artefacts.UNKNOWN) == 0);
    }

    /** The labels in the order of their bits. */
    public List<String> names() {
        return List.copyOf(names);
    }
}
